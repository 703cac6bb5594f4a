#include "harness/hunt/behaviour.hpp"

#include <algorithm>
#include <bit>
#include <limits>

#include "core/hash.hpp"

namespace ordeal::harness {

void DistinctCount::add(std::uint64_t hash) {
    if (!counts(hash)) return;
    sample_.insert(hash);
    while (sample_.size() > most_) {
        ++bits_;
        std::erase_if(sample_, [this](std::uint64_t kept) { return !counts(kept); });
    }
}

void DistinctCount::add(const DistinctCount& other) {
    if (other.bits_ > bits_) {
        bits_ = other.bits_;
        std::erase_if(sample_, [this](std::uint64_t kept) { return !counts(kept); });
    }
    for (const std::uint64_t hash : other.sample_)
        add(hash);
}

void Behaviour::event(std::size_t node, std::uint64_t kind) {
    if (before_.size() <= node) before_.resize(node + 1);
    Before& before = before_[node];
    const std::uint64_t trait =
        core::hash_combine(core::hash_combine(before.one_before, before.last), kind);
    before = {kind, before.last};
    std::uint8_t& times = places_[trait % place_count];
    if (times < std::numeric_limits<std::uint8_t>::max()) ++times;
}

std::size_t Behaviour::add(const Behaviour& run) {
    std::size_t fresh = 0;
    for (std::size_t i = 0; i < place_count; ++i) {
        if (run.places_[i] == 0) continue;
        const auto power = static_cast<std::uint8_t>(std::bit_floor(run.places_[i]));
        if ((places_[i] & power) == 0) ++fresh;
        places_[i] |= power;
    }
    states_.add(run.states_);
    return fresh;
}

std::size_t Behaviour::traits() const {
    return place_count - static_cast<std::size_t>(std::ranges::count(places_, 0));
}

}  // namespace ordeal::harness
