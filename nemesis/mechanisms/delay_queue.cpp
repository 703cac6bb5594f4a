#include "nemesis/mechanisms/delay_queue.hpp"

#include <algorithm>
#include <tuple>

namespace ordeal::nemesis {

bool DelayQueue::later(const Entry& a, const Entry& b) {
    return std::tie(a.due, a.sequence) > std::tie(b.due, b.sequence);
}

HeldPacket& DelayQueue::push(core::Nanoseconds due, std::size_t link,
                             std::span<const std::uint8_t> bytes) {
    if (free_.empty()) {
        free_.push_back(pool_.size());
        pool_.emplace_back();
    }
    const std::size_t slot = free_.back();
    free_.pop_back();
    HeldPacket& packet = pool_[slot];
    packet.link = link;
    packet.bytes.assign(bytes.begin(), bytes.end());
    heap_.push_back({due, sequence_++, slot});
    std::push_heap(heap_.begin(), heap_.end(), later);
    return packet;
}

std::optional<core::Nanoseconds> DelayQueue::next_due() const {
    if (heap_.empty()) return std::nullopt;
    return heap_.front().due;
}

const HeldPacket* DelayQueue::pop_due(core::Nanoseconds now) {
    if (heap_.empty() || heap_.front().due > now) return nullptr;
    std::pop_heap(heap_.begin(), heap_.end(), later);
    const std::size_t slot = heap_.back().slot;
    heap_.pop_back();
    free_.push_back(slot);
    return &pool_[slot];
}

}  // namespace ordeal::nemesis
