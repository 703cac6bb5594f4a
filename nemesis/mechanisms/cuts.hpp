// Which links are cut, and by which faults. Faults overlap: a link is open only when no fault
// holds it cut, and every fault knows how many packets it would not have let through.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "nemesis/fault.hpp"

namespace ordeal::nemesis {

class Cuts {
  public:
    /// Packets dropped, by link; the links that the fault never bit are there with 0.
    using Dropped = std::map<std::size_t, std::uint64_t>;

    explicit Cuts(std::size_t links) : holders_(links) {}

    /// False, with no effect, when the id is in use. Requires: every link is below `links`.
    bool begin(FaultId id, std::span<const std::size_t> links);
    /// Requires: find(id) is not null.
    Dropped end(FaultId id);
    const Dropped* find(FaultId id) const;

    bool is_cut(std::size_t link) const { return !holders_[link].empty(); }
    /// Counts a packet for every fault that holds the link cut.
    void count_drop(std::size_t link);

  private:
    std::vector<std::vector<FaultId>> holders_;  // by link
    std::map<FaultId, Dropped> faults_;
};

}  // namespace ordeal::nemesis
