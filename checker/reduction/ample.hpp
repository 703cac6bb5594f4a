// Which deliveries are enough in a state of an actor model: stubborn sets (Valmari 1989; Godefroid
// & Wolper 1991), where "messages to different actors commute" alone does not do, since more
// messages to the same actor may come.
//
// A set S of deliveries (p, m), whether they can happen at once or not, is closed if
// - for each that can happen at once: whatever can happen before it and does not commute with it is
//   in S. What happens to others commutes: the network is a multiset, or a queue for each pair.
//   What happens to p is the delivery of a message that is under way, or that others may still send
//   (Foresight); commuting.hpp says of these which commute. What a client's answer does to the
//   history does not commute with certain answers to other clients;
// - for each that cannot happen yet: something is in S without which it never can. Of a message
//   that was not sent, the steps next to be taken by its senders that lead to its being sent; of
//   one behind others in its queue, the first of these; of one that does nothing yet, all steps
//   that may come next to its receiver.
// Then the deliveries of S that can happen at once are enough. For let v be an execution without
// them. It has none of S at all, since the first would have needed one before it. So each of them
// commutes with all of v. And if an execution has some of S, the first one can happen at once, and
// commutes with what is before it.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "checker/reduction/commuting.hpp"

namespace ordeal::checker {

/// A state, as far as next steps go.
struct Moment {
    std::vector<std::uint32_t> locals;
    std::vector<std::vector<std::uint32_t>> under_way;  // to each participant; of a queue in order
};

/// One thread's, for one Foresight. `barred`: whose deliveries are never enough.
template <typename Message, typename Deliver>
class Ample {
  public:
    using Messages = std::vector<std::uint32_t>;

    Ample(const ActorTables<Message>& tables, const Foresight<Message>& foresight, Network network,
          bool linearizable, std::vector<bool> barred, Facts& facts, Deliver deliver)
        : tables_(tables),
          foresight_(foresight),
          linearizable_(linearizable),
          barred_(std::move(barred)),
          facts_(facts),
          commuting_(tables, foresight, network, std::move(deliver)),
          in_(tables.size()),
          taken_(tables.size()) {}

    bool dead(std::uint32_t participant, std::uint32_t local, std::uint32_t message) {
        return commuting_.dead(participant, local, message);
    }

    /// The smallest set that was found, as messages; empty: none. What had to be followed for it is
    /// noted. Sets of deliveries to more than one participant are looked for if there is no other:
    /// what one participant's are hangs on little, so it is remembered.
    const Messages& find(const Moment& moment) {
        moment_ = &moment;
        best_.clear();
        best_walks_.clear();
        for (std::uint32_t p = 0; p < tables_.size() && best_.size() != 1; ++p) {
            if (barred_[p] || moment.under_way[p].empty()) continue;
            const Alone& alone = alone_of(p);
            if (alone.set.empty() || (!best_.empty() && alone.set.size() >= best_.size())) continue;
            best_ = alone.set;
            best_walks_ = alone.walks;
        }
        if (best_.empty()) find_wider();
        for (AllOrders* walk : best_walks_)
            note(*walk);
        return best_;
    }

  private:
    struct Delivery {
        std::uint32_t participant = 0;
        std::uint32_t message = 0;
    };
    /// Of a participant from a local on: messages whose delivery tells the history of a beginning,
    /// and of an end.
    struct Told {
        Messages invoking;
        Messages returning;
    };

    void find_wider() {
        for (std::uint32_t p = 0; p < tables_.size(); ++p) {
            if (barred_[p]) continue;
            for (const std::uint32_t message : firsts(p)) {
                if (close({p, message}, none, best_.size())) keep_taken(best_, best_walks_);
                if (best_.size() == 1) return;
            }
        }
    }

    /// Sets of deliveries to one participant.
    struct Alone {
        Messages set;  // the smallest; empty: none
        std::vector<AllOrders*> walks;
    };

    const Alone& alone_of(std::uint32_t p) {
        alone_key_.assign({p, moment_->locals[p]});
        for (std::uint32_t i = 0; i < tables_.size(); ++i)
            alone_key_.push_back(foresight_.expected(i, moment_->locals[i], p));
        const auto& under_way = moment_->under_way[p];
        alone_key_.insert(alone_key_.end(), under_way.begin(), under_way.end());
        auto& alone = alone_[alone_key_];
        if (alone) return *alone;
        alone = std::make_unique<Alone>();
        for (const std::uint32_t message : firsts(p))
            if (close({p, message}, p, alone->set.size())) keep_taken(alone->set, alone->walks);
        return *alone;
    }
    void keep_taken(Messages& set, std::vector<AllOrders*>& walks) const {
        set.clear();
        for (const Messages& taken : taken_)
            set.insert(set.end(), taken.begin(), taken.end());
        walks = walks_;
    }

    /// What can be delivered to it, by content.
    Messages firsts(std::uint32_t p) {
        Messages out;
        for (const std::uint32_t message : moment_->under_way[p])
            if (can_happen(p, message) && std::ranges::count(out, message) == 0)
                out.push_back(message);
        std::ranges::sort(out, {},
                          [this](std::uint32_t message) { return commuting_.order_of(message); });
        return out;
    }
    bool can_happen(std::uint32_t p, std::uint32_t message) const {
        if (commuting_.ordered()) return head(p, message) == message;
        return commuting_.effect(moment_->locals[p], message).acted;
    }
    /// The first message of its queue. Requires: it is under way.
    std::uint32_t head(std::uint32_t p, std::uint32_t message) const {
        const std::uint32_t flow = tables_.posting(message).flow;
        return *std::ranges::find_if(moment_->under_way[p], [&](std::uint32_t other) {
            return tables_.posting(other).flow == flow;
        });
    }

    static constexpr std::uint32_t none = UINT32_MAX;

    /// Closes the set that has this delivery. False: it cannot be, or is no smaller than `bound`
    /// (0: there is none), or has deliveries to others than `alone` (that is wide_).
    bool close(const Delivery& first, std::uint32_t alone, std::size_t bound) {
        for (std::uint32_t i = 0; i < tables_.size(); ++i) {
            in_[i].clear();
            taken_[i].clear();
        }
        open_.clear();
        size_ = 0;
        bound_ = bound;
        only_ = alone;
        wide_ = false;
        add(first.participant, first.message);
        do {
            while (!open_.empty()) {
                const Delivery next = open_.back();
                open_.pop_back();
                if (!enter(next) || wide_) return false;
            }
            walks_.clear();
            for (std::uint32_t i = 0; i < tables_.size(); ++i)
                if (!taken_[i].empty() && !walk(i)) return false;
        } while (!open_.empty());
        return true;
    }

    void add(std::uint32_t p, std::uint32_t message) {
        wide_ = wide_ || (only_ != none && p != only_);
        const auto place = std::ranges::lower_bound(in_[p], message);
        if (place != in_[p].end() && *place == message) return;
        in_[p].insert(place, message);
        open_.push_back({p, message});
    }

    bool enter(const Delivery& delivery) {
        const auto [p, message] = delivery;
        if (std::ranges::count(moment_->under_way[p], message) == 0) return add_senders(p, message);
        if (can_happen(p, message)) return take(p, message);
        if (commuting_.ordered()) {
            add(p, head(p, message));
            return true;
        }
        return add_steps(p, [](const Fact&) { return true; });
    }

    bool take(std::uint32_t p, std::uint32_t message) {
        const Effect& effect = commuting_.effect(moment_->locals[p], message);
        const Fact fact{p, moment_->locals[p], message, {}, &effect};
        const bool leads_on = commuting_.duplicating() ? foresight_.changes_for_good(fact)
                                                       : foresight_.leads_on(fact);
        if (barred_[p] || !leads_on || ++size_ == bound_) return false;
        taken_[p].insert(std::ranges::lower_bound(taken_[p], message), message);
        if (linearizable_ && !effect.events.empty()) add_told(p, effect);
        return true;
    }

    /// A history keeps for each operation those that had returned when it began: so a return does
    /// not commute with the beginning of another client's.
    void add_told(std::uint32_t p, const Effect& effect) {
        wide_ = only_ != none;
        if (wide_) return;
        for (const auto& event : effect.events) {
            const bool invokes = event.type == core::EventType::invoke;
            for (std::uint32_t i = 0; i < tables_.size(); ++i) {
                if (i == p) continue;
                const Told& told = told_of(i);
                for (const std::uint32_t other : invokes ? told.returning : told.invoking)
                    add(i, other);
            }
        }
    }
    const Told& told_of(std::uint32_t p) {
        const auto key = std::uint64_t{p} << 32 | moment_->locals[p];
        const auto [place, added] = told_.try_emplace(key);
        if (!added) return place->second;
        Told& told = place->second;
        for_each_later(p, moment_->locals[p], {}, [&told](const Fact& fact) {
            for (const auto& event : fact.effect->events)
                (event.type == core::EventType::invoke ? told.invoking : told.returning)
                    .push_back(fact.message);
        });
        return told;
    }

    bool add_senders(std::uint32_t p, std::uint32_t message) {
        for (std::uint32_t i = 0; i < tables_.size(); ++i) {
            if (!expects(i, moment_->locals[i], p, message)) continue;
            const bool added = add_steps(i, [&](const Fact& fact) {
                return std::ranges::count(fact.effect->posted, message) > 0 ||
                       expects(i, fact.effect->local, p, message);
            });
            if (!added) return false;
        }
        return true;
    }
    bool expects(std::uint32_t from, std::uint32_t local, std::uint32_t to,
                 std::uint32_t message) const {
        const auto& list = foresight_.list(foresight_.expected(from, local, to));
        const auto place = std::ranges::lower_bound(list, message, {}, &Expected::message);
        return place != list.end() && place->message == message;
    }
    /// The steps that may come next to a participant. False: not only messages.
    template <typename Which>
    bool add_steps(std::uint32_t p, const Which& which) {
        const auto* edges = foresight_.edges(p, moment_->locals[p]);
        if (edges == nullptr) return true;
        for (const Fact& fact : *edges) {
            if (!which(fact)) continue;
            if (fact.message == Fact::no_message) return false;
            add(p, fact.message);
        }
        return true;
    }

    bool walk(std::uint32_t p) {
        AllOrders& walk = commuting_.walk(p, moment_->locals[p], taken_[p], coming(p));
        if (!walk.possible) return false;
        walks_.push_back(&walk);
        if (walk.conflict != Fact::no_message) add(p, walk.conflict);
        return true;
    }

    /// What may come to p before one of the set does, by message.
    const std::vector<Expected>& coming(std::uint32_t p) {
        times_.clear();
        const bool duplicating = commuting_.duplicating();
        for (const std::uint32_t message : moment_->under_way[p])
            times_.push_back({message, duplicating ? Expected::unbounded : 1});
        for (std::uint32_t i = 0; i < tables_.size(); ++i) {
            const auto number = foresight_.expected(i, moment_->locals[i], p);
            if (number == 0) continue;
            const Messages* sent = in_[i].empty() ? nullptr : &sent_without(i);
            for (const Expected& one : foresight_.list(number))
                if (sent == nullptr || std::ranges::binary_search(*sent, one.message))
                    times_.push_back({one.message, duplicating ? Expected::unbounded : one.times});
        }
        std::ranges::sort(times_);
        coming_.clear();
        for (const Expected& one : times_) {
            if (!coming_.empty() && coming_.back().message == one.message)
                coming_.back().times += one.times;
            else if (!excluded(p, one.message))
                coming_.push_back(one);
        }
        for (Expected& one : coming_)
            one.times = std::min(one.times, Expected::unbounded);
        return coming_;
    }
    /// What is of the set, or behind one that is taken in its queue, does not come before.
    bool excluded(std::uint32_t p, std::uint32_t message) const {
        if (std::ranges::binary_search(in_[p], message)) return true;
        return commuting_.ordered() && std::ranges::any_of(taken_[p], [&](std::uint32_t one) {
                   return tables_.posting(one).flow == tables_.posting(message).flow;
               });
    }
    /// What a participant may send to whomever if nothing of the set is delivered to it; sorted.
    const Messages& sent_without(std::uint32_t p) {
        key_.assign({p, moment_->locals[p]});
        key_.insert(key_.end(), in_[p].begin(), in_[p].end());
        const auto [place, added] = sent_.try_emplace(key_);
        if (!added) return *place->second;
        place->second = std::make_unique<Messages>();
        Messages& sent = *place->second;
        for_each_later(p, moment_->locals[p], in_[p], [&sent](const Fact& fact) {
            sent.insert(sent.end(), fact.effect->posted.begin(), fact.effect->posted.end());
        });
        std::ranges::sort(sent);
        sent.erase(std::ranges::unique(sent).begin(), sent.end());
        return sent;
    }

    /// Visits the facts on the ways from a local that none of `without` is on.
    template <typename Visit>
    void for_each_later(std::uint32_t p, std::uint32_t local, const Messages& without,
                        const Visit& visit) const {
        Messages open = {local};
        boost::unordered_flat_set<std::uint32_t> seen = {local};
        while (!open.empty()) {
            const auto* edges = foresight_.edges(p, open.back());
            open.pop_back();
            if (edges == nullptr) continue;
            for (const Fact& fact : *edges) {
                if (std::ranges::binary_search(without, fact.message)) continue;
                visit(fact);
                if (seen.insert(fact.effect->local).second) open.push_back(fact.effect->local);
            }
        }
    }

    void note(AllOrders& walk) {
        if (std::exchange(walk.noted, true)) return;
        for (const Fact& fact : walk.followed)
            if (noted_.insert(std::uint64_t{fact.local} << 32 | fact.message).second)
                facts_.add(fact);
    }

    const ActorTables<Message>& tables_;
    const Foresight<Message>& foresight_;
    bool linearizable_;
    std::vector<bool> barred_;
    Facts& facts_;
    Commuting<Message, Deliver> commuting_;
    boost::unordered_flat_map<std::uint64_t, Told> told_;
    boost::unordered_flat_map<Messages, std::unique_ptr<Messages>> sent_;
    boost::unordered_flat_map<Messages, std::unique_ptr<Alone>> alone_;
    boost::unordered_flat_set<std::uint64_t> noted_;

    // Of one search for a set:
    const Moment* moment_ = nullptr;
    Messages best_;
    std::vector<Messages> in_;     // the set, for each participant; sorted
    std::vector<Messages> taken_;  // what of it can happen at once
    std::size_t size_ = 0;         // of these
    std::size_t bound_ = 0;
    std::uint32_t only_ = none;
    bool wide_ = false;
    std::vector<AllOrders*> best_walks_;
    Messages alone_key_;
    std::vector<Delivery> open_;
    std::vector<AllOrders*> walks_;
    std::vector<Expected> times_;
    std::vector<Expected> coming_;
    Messages key_;
};

}  // namespace ordeal::checker
