// Packets under way: held until they are due, then given out in order of that time, and in order
// of coming where times tie. A binary heap of small entries over a pool of reused buffers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/clock.hpp"

namespace ordeal::nemesis {

struct HeldPacket {
    std::size_t link = 0;
    std::vector<std::uint8_t> bytes;
};

class DelayQueue {
  public:
    /// Copies `bytes` and returns the copy, to be changed if need be, until the next call.
    HeldPacket& push(core::Nanoseconds due, std::size_t link, std::span<const std::uint8_t> bytes);

    /// When the first packet falls due.
    std::optional<core::Nanoseconds> next_due() const;

    /// Removes and returns the first packet if it is due; valid until the next call.
    const HeldPacket* pop_due(core::Nanoseconds now);

    std::size_t size() const { return heap_.size(); }

  private:
    struct Entry {
        core::Nanoseconds due{0};
        std::uint64_t sequence = 0;
        std::size_t slot = 0;
    };
    static bool later(const Entry& a, const Entry& b);

    std::vector<Entry> heap_;
    std::vector<HeldPacket> pool_;
    std::vector<std::size_t> free_;
    std::uint64_t sequence_ = 0;
};

}  // namespace ordeal::nemesis
