// Which deliveries to one participant of an actor model commute, whatever else may come to it: what
// ample.hpp rests on.
//
// Let p be a participant in local l, T messages to p that can be delivered, and C those that may
// come to p before one of T does. From l on, all orders of C are followed, each message as often as
// it may come; at each local that is met, each of C and each of T must give the same in both
// orders: the same local, the same messages sent (as a multiset; on ordered networks each queue the
// same). If p may be bothered by a timer or a choice meanwhile, nothing is known.
//
// A message that never again does anything to p, whatever may come, is as good as gone: "no effect"
// is an effect like others.
#pragma once

#include <vector>

#include "checker/reduction/foresight.hpp"

namespace ordeal::checker {

/// What comes of following all orders.
struct AllOrders {
    bool possible = true;  // false: nothing is known
    /// One that does not commute; Fact::no_message: all do.
    std::uint32_t conflict = Fact::no_message;
    std::vector<Fact> followed;
    bool noted = false;
};

/// One thread's, for one Foresight. `Deliver` gives the effect of (local, message).
template <typename Message, typename Deliver>
class Commuting {
  public:
    using Messages = std::vector<std::uint32_t>;

    Commuting(const ActorTables<Message>& tables, const Foresight<Message>& foresight,
              Network network, Deliver deliver)
        : tables_(tables), foresight_(foresight), network_(network), deliver_(std::move(deliver)) {}

    bool ordered() const { return network_ == Network::ordered; }
    bool duplicating() const { return network_ == Network::unordered_duplicating; }
    const Effect& effect(std::uint32_t local, std::uint32_t message) const {
        return deliver_(local, message);
    }

    /// Whether the message never again does anything, from this local on.
    bool dead(std::uint32_t participant, std::uint32_t local, std::uint32_t message) {
        const auto [place, added] = dead_.try_emplace(std::uint64_t{local} << 32 | message, false);
        if (!added) return place->second;
        const bool result = never_acts(participant, local, message);
        return dead_[std::uint64_t{local} << 32 | message] = result;
    }

    /// By content, so that it does not depend on who found which message first.
    std::uint64_t order_of(std::uint32_t message) {
        if (message >= orders_.size()) orders_.resize(message + 1);
        if (orders_[message] == 0) {
            const auto& envelope = tables_.posting(message).envelope;
            const auto ends = core::hash_combine(envelope.from.bits(), envelope.to.bits());
            orders_[message] = core::hash_combine(ends, actors::hash_of(envelope.message)) | 1;
        }
        return orders_[message];
    }

    /// `coming`: what may come, by message. It is remembered: the result stays where it is.
    AllOrders& walk(std::uint32_t participant, std::uint32_t local, const Messages& set,
                    const std::vector<Expected>& coming) {
        key_.assign({participant, local, static_cast<std::uint32_t>(set.size())});
        key_.insert(key_.end(), set.begin(), set.end());
        for (const Expected& one : coming)
            key_.insert(key_.end(), {one.message, one.times});
        auto& walk = walks_[key_];
        if (!walk) {
            walk = std::make_unique<AllOrders>();
            follow(participant, local, set, coming, *walk);
        }
        return *walk;
    }

  private:
    static constexpr std::size_t most_nodes = 400;
    /// Local, and how often each of those that may come has come.
    using Node = std::vector<std::uint32_t>;
    struct Result {
        bool possible = true;  // it could be delivered, or is as good as gone
        std::uint32_t local = 0;
    };

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

    void follow(std::uint32_t participant, std::uint32_t local, const Messages& set,
                std::vector<Expected> coming, AllOrders& out) {
        std::ranges::sort(coming, {}, [&](const Expected& one) { return order_of(one.message); });
        Node start(coming.size() + 1);
        start[0] = local;
        std::vector<Node> open = {start};
        boost::unordered_flat_set<Node> seen = {start};
        while (!open.empty()) {
            const Node node = std::move(open.back());
            open.pop_back();
            out.possible = seen.size() <= most_nodes &&
                           tables_.participant(participant).events(node[0]).empty();
            if (!out.possible) return;
            for (std::size_t i = 0; i < coming.size(); ++i) {
                const std::uint32_t message = coming[i].message;
                if (node[i + 1] >= coming[i].times || !deliver_(node[0], message).acted) continue;
                const Effect& step = deliver_(node[0], message);
                if (!commutes(participant, node[0], message, set)) {
                    out.conflict = message;
                    return;
                }
                out.followed.push_back({participant, node[0], message, {}, &step});
                Node next = node;
                next[0] = step.local;
                if (coming[i].times < Expected::unbounded) ++next[i + 1];
                if (seen.insert(next).second) open.push_back(std::move(next));
            }
        }
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
            const Effect& step = deliver_(local, message);
            if (!step.acted) {
                if (!ordered() && !dead(participant, local, message)) return {false, local};
                continue;
            }
            local = step.local;
            sent.insert(sent.end(), step.posted.begin(), step.posted.end());
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
    Deliver deliver_;
    boost::unordered_flat_map<std::uint64_t, bool> dead_;
    std::vector<std::uint64_t> orders_;
    boost::unordered_flat_map<Messages, std::unique_ptr<AllOrders>> walks_;
    Messages key_;
    Messages one_way_;
    Messages other_way_;
};

}  // namespace ordeal::checker
