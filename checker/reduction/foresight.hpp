// What may still come, in an actor model: learned from what was seen, for partial order reduction.
//
// A pair (local of a participant, event) with its effect is a fact. Facts make a graph of locals
// for each participant; what it may still send from a local on, and what it may still do to the
// history, is what lies on the ways from there. That is an estimate from above of what can come as
// soon as the facts hold all pairs that can occur; partial_order.hpp sees to that.
#pragma once

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>

#include "checker/actor_model/tables.hpp"
#include "checker/reduction/components.hpp"

namespace ordeal::checker {

/// The step of a participant from one local to the next (maybe the same).
struct Fact {
    static constexpr std::uint32_t no_message = UINT32_MAX;

    std::uint32_t participant = 0;
    std::uint32_t local = 0;
    std::uint32_t message = no_message;  // that was delivered
    LocalEvent event;                    // if none was
    const Effect* effect = nullptr;      // it acted

    std::array<std::uint64_t, 2> key() const {
        const std::uint64_t what = message != no_message
                                       ? message
                                       : std::uint64_t{1} << 63 | std::uint64_t(event.kind) << 32 |
                                             std::uint64_t{event.first} << 16 | event.second;
        return {std::uint64_t{participant} << 32 | local, what};
    }
};

/// Grows while a search runs.
class Facts {
  public:
    void add(const Fact& fact) {
        const std::lock_guard lock(mutex_);
        if (keys_.insert(fact.key()).second) facts_.push_back(fact);
    }
    std::size_t size() const { return facts_.size(); }
    const std::vector<Fact>& all() const { return facts_; }

  private:
    std::mutex mutex_;
    boost::unordered_flat_set<std::array<std::uint64_t, 2>> keys_;
    std::vector<Fact> facts_;
};

/// How often a message may still be sent: `unbounded` if that is not known.
struct Expected {
    static constexpr std::uint32_t unbounded = 1000;

    std::uint32_t message = 0;
    std::uint32_t times = 0;
    auto operator<=>(const Expected&) const = default;
};

/// What facts imply. A local that is in none of them does nothing.
template <typename Message>
class Foresight {
  public:
    Foresight(const ActorTables<Message>& tables, const Facts& facts) : tables_(tables) {
        for (const Fact& fact : facts.all())
            number(fact.participant, fact.local).edges.push_back(fact);
        find_components();
        for (std::size_t i = 0; i < nodes_.size(); ++i)
            fill(nodes_[order_[i]]);  // sinks first
        rank_messages();
    }

    /// What `from` may still send to `to`; a number for it, and the list.
    std::uint32_t expected(std::uint32_t from, std::uint32_t local, std::uint32_t to) const {
        const Node* node = find(from, local);
        return node == nullptr || node->expected.empty() ? 0 : node->expected[to];
    }
    const std::vector<Expected>& list(std::uint32_t number) const { return lists_[number]; }

    /// Whether operations of the client may still begin, and end.
    bool may_invoke(std::uint32_t participant, std::uint32_t local) const {
        const Node* node = find(participant, local);
        return node != nullptr && node->invokes;
    }
    bool may_return(std::uint32_t participant, std::uint32_t local) const {
        const Node* node = find(participant, local);
        return node != nullptr && node->returns;
    }

    /// The facts that begin in a local.
    const std::vector<Fact>* edges(std::uint32_t participant, std::uint32_t local) const {
        const Node* node = find(participant, local);
        return node == nullptr ? nullptr : &node->edges;
    }

    /// Whether a step leads on for good: from it no way comes back to the local; or, if one does,
    /// what was sent ranks below what was received. No circle consists of such steps only: the
    /// participants cannot come back to their locals, and if none changes its component the
    /// messages get ever lower, as multisets (Dershowitz & Manna 1979).
    bool leads_on(const Fact& fact) const {
        if (component(fact.participant, fact.local) !=
            component(fact.participant, fact.effect->local))
            return true;
        return fact.message != Fact::no_message &&
               std::ranges::all_of(fact.effect->posted, [&](std::uint32_t posted) {
                   return rank(posted) < rank(fact.message);
               });
    }
    /// Without regard to messages: for networks that do not take what they deliver.
    bool changes_for_good(const Fact& fact) const {
        return component(fact.participant, fact.local) !=
               component(fact.participant, fact.effect->local);
    }

  private:
    struct Node {
        std::uint32_t participant = 0;
        std::uint32_t local = 0;
        std::uint32_t component = 0;
        std::vector<Fact> edges;
        std::vector<std::uint32_t> expected;  // for each receiver the number of a list
        bool invokes = false;
        bool returns = false;
    };
    using Times = std::map<std::uint32_t, std::uint32_t>;  // by message

    Node& number(std::uint32_t participant, std::uint32_t local) {
        const auto [place, added] = numbers_.try_emplace(key(participant, local), nodes_.size());
        if (added) nodes_.push_back({participant, local, 0, {}, {}, false, false});
        return nodes_[place->second];
    }
    static std::uint64_t key(std::uint32_t participant, std::uint32_t local) {
        return std::uint64_t{participant} << 32 | local;
    }
    const Node* find(std::uint32_t participant, std::uint32_t local) const {
        const auto place = numbers_.find(key(participant, local));
        return place == numbers_.end() ? nullptr : &nodes_[place->second];
    }
    /// Of a local without facts: one of its own.
    std::uint64_t component(std::uint32_t participant, std::uint32_t local) const {
        const Node* node = find(participant, local);
        return node != nullptr ? node->component : key(participant, local) + (1ULL << 60);
    }

    void find_components() {
        std::vector<std::vector<std::uint32_t>> next(nodes_.size());
        for (std::size_t i = 0; i < nodes_.size(); ++i)
            for (const Fact& fact : nodes_[i].edges)
                if (const auto to = numbers_.find(key(fact.participant, fact.effect->local));
                    to != numbers_.end())
                    next[i].push_back(static_cast<std::uint32_t>(to->second));
        auto components = strong_components(next);
        for (std::size_t i = 0; i < nodes_.size(); ++i)
            nodes_[i].component = components.of[i];
        order_ = std::move(components.sinks_first);
        times_.resize(components.count);
        invokes_.resize(components.count);
        returns_.resize(components.count);
        left_.resize(components.count);
        for (const Node& node : nodes_)
            ++left_[node.component];
    }

    /// The nodes of a component come one after the other, sinks first; the last one completes it.
    void fill(Node& node) {
        Times& own = times_[node.component];
        const auto raise = [&own](std::uint32_t message, std::uint32_t times) {
            auto& known = own[message];
            known = std::min(std::max(known, times), Expected::unbounded);
        };
        for (const Fact& fact : node.edges) {
            const auto to = numbers_.find(key(fact.participant, fact.effect->local));
            const bool inside =
                to != numbers_.end() && nodes_[to->second].component == node.component;
            const Times* later =
                to == numbers_.end() || inside ? nullptr : &times_[nodes_[to->second].component];
            Times sent;
            for (const std::uint32_t message : fact.effect->posted)
                sent[message] += inside ? Expected::unbounded : 1;
            if (later != nullptr)
                for (const auto& [message, times] : *later)
                    sent[message] += times;
            for (const auto& [message, times] : sent)
                raise(message, times);
            note_history(node, fact, later == nullptr ? nullptr : &nodes_[to->second]);
        }
        if (--left_[node.component] == 0) complete(node.component);
    }
    void note_history(const Node& node, const Fact& fact, const Node* later) {
        for (const auto& event : fact.effect->events)
            (event.type == core::EventType::invoke ? invokes_ : returns_)[node.component] = 1;
        if (later == nullptr) return;
        if (later->invokes) invokes_[node.component] = 1;
        if (later->returns) returns_[node.component] = 1;
    }
    void complete(std::uint32_t component) {
        std::vector<std::vector<Expected>> by_receiver(tables_.size());
        for (const auto& [message, times] : times_[component])
            if (const auto to = tables_.posting(message).to; to != tables_.nobody)
                by_receiver[to].push_back({message, times});
        std::vector<std::uint32_t> numbers;
        for (auto& expected : by_receiver)
            numbers.push_back(number_of(std::move(expected)));
        for (const std::uint32_t i : members_of(component)) {
            nodes_[i].expected = numbers;
            nodes_[i].invokes = invokes_[component] != 0;
            nodes_[i].returns = returns_[component] != 0;
        }
    }
    std::vector<std::uint32_t> members_of(std::uint32_t component) {
        if (members_.empty()) {
            members_.resize(times_.size());
            for (std::uint32_t i = 0; i < nodes_.size(); ++i)
                members_[nodes_[i].component].push_back(i);
        }
        return members_[component];
    }
    std::uint32_t number_of(std::vector<Expected> list) {
        if (lists_.empty()) list_numbers_.emplace(lists_.emplace_back(), 0);
        const auto [place, added] = list_numbers_.try_emplace(std::move(list), lists_.size());
        if (added) lists_.push_back(place->first);
        return static_cast<std::uint32_t>(place->second);
    }

    /// A message ranks above those that are sent for it without leaving a component.
    void rank_messages() {
        std::vector<std::vector<std::uint32_t>> next(tables_.messages());
        for (const Node& node : nodes_)
            for (const Fact& fact : node.edges)
                if (fact.message != Fact::no_message && !changes_for_good(fact))
                    for (const std::uint32_t posted : fact.effect->posted)
                        next[fact.message].push_back(posted);
        ranks_ = strong_components(next).of;
    }
    std::uint64_t rank(std::uint32_t message) const {
        return message < ranks_.size() ? ranks_[message] : UINT32_MAX;
    }

    const ActorTables<Message>& tables_;
    std::vector<Node> nodes_;
    boost::unordered_flat_map<std::uint64_t, std::size_t> numbers_;
    std::vector<std::uint32_t> order_;
    std::vector<Times> times_;  // of each component
    std::vector<char> invokes_;
    std::vector<char> returns_;
    std::vector<std::uint32_t> left_;  // nodes of each component that were not filled yet
    std::vector<std::vector<std::uint32_t>> members_;
    std::vector<std::vector<Expected>> lists_ = {{}};
    std::map<std::vector<Expected>, std::size_t> list_numbers_ = {{{}, 0}};
    std::vector<std::uint32_t> ranks_;
};

}  // namespace ordeal::checker
