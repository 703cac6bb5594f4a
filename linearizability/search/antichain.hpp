// Configurations of which none dominates another: one that is no better than one already there is
// not let in, one that is better drives the worse out. Found by the part of them that must be equal
// (the key), so that only few are compared.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "linearizability/search/bytes.hpp"
#include "linearizability/search/mutant.hpp"

namespace ordeal::linearizability {

/// Policy: key_hash(c), same_key(a, b), dominates(a, b) (also when equal).
template <typename Config, typename Policy>
class Antichain {
  public:
    static constexpr std::uint32_t nowhere = UINT32_MAX;

    explicit Antichain(const Policy& policy) : policy_(policy), heads_(64) {}

    void clear() {
        most_ = std::max(most_, items_.size());
        items_.clear();
        if (++round_ == 0) {  // the numbers of rounds are used up
            heads_.assign(heads_.size(), Head{});
            round_ = 1;
        }
        used_heads_ = 0;
    }

    /// The place of the configuration, or nowhere if it is dominated.
    std::uint32_t insert(const Config& config) {
        if (2 * used_heads_ >= heads_.size()) grow();
        Head& head = head_of(config);
        if (head.round != round_) {
            head = {round_, nowhere};
            ++used_heads_;
        }
        for (std::uint32_t at = head.first; at != nowhere; at = items_[at].next)
            if (items_[at].alive && policy_.dominates(items_[at].config, config)) return nowhere;
        for (std::uint32_t at = head.first; at != nowhere; at = items_[at].next)
            if (items_[at].alive && policy_.dominates(config, items_[at].config) &&
                !mutated(Mutant::dominance_one_way))
                items_[at].alive = false;
        const auto place = static_cast<std::uint32_t>(items_.size());
        items_.push_back({config, head.first, true});
        head.first = place;
        return place;
    }

    std::size_t size() const { return items_.size(); }
    bool alive(std::uint32_t place) const { return items_[place].alive; }
    Config& operator[](std::uint32_t place) { return items_[place].config; }
    const Config& operator[](std::uint32_t place) const { return items_[place].config; }

    std::size_t bytes() const {
        const std::size_t soon = used_heads_ + bytes_between_looks / sizeof(Item);
        const std::size_t growth = 2 * soon >= heads_.size() ? growth_factor() : 0;
        return bytes_soon(items_, most_) + sizeof(Head) * heads_.size() * (1 + growth);
    }

  private:
    struct Item {
        Config config;
        std::uint32_t next;
        bool alive;
    };
    struct Head {
        std::uint32_t round = 0;
        std::uint32_t first = nowhere;
    };

    Head& head_of(const Config& config) {
        const std::size_t mask = heads_.size() - 1;
        for (std::size_t at = policy_.key_hash(config) & mask;; at = (at + 1) & mask) {
            Head& head = heads_[at];
            const bool empty = head.round != round_;
            if (empty || policy_.same_key(items_[head.first].config, config)) return head;
        }
    }

    /// Large tables grow by less, because all of the table is memory in use.
    std::size_t growth_factor() const { return heads_.size() < (1u << 16) ? 4 : 2; }

    void grow() {
        std::vector<Head> before(growth_factor() * heads_.size());
        before.swap(heads_);
        for (const Head& head : before)
            if (head.round == round_) head_of(items_[head.first].config) = head;
    }

    const Policy& policy_;
    std::vector<Item> items_;
    std::vector<Head> heads_;  // open addressing, by key; of this round only
    std::uint32_t round_ = 1;
    std::size_t used_heads_ = 0;
    std::size_t most_ = 0;  // items in an earlier round
};

}  // namespace ordeal::linearizability
