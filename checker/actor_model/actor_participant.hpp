// An actor as a participant of a model.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <utility>

#include <boost/unordered/unordered_flat_map.hpp>

#include "actors/actor.hpp"
#include "actors/codec.hpp"
#include "actors/hash.hpp"
#include "actors/text.hpp"
#include "checker/actor_model/participant.hpp"
#include "checker/actor_model/stable_vector.hpp"

namespace ordeal::checker {

/// All that an actor is at one moment. Crashed: only the storage is left.
template <typename A>
struct Local {
    std::optional<typename A::State> state;
    std::set<actors::TimerOf<A>, actors::Less> timers;
    std::map<std::string, std::vector<actors::ChoiceOf<A>>> choices;
    std::optional<actors::StorageOf<A>> storage;

    auto parts() const { return std::tie(state, timers, choices, storage); }
};

namespace detail {

template <typename To, typename From>
std::optional<To> convert_message(const From& from) {
    if constexpr (std::same_as<To, From>) {
        return from;
    } else {
        return std::visit(
            [](const auto& m) -> std::optional<To> {
                if constexpr (requires { To(m); })
                    return To(m);
                else
                    return std::nullopt;
            },
            from);
    }
}

struct LocalHash {
    template <typename L>
    std::size_t operator()(const L* local) const {
        std::uint64_t hash = actors::hash_of(local->state);
        hash = core::hash_combine(hash, local->timers.size());
        for (const auto& timer : local->timers)
            hash = core::hash_combine(hash, actors::hash_of(timer));
        hash = core::hash_combine(hash, actors::hash_of(local->choices));
        return core::hash_combine(hash, actors::hash_of(local->storage));
    }
};

struct LocalEqual {
    template <typename L>
    bool operator()(const L* a, const L* b) const {
        return actors::compare(a->state, b->state) == 0 &&
               std::equal(
                   a->timers.begin(), a->timers.end(), b->timers.begin(), b->timers.end(),
                   [](const auto& x, const auto& y) { return actors::compare(x, y) == 0; }) &&
               actors::compare(a->choices, b->choices) == 0 &&
               actors::compare(a->storage, b->storage) == 0;
    }
};

}  // namespace detail

template <actors::Actor A, typename Message>
class ActorParticipant final : public Participant<Message> {
  public:
    using L = Local<A>;
    using Out = actors::Outbox<A>;

    ActorParticipant(A actor, actors::Self self, bool rewrites_are_steps)
        : actor_(std::move(actor)),
          self_(std::move(self)),
          rewrites_are_steps_(rewrites_are_steps) {}

    Outcome<Message> start() override { return started({}); }

    Outcome<Message> message(std::uint32_t number, actors::Id from,
                             const Message& message) override {
        const auto own = detail::convert_message<typename A::Message>(message);
        const L& before = locals_[number].local;
        if (!own) return {false, number, {}, {}};
        auto outcome = handle(number, before, [&](typename A::State& state, Out& out) {
            actor_.message(self_, state, from, *own, out);
        });
        if (rewrites_are_steps_ && rewrites(*before.state, *own)) outcome.acted = true;
        return outcome;
    }

    Outcome<Message> happen(std::uint32_t number, const LocalEvent& event) override {
        const L& before = locals_[number].local;
        if (event.kind == EventKind::crash) {
            L crashed;
            crashed.storage = before.storage;
            return {true, intern(std::move(crashed)), {}, {}};
        }
        if (event.kind == EventKind::recover) return started(before.storage);
        if (event.kind == EventKind::timer) return fire(number, before, event);
        return choose(number, before, event);
    }

    const std::vector<LocalEvent>& events(std::uint32_t local) const override {
        return locals_[local].events;
    }
    std::uint32_t event_class(std::uint32_t local, const LocalEvent& event) const override {
        const Interned& interned = locals_[local];
        return event.kind == EventKind::timer ? interned.timers[event.first]
                                              : interned.choices[event.first];
    }
    bool crashed(std::uint32_t local) const override { return !locals_[local].local.state; }
    bool is_client() const override { return false; }
    std::size_t locals() const override { return locals_.size(); }

    std::uint32_t adopt(const Participant<Message>& other, std::uint32_t number,
                        const Renaming& renaming) override {
        const auto* like = dynamic_cast<const ActorParticipant*>(&other);
        CHECK(like != nullptr, "interchangeable participants are of different kinds");
        const L& local = like->local(number);
        return intern({renamed(local.state, renaming), renamed_timers(local.timers, renaming),
                       renamed(local.choices, renaming), renamed(local.storage, renaming)});
    }
    void outline(std::uint32_t number, Outliner& outliner) const override {
        const L& local = locals_[number].local;
        outliner.add(local.state, 1);
        outliner.add(local.timers.size(), 2);
        for (const auto& timer : local.timers)
            outliner.add(timer, 2);
        outliner.add(local.choices, 3);
        outliner.add(local.storage, 4);
    }

    /// Null: crashed.
    const typename A::State* state(std::uint32_t local) const {
        const auto& state = locals_[local].local.state;
        return state ? &*state : nullptr;
    }
    const L& local(std::uint32_t number) const { return locals_[number].local; }
    /// The local of an actor in that state that has set and saved nothing. None: crashed.
    std::uint32_t put(std::optional<typename A::State> state) {
        L local;
        local.state = std::move(state);
        return intern(std::move(local));
    }

    PartView view(std::uint32_t number) const override {
        const L& local = locals_[number].local;
        PartView view;
        view.kind = PartKind::node;
        view.crashed = !local.state;
        if (local.state) view.state = actors::text_of(*local.state);
        for (const auto& timer : local.timers)
            view.timers.push_back(actors::text_of(timer));
        if (!local.choices.empty()) view.choices = actors::text_of(local.choices);
        if (local.storage) view.saved = actors::text_of(*local.storage);
        return view;
    }

    std::string text_of(std::uint32_t number, const LocalEvent& event) const override {
        const L& local = locals_[number].local;
        if (event.kind == EventKind::timer)
            return "timer " + actors::text_of(*std::next(local.timers.begin(), event.first));
        if (event.kind == EventKind::choice) {
            const auto& [name, alternatives] = *std::next(local.choices.begin(), event.first);
            return "choice " + name + " is " + actors::text_of(alternatives[event.second]);
        }
        return event.kind == EventKind::crash ? "crash" : "recover";
    }

    core::Value value(std::uint32_t number, const LocalEvent& event) const override {
        const L& local = locals_[number].local;
        if (event.kind == EventKind::timer)
            return actors::encode(*std::next(local.timers.begin(), event.first));
        if (event.kind != EventKind::choice) return nullptr;
        return actors::encode(std::next(local.choices.begin(), event.first)->second[event.second]);
    }

    std::string choice_name(std::uint32_t number, const LocalEvent& event) const override {
        if (event.kind != EventKind::choice) return "";
        return std::next(locals_[number].local.choices.begin(), event.first)->first;
    }

  private:
    struct Interned {
        L local;
        std::vector<LocalEvent> events;
        std::vector<std::uint32_t> timers;   // the class of each
        std::vector<std::uint32_t> choices;  // likewise
    };

    bool rewrites(const typename A::State& state, const typename A::Message& message) const {
        if constexpr (requires { actor_.rewrites(state, message); })
            return actor_.rewrites(state, message);
        else
            return false;
    }

    static auto renamed_timers(const decltype(L::timers)& timers, const Renaming& renaming) {
        std::decay_t<decltype(timers)> out;
        for (const auto& timer : timers)
            out.insert(renamed(timer, renaming));
        return out;
    }

    Outcome<Message> started(const std::optional<actors::StorageOf<A>>& storage) {
        L local;
        local.storage = storage;
        Out out;
        local.state = actors::start(actor_, self_, storage, out);
        return finish(std::move(local), out);
    }

    template <typename Handler>
    Outcome<Message> handle(std::uint32_t number, const L& before, const Handler& handler) {
        Out out;
        auto state = *before.state;
        handler(state, out);
        if (out.empty() && actors::compare(state, *before.state) == 0)
            return {false, number, {}, {}};
        L after = before;
        after.state = std::move(state);
        return finish(std::move(after), out);
    }

    /// A timer that changes nothing but to set itself again has not acted.
    Outcome<Message> fire(std::uint32_t number, const L& before, const LocalEvent& event) {
        if constexpr (std::same_as<actors::TimerOf<A>, actors::None>) {
            return {false, number, {}, {}};
        } else {
            const auto timer = *std::next(before.timers.begin(), event.first);
            L after = before;
            after.timers.erase(timer);
            Out out;
            actor_.timer(self_, *after.state, timer, out);
            const bool same = actors::compare(*after.state, *before.state) == 0;
            if (same && only_sets(out, timer)) return {false, number, {}, {}};
            return finish(std::move(after), out);
        }
    }

    static bool only_sets(const Out& out, const actors::TimerOf<A>& timer) {
        for (const auto& effect : out.effects()) {
            const auto* set = std::get_if<actors::SetTimer<actors::TimerOf<A>>>(&effect);
            if (set == nullptr || actors::compare(set->timer, timer) != 0) return false;
        }
        return !out.empty();
    }

    Outcome<Message> choose(std::uint32_t number, const L& before, const LocalEvent& event) {
        if constexpr (std::same_as<actors::ChoiceOf<A>, actors::None>) {
            return {false, number, {}, {}};
        } else {
            L after = before;
            const auto entry = std::next(after.choices.begin(), event.first);
            const auto chosen = entry->second[event.second];
            after.choices.erase(entry);
            Out out;
            actor_.choice(self_, *after.state, chosen, out);
            return finish(std::move(after), out);
        }
    }

    struct Executor {
        L& local;
        Outcome<Message>& outcome;

        void operator()(const actors::Send<typename A::Message>& e) {
            auto message = detail::convert_message<Message>(e.message);
            CHECK(message.has_value(), "the model's messages lack one that an actor sends");
            outcome.posted.push_back({e.to, *std::move(message)});
        }
        void operator()(const actors::SetTimer<actors::TimerOf<A>>& e) {
            local.timers.insert(e.timer);
        }
        void operator()(const actors::CancelTimer<actors::TimerOf<A>>& e) {
            local.timers.erase(e.timer);
        }
        void operator()(const actors::Choose<actors::ChoiceOf<A>>& e) {
            local.choices[e.name] = e.alternatives;
        }
        void operator()(const actors::Save<actors::StorageOf<A>>& e) { local.storage = e.storage; }
    };

    Outcome<Message> finish(L local, const Out& out) {
        Outcome<Message> outcome;
        for (const auto& effect : out.effects())
            std::visit(Executor{local, outcome}, effect);
        outcome.local = intern(std::move(local));
        return outcome;
    }

    /// Timers have the even classes, choices the odd ones.
    template <typename Classes, typename Key>
    static std::uint32_t class_of(Classes& classes, const Key& key, std::uint32_t odd) {
        const auto next = static_cast<std::uint32_t>(classes.size()) * 2 + odd;
        return classes.try_emplace(key, next).first->second;
    }

    std::uint32_t intern(L local) {
        if (const auto found = numbers_.find(&local); found != numbers_.end()) return found->second;
        Interned interned{std::move(local), {}, {}, {}};
        std::uint16_t place = 0;
        for (const auto& timer : interned.local.timers) {
            interned.events.push_back({EventKind::timer, place++, 0});
            interned.timers.push_back(class_of(timer_classes_, timer, 0));
        }
        place = 0;
        for (const auto& [name, alternatives] : interned.local.choices) {
            for (std::uint16_t i = 0; i < alternatives.size(); ++i)
                interned.events.push_back({EventKind::choice, place, i});
            interned.choices.push_back(class_of(choice_classes_, name, 1));
            ++place;
        }
        if (!interned.events.empty()) this->has_events();
        const std::uint32_t number = locals_.push_back(std::move(interned));
        numbers_.emplace(&locals_[number].local, number);
        return number;
    }

    A actor_;
    actors::Self self_;
    bool rewrites_are_steps_ = false;
    StableVector<Interned> locals_;
    boost::unordered_flat_map<const L*, std::uint32_t, detail::LocalHash, detail::LocalEqual>
        numbers_;
    std::map<actors::TimerOf<A>, std::uint32_t, actors::Less> timer_classes_;
    std::map<std::string, std::uint32_t> choice_classes_;
};

}  // namespace ordeal::checker
