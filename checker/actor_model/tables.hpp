// What all copies of an actor model share: its participants, and the numbers of messages, effects
// and histories. Locks guard what is not read by number.
#pragma once

#include <algorithm>
#include <atomic>
#include <memory>
#include <mutex>

#include "checker/actor_model/actor_participant.hpp"
#include "checker/actor_model/options.hpp"

namespace ordeal::checker {

template <typename Message>
struct Envelope {
    actors::Id from;
    actors::Id to;
    Message message;
};

template <typename Message>
std::string text_of(const Envelope<Message>& envelope) {
    return fmt::format("{} -> {}: {}", actors::to_text(envelope.from), actors::to_text(envelope.to),
                       actors::text_of(envelope.message));
}

/// What comes of an event, in numbers.
struct Effect {
    bool acted = true;
    std::uint32_t number = 0;
    std::uint32_t local = 0;
    std::vector<std::uint32_t> posted;  // envelopes
    std::vector<ClientEvent> events;
};

template <typename Message>
class ActorTables {
  public:
    static constexpr std::uint16_t nobody = UINT16_MAX;

    struct Posting {
        Envelope<Message> envelope;
        std::uint16_t to = nobody;  // the participant
        std::uint32_t flow = 0;     // from one participant to one other
    };

    void add(actors::Id id, std::unique_ptr<Participant<Message>> participant) {
        CHECK(ids_.size() < 255, "too many participants");
        ids_.push_back(id);
        participants_.push_back(std::move(participant));
    }

    std::size_t size() const { return ids_.size(); }
    actors::Id id(std::size_t i) const { return ids_[i]; }
    const Participant<Message>& participant(std::size_t i) const { return *participants_[i]; }
    template <actors::Actor A>
    ActorParticipant<A, Message>& participant_of(std::size_t i) {
        auto* actor = dynamic_cast<ActorParticipant<A, Message>*>(participants_[i].get());
        CHECK(actor != nullptr, "participant {} is another kind of actor", i);
        return *actor;
    }
    const Posting& posting(std::uint32_t number) const { return postings_[number]; }
    const Histories& histories() const { return *histories_; }
    std::size_t messages() const { return postings_.size(); }
    std::size_t effects() const { return effects_.size(); }

    /// Handlers are run twice, and what differs is trouble.
    void check_determinism(bool check) { checks_determinism_ = check; }
    bool troubled() const { return troubled_.load(std::memory_order_relaxed); }
    /// Which handler gave two different outcomes, and which; empty: none did.
    std::string trouble() const {
        const std::lock_guard lock(mutex_);
        return trouble_;
    }

    /// Of a message, whoever sends it.
    std::uint32_t number_of(Envelope<Message> envelope) {
        const std::lock_guard lock(mutex_);
        return intern(std::move(envelope), size());
    }

    /// The effect of each participant's start. The participants are complete by then.
    std::vector<Effect> start(const HistoryOptions& options) {
        const std::lock_guard lock(mutex_);
        if (!histories_) histories_ = std::make_unique<Histories>(options, clients());
        std::vector<Effect> effects;
        for (std::size_t i = 0; i < size(); ++i) {
            Participant<Message>& participant = *participants_[i];
            effects.push_back(numbered(
                i, run(i, [&] { return participant.start(); }, [] { return "its start"; })));
        }
        return effects;
    }

    const Effect& deliver(std::uint64_t key, std::uint32_t local, std::uint32_t message) {
        const Posting& posting = postings_[message];
        return remember(
            key, posting.to,
            [&](Participant<Message>& participant) {
                return participant.message(local, posting.envelope.from, posting.envelope.message);
            },
            [&](const Participant<Message>& participant) {
                return fmt::format("the message \"{}\" in the state \"{}\"",
                                   text_of(posting.envelope), participant.text(local));
            });
    }
    const Effect& happen(std::uint64_t key, std::size_t i, std::uint32_t local,
                         const LocalEvent& event) {
        return remember(
            key, i,
            [&](Participant<Message>& participant) { return participant.happen(local, event); },
            [&](const Participant<Message>& participant) {
                return fmt::format("\"{}\" in the state \"{}\"", participant.text_of(local, event),
                                   participant.text(local));
            });
    }

    /// What one thread has found out no other has to.
    std::uint32_t next_history(std::uint32_t history, std::size_t i, const Effect& effect) {
        const auto key = std::uint64_t{history} << 32 | effect.number;
        {
            const std::lock_guard lock(next_mutex_);
            const auto found = next_histories_.find(key);
            if (found != next_histories_.end()) return found->second;
        }
        std::size_t process = 0;
        for (std::size_t other = 0; other < i; ++other)
            process += participants_[other]->is_client() ? 1 : 0;
        for (const ClientEvent& event : effect.events)
            history = histories_->next(history, process, event);
        const std::lock_guard lock(next_mutex_);
        next_histories_.emplace(key, history);
        return history;
    }

    // Interchangeable participants: see exchange.hpp.

    std::uint32_t adopt(std::size_t i, std::size_t other, std::uint32_t local,
                        const Renaming& renaming) {
        const std::lock_guard lock(mutex_);
        return participants_[i]->adopt(*participants_[other], local, renaming);
    }
    std::uint32_t renamed_message(std::uint32_t number, const Renaming& renaming) {
        const std::lock_guard lock(mutex_);
        const Envelope<Message>& old = postings_[number].envelope;
        Envelope<Message> envelope{renaming(old.from), renaming(old.to),
                                   renamed(old.message, renaming)};
        const auto from = std::ranges::find(ids_, envelope.from) - ids_.begin();
        return intern(std::move(envelope), static_cast<std::size_t>(from));
    }
    /// `to`: what each process becomes.
    std::uint32_t exchanged(std::uint32_t history, const std::vector<std::uint32_t>& to) {
        return histories_->exchanged(history, to);
    }

  private:
    struct Hash {
        std::size_t operator()(const Envelope<Message>* e) const {
            const auto ids = core::hash_combine(e->from.bits(), e->to.bits());
            return core::hash_combine(ids, actors::hash_of(e->message));
        }
    };
    struct Equal {
        bool operator()(const Envelope<Message>* a, const Envelope<Message>* b) const {
            return a->from == b->from && a->to == b->to &&
                   actors::compare(a->message, b->message) == 0;
        }
    };

    std::size_t clients() const {
        std::size_t count = 0;
        for (const auto& participant : participants_)
            count += participant->is_client() ? 1 : 0;
        return count;
    }

    template <typename Handler, typename Words>
    const Effect& remember(std::uint64_t key, std::size_t i, const Handler& handler,
                           const Words& words) {
        const std::lock_guard lock(mutex_);
        auto& effect = effects_[key];
        if (effect) return *effect;
        Participant<Message>& participant = *participants_[i];
        effect = std::make_unique<Effect>(numbered(
            i, run(i, [&] { return handler(participant); }, [&] { return words(participant); })));
        return *effect;
    }

    /// What `handler` comes to. `words`: what it handles.
    template <typename Handler, typename Words>
    Outcome<Message> run(std::size_t i, const Handler& handler, const Words& words) {
        auto outcome = handler();
        if (!checks_determinism_ || !trouble_.empty()) return outcome;
        const auto again = handler();
        if (is_same(outcome, again)) return outcome;
        trouble_ = fmt::format(
            "{} is not deterministic. What it makes of {} is, the first time: {}; the second time: "
            "{}",
            actors::to_text(ids_[i]), words(), text_of(i, outcome), text_of(i, again));
        troubled_ = true;
        return outcome;
    }

    static bool is_same(const Outcome<Message>& a, const Outcome<Message>& b) {
        const auto same_post = [](const Posted<Message>& x, const Posted<Message>& y) {
            return x.to == y.to && actors::compare(x.message, y.message) == 0;
        };
        const auto same_event = [](const ClientEvent& x, const ClientEvent& y) {
            return x.type == y.type && x.f == y.f && x.key == y.key && x.value == y.value;
        };
        return a.acted == b.acted && a.local == b.local &&
               std::ranges::equal(a.posted, b.posted, same_post) &&
               std::ranges::equal(a.events, b.events, same_event);
    }

    std::string text_of(std::size_t i, const Outcome<Message>& outcome) const {
        if (!outcome.acted) return "nothing";
        std::string out = fmt::format("the state \"{}\"", participants_[i]->text(outcome.local));
        for (const auto& posted : outcome.posted)
            out += fmt::format(", sends {} to {}", actors::text_of(posted.message),
                               actors::to_text(posted.to));
        return out;
    }
    static std::string text_of(const Envelope<Message>& envelope) {
        return checker::text_of(envelope);
    }

    Effect numbered(std::size_t i, Outcome<Message> outcome) {
        Effect effect{outcome.acted, next_effect_++, outcome.local, {}, std::move(outcome.events)};
        for (auto& posted : outcome.posted)
            effect.posted.push_back(intern({ids_[i], posted.to, std::move(posted.message)}, i));
        return effect;
    }

    std::uint32_t intern(Envelope<Message> envelope, std::size_t from) {
        if (const auto found = numbers_.find(&envelope); found != numbers_.end())
            return found->second;
        CHECK(postings_.size() < (1U << 29), "too many different messages");
        Posting posting{std::move(envelope), nobody, 0};
        for (std::uint16_t i = 0; i < size(); ++i)
            if (ids_[i] == posting.envelope.to) posting.to = i;
        posting.flow = static_cast<std::uint32_t>(from << 16 | posting.to);
        const std::uint32_t number = postings_.push_back(std::move(posting));
        numbers_.emplace(&postings_[number].envelope, number);
        return number;
    }

    mutable std::mutex mutex_;
    bool checks_determinism_ = false;
    std::string trouble_;
    std::atomic<bool> troubled_ = false;
    std::vector<actors::Id> ids_;
    std::vector<std::unique_ptr<Participant<Message>>> participants_;
    StableVector<Posting> postings_;
    boost::unordered_flat_map<const Envelope<Message>*, std::uint32_t, Hash, Equal> numbers_;
    boost::unordered_flat_map<std::uint64_t, std::unique_ptr<Effect>> effects_;
    std::uint32_t next_effect_ = 0;
    std::unique_ptr<Histories> histories_;
    std::mutex next_mutex_;                                                   // of what follows
    boost::unordered_flat_map<std::uint64_t, std::uint32_t> next_histories_;  // (history, effect)
};

}  // namespace ordeal::checker
