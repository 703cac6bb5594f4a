// Which faults make which links worse. Faults overlap: the rule of a link is its own with the
// changes of all faults that hold it on top, in the order in which they began. What the links have
// done since a fault began is its evidence.
#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <vector>

#include "nemesis/fault.hpp"
#include "nemesis/link_rule.hpp"
#include "nemesis/mechanisms/counters.hpp"

namespace ordeal::nemesis {

class LinkChanges {
  public:
    /// By link: what it did while the fault lasted.
    using Done = std::map<std::size_t, LinkCounters>;

    /// `counters` are those of all links so far. False, with no effect, when the id is in use.
    bool begin(FaultId id, std::span<const std::size_t> links, const LinkRule& change,
               std::span<const LinkCounters> counters);
    /// The fault does nothing any more. Requires: it has begun.
    Done end(FaultId id, std::span<const LinkCounters> counters);
    bool contains(FaultId id) const;

    /// The rule of a link whose own rule is `rule`.
    LinkRule on_top_of(LinkRule rule, std::size_t link) const;

  private:
    struct Change {
        FaultId id = 0;
        LinkRule change;
        std::map<std::size_t, LinkCounters> before;  // its links
    };
    std::vector<Change> changes_;  // in order of beginning
};

}  // namespace ordeal::nemesis
