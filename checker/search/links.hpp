// Who led to whom: for each state the state before it and the number of the action between them, in
// six bytes. That is enough to walk any path again, from its initial state on.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <mutex>

#include <boost/unordered/unordered_flat_map.hpp>

#include "checker/actor_model/stable_vector.hpp"

namespace ordeal::checker {

/// A state, by the shard (for searches: the thread that found it) and its place there in order of
/// discovery.
struct StateNumber {
    std::uint8_t shard = 0;
    std::uint32_t place = 0;
};

struct Link {
    static constexpr std::uint32_t none = UINT32_MAX;

    StateNumber parent{0, none};  // none: an initial state
    std::uint32_t action = 0;     // its place in actions(parent), or in initial_states()
};

/// One thread appends. Links that were appended may be set by others meanwhile, each by one at a
/// time.
class Links {
  public:
    std::uint32_t append(const Link& link) {
        if (size_ % per_block == 0) blocks_.push_back(std::make_unique<Block>());
        const std::uint32_t place = size_++;
        set(place, link);
        return place;
    }
    void set(std::uint32_t place, const Link& link) {
        auto& packed = (*blocks_[place / per_block])[place % per_block];
        for (std::size_t i = 0; i < 4; ++i)
            packed[i] = static_cast<std::uint8_t>(link.parent.place >> 8 * i);
        packed[4] = link.parent.shard;
        packed[5] = static_cast<std::uint8_t>(link.action < large ? link.action : large);
        if (link.action < large) return;
        const std::lock_guard lock(mutex_);
        large_actions_[place] = link.action;
    }
    Link get(std::uint32_t place) const {
        const auto& packed = (*blocks_[place / per_block])[place % per_block];
        Link link{{packed[4], 0}, packed[5]};
        for (std::size_t i = 0; i < 4; ++i)
            link.parent.place |= std::uint32_t{packed[i]} << 8 * i;
        if (link.action != large) return link;
        const std::lock_guard lock(mutex_);
        link.action = large_actions_.at(place);
        return link;
    }
    std::uint32_t size() const { return size_; }
    bool full() const { return size_ >= Link::none - 1; }
    std::size_t bytes() const {
        const std::lock_guard lock(mutex_);
        return blocks_.size() * (sizeof(Block) + 24) + large_actions_.size() * 10;
    }

  private:
    static constexpr std::uint32_t large = 255;
    static constexpr std::uint32_t per_block = 4096;
    using Block = std::array<std::array<std::uint8_t, 6>, per_block>;

    StableVector<std::unique_ptr<Block>> blocks_;
    std::uint32_t size_ = 0;
    mutable std::mutex mutex_;
    boost::unordered_flat_map<std::uint32_t, std::uint32_t> large_actions_;
};

}  // namespace ordeal::checker
