// Which faults make which links worse. Faults overlap: the rule of a link is its own with the
// changes of all faults that hold it on top, in the order in which they began.
#pragma once

#include <cstddef>
#include <map>
#include <utility>
#include <vector>

#include "nemesis/fault.hpp"
#include "nemesis/link_rule.hpp"

namespace ordeal::nemesis {

class LinkChanges {
  public:
    /// False, with no effect, when the id is in use.
    bool begin(FaultId id, std::vector<std::size_t> links, const LinkRule& change);
    /// The links of the fault, which does nothing any more. Requires: it has begun.
    std::vector<std::size_t> end(FaultId id);
    /// The links of the fault, or a null pointer.
    const std::vector<std::size_t>* find(FaultId id) const;

    /// The rule of a link whose own rule is `rule`.
    LinkRule on_top_of(LinkRule rule, std::size_t link) const;

  private:
    struct Change {
        FaultId id = 0;
        std::vector<std::size_t> links;
        LinkRule change;
    };
    std::vector<Change> changes_;  // in order of beginning
};

}  // namespace ordeal::nemesis
