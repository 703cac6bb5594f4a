// Which deliveries are enough in a state of an actor model: ample sets of messages to one
// participant (Peled 1993; Godefroid 1996), where "messages to different actors commute" alone does
// not do, since more messages to the same actor may come.
//
// Let p be a participant in local l and T a set of messages to p that can be delivered. T will do
// if whatever can happen before one of T is delivered commutes with all of T:
// - What happens to others commutes: the network is a multiset, or a queue for each pair, of which
//   T holds the head. What they do to the history is looked at apart (see history_conflict).
// - What happens to p is the delivery of a message that is under way, or that others may still send
//   (Foresight). From l on, all orders of these are followed, each message as often as it may come;
//   at each local that is met, each of them and each of T must give the same in both orders: the
//   same local, the same messages sent (as a multiset; on ordered networks each queue the same).
//   If one that can be delivered at once does not commute, it joins T, and all is looked at again.
//   If p may be bothered by a timer, a choice or a crash, no T is found.
// A message that never again does anything to p, whatever may come, is as good as gone: "no effect"
// is an effect like others.
#pragma once

#include <vector>

#include "checker/reduction/foresight.hpp"

namespace ordeal::checker {

/// A participant as far as its next steps go.
struct View {
    std::uint32_t participant = 0;
    std::uint32_t local = 0;
    std::vector<std::uint32_t> under_way;  // to it; of a queue in its order
    std::vector<std::uint32_t> expected;   // lists of Foresight, one for each sender
};

/// One thread's, for one Foresight. `Deliver` gives the effect of (local, message).
template <typename Message, typename Deliver>
class Ample {
  public:
    using Messages = std::vector<std::uint32_t>;

    Ample(const ActorTables<Message>& tables, const Foresight<Message>& foresight, Network network,
          Facts& facts, Deliver deliver)
        : tables_(tables),
          foresight_(foresight),
          network_(network),
          facts_(facts),
          deliver_(std::move(deliver)) {}

    /// Whether the message never again does anything, from this local on.
    bool dead(std::uint32_t participant, std::uint32_t local, std::uint32_t message) {
        const auto [place, added] = dead_.try_emplace(std::uint64_t{local} << 32 | message, false);
        if (!added) return place->second;
        const bool result = never_acts(participant, local, message);
        return dead_[std::uint64_t{local} << 32 | message] = result;
    }

    /// The smallest set that was found, empty: none. What had to be followed for it is noted.
    Messages find(const View& view) {
        Messages best;
        std::vector<Fact> followed;
        for (const std::uint32_t message : deliverable(view)) {
            if (effect(view.local, message) == nullptr) continue;
            Messages set = closure(view, message);
            if (set.empty() || !leads_on(view, set)) continue;
            if (!best.empty() && set.size() >= best.size()) continue;
            best = std::move(set);
            std::swap(followed, followed_);
        }
        for (const Fact& fact : followed)
            if (noted_.insert(std::uint64_t{fact.local} << 32 | fact.message).second)
                facts_.add(fact);
        return best;
    }

  private:
    static constexpr std::size_t most_nodes = 400;

    /// A message that may come; `now`: it can be delivered at once.
    struct Coming {
        std::uint32_t message = 0;
        std::uint32_t times = 0;
        bool now = false;
    };
    /// Local, and how often each of those that may come has come.
    using Node = std::vector<std::uint32_t>;

    struct Conflict {
        bool found = false;
        std::uint32_t message = 0;
        bool now = false;
    };
    struct Result {
        bool possible = true;  // it could be delivered, or is as good as gone
        std::uint32_t local = 0;
    };

    bool ordered() const { return network_ == Network::ordered; }
    bool duplicating() const { return network_ == Network::unordered_duplicating; }

    bool never_acts(std::uint32_t participant, std::uint32_t local, std::uint32_t message) {
        std::vector<std::uint32_t> open = {local};
        boost::unordered_flat_set<std::uint32_t> seen = {local};
        while (!open.empty()) {
            const std::uint32_t here = open.back();
            open.pop_back();
            if (deliver_(here, message).acted) return false;
            const auto* edges = foresight_.edges(participant, here);
            if (edges == nullptr) continue;
            for (const Fact& fact : *edges)
                if (seen.insert(fact.effect->local).second) open.push_back(fact.effect->local);
        }
        return true;
    }

    /// Null: it does nothing here.
    const Effect* effect(std::uint32_t local, std::uint32_t message) {
        const Effect& effect = deliver_(local, message);
        return effect.acted ? &effect : nullptr;
    }

    Messages deliverable(const View& view) const {
        Messages out;
        for (const std::uint32_t message : view.under_way) {
            const bool behind = ordered() && !out.empty() &&
                                tables_.posting(out.back()).flow == tables_.posting(message).flow;
            if (!behind && (out.empty() || out.back() != message)) out.push_back(message);
        }
        return out;
    }

    std::vector<Coming> coming(const View& view, const Messages& set) const {
        std::map<std::uint32_t, Coming> all;
        for (const std::uint32_t message : view.under_way) {
            Coming& one = all[message];
            one.message = message;
            one.times += duplicating() ? Expected::unbounded : 1;
        }
        for (const std::uint32_t message : deliverable(view))
            all[message].now = true;
        for (const std::uint32_t list : view.expected) {
            for (const Expected& expected : foresight_.list(list)) {
                Coming& one = all[expected.message];
                one.message = expected.message;
                one.times += duplicating() ? Expected::unbounded : expected.times;
            }
        }
        std::vector<Coming> out;
        for (const auto& [message, one] : all)
            if (!excluded(message, set)) out.push_back(one);
        std::ranges::sort(out, {}, [&](const Coming& one) { return order_of(one.message); });
        return out;
    }
    /// What is of the set, or behind it in its queue, does not come before it.
    bool excluded(std::uint32_t message, const Messages& set) const {
        return std::ranges::any_of(set, [&](std::uint32_t one) {
            return one == message ||
                   (ordered() && tables_.posting(one).flow == tables_.posting(message).flow);
        });
    }
    /// By content, so that it does not depend on who found which message first.
    std::uint64_t order_of(std::uint32_t message) const {
        const auto& envelope = tables_.posting(message).envelope;
        return core::hash_combine(core::hash_combine(envelope.from.bits(), envelope.to.bits()),
                                  actors::hash_of(envelope.message));
    }

    Messages closure(const View& view, std::uint32_t first) {
        Messages set = {first};
        for (;;) {
            const Conflict conflict = find_conflict(view, set);
            if (!conflict.found) return set;
            if (!conflict.now) return {};
            set.push_back(conflict.message);
        }
    }

    bool leads_on(const View& view, const Messages& set) {
        return std::ranges::all_of(set, [&](std::uint32_t message) {
            const Effect& effect = deliver_(view.local, message);
            const Fact fact{view.participant, view.local, message, {}, &effect};
            return duplicating() ? foresight_.changes_for_good(fact) : foresight_.leads_on(fact);
        });
    }

    Conflict find_conflict(const View& view, const Messages& set) {
        const auto all = coming(view, set);
        Node start(all.size() + 1);
        start[0] = view.local;
        std::vector<Node> open = {start};
        followed_.clear();
        boost::unordered_flat_set<Node> seen = {start};
        while (!open.empty()) {
            const Node node = std::move(open.back());
            open.pop_back();
            if (seen.size() > most_nodes ||
                !tables_.participant(view.participant).events(node[0]).empty())
                return {true, 0, false};
            for (std::size_t i = 0; i < all.size(); ++i) {
                if (node[i + 1] >= all[i].times) continue;
                const Effect* step = effect(node[0], all[i].message);
                if (step == nullptr) continue;
                followed_.push_back({view.participant, node[0], all[i].message, {}, step});
                if (!commutes(view.participant, node[0], all[i].message, set))
                    return {true, all[i].message,
                            all[i].now && deliver_(view.local, all[i].message).acted};
                Node next = node;
                next[0] = step->local;
                if (all[i].times < Expected::unbounded) ++next[i + 1];
                if (seen.insert(next).second) open.push_back(std::move(next));
            }
        }
        return {};
    }

    bool commutes(std::uint32_t participant, std::uint32_t local, std::uint32_t message,
                  const Messages& set) {
        return std::ranges::all_of(set, [&](std::uint32_t one) {
            if (dead(participant, local, one)) return true;  // it is not there any more
            if (tells(local, message) && tells(local, one)) return false;
            one_way_.clear();
            other_way_.clear();
            const Result a = after(participant, local, message, one, one_way_);
            const Result b = after(participant, local, one, message, other_way_);
            if (!a.possible || !b.possible || a.local != b.local) return false;
            return same_messages();
        });
    }
    bool tells(std::uint32_t local, std::uint32_t message) {
        return !deliver_(local, message).events.empty();
    }
    Result after(std::uint32_t participant, std::uint32_t local, std::uint32_t first,
                 std::uint32_t second, Messages& sent) {
        for (const std::uint32_t message : {first, second}) {
            const Effect* step = effect(local, message);
            if (step == nullptr) {
                if (!ordered() && !dead(participant, local, message)) return {false, local};
                continue;
            }
            local = step->local;
            sent.insert(sent.end(), step->posted.begin(), step->posted.end());
        }
        return {true, local};
    }
    bool same_messages() {
        const auto sort = [&](Messages& messages) {
            if (ordered())
                std::ranges::stable_sort(messages, {}, [&](std::uint32_t message) {
                    return tables_.posting(message).flow;
                });
            else
                std::ranges::sort(messages);
            if (duplicating())
                messages.erase(std::ranges::unique(messages).begin(), messages.end());
        };
        sort(one_way_);
        sort(other_way_);
        return one_way_ == other_way_;
    }

    const ActorTables<Message>& tables_;
    const Foresight<Message>& foresight_;
    Network network_;
    Facts& facts_;
    Deliver deliver_;
    boost::unordered_flat_map<std::uint64_t, bool> dead_;
    boost::unordered_flat_set<std::uint64_t> noted_;
    std::vector<Fact> followed_;  // by the last search for a conflict
    Messages one_way_;
    Messages other_way_;
};

}  // namespace ordeal::checker
