// Who led to whom: for each state the state before it and the number of the action between them, in
// six bytes. That is enough to walk any path again, from its initial state on.
#pragma once

#include <array>
#include <cstdint>
#include <deque>

#include <boost/unordered/unordered_flat_map.hpp>

namespace ordeal::checker {

/// A state, by the shard that holds it and its place there in order of discovery.
struct StateNumber {
    std::uint8_t shard = 0;
    std::uint32_t place = 0;
};

struct Link {
    static constexpr std::uint32_t none = UINT32_MAX;

    StateNumber parent{0, none};  // none: an initial state
    std::uint32_t action = 0;     // its place in actions(parent), or in initial_states()
};

class Links {
  public:
    std::uint32_t append(const Link& link) {
        links_.emplace_back();
        const auto place = static_cast<std::uint32_t>(links_.size() - 1);
        set(place, link);
        return place;
    }
    void set(std::uint32_t place, const Link& link) {
        auto& packed = links_[place];
        for (std::size_t i = 0; i < 4; ++i)
            packed[i] = static_cast<std::uint8_t>(link.parent.place >> 8 * i);
        packed[4] = link.parent.shard;
        packed[5] = static_cast<std::uint8_t>(link.action < large ? link.action : large);
        if (link.action >= large) large_actions_[place] = link.action;
    }
    Link get(std::uint32_t place) const {
        const auto& packed = links_[place];
        Link link{{packed[4], 0}, packed[5]};
        for (std::size_t i = 0; i < 4; ++i)
            link.parent.place |= std::uint32_t{packed[i]} << 8 * i;
        if (link.action == large) link.action = large_actions_.at(place);
        return link;
    }
    std::uint32_t size() const { return static_cast<std::uint32_t>(links_.size()); }
    std::size_t bytes() const { return links_.size() * 6 + large_actions_.size() * 10; }

  private:
    static constexpr std::uint32_t large = 255;

    std::deque<std::array<std::uint8_t, 6>> links_;
    boost::unordered_flat_map<std::uint32_t, std::uint32_t> large_actions_;
};

}  // namespace ordeal::checker
