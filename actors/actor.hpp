// The one interface of actors. An actor is a copyable value that holds its configuration, names the
// types below and has handlers that are pure: they see their arguments, change the state they are
// given, and ask for effects in the outbox. No I/O, no clock, no random numbers, no globals. That
// is what lets one source run as a process, in a simulation and in the model checker.
//
//     struct Counter {
//         struct Add { std::int64_t msg_id = 0; std::int64_t delta = 0; };
//         struct AddOk { std::int64_t in_reply_to = 0; };
//         using Message = std::variant<Add, AddOk>;
//         struct State { std::int64_t sum = 0; };
//         struct Storage { std::int64_t sum = 0; };      // optional: what survives a crash
//         enum class Timer { tick };                     // optional: names of timers
//         enum class Choice { heads, tails };            // optional: outcomes of random choices
//         using Request = std::variant<Add>;             // optional: what clients may send
//
//         State start(const Self&, const std::optional<Storage>& recovered, Outbox<Counter>&)
//         const; void message(const Self&, State&, Id from, const Message&, Outbox<Counter>&)
//         const; void timer(const Self&, State&, Timer, Outbox<Counter>&) const; void choice(const
//         Self&, State&, Choice, Outbox<Counter>&) const;
//     };
//
// Without Storage, start has no `recovered`. All types are described (describe.hpp). A handler that
// leaves state and outbox as they were has done nothing: the model checker takes no step for it.
#pragma once

#include <concepts>
#include <optional>
#include <type_traits>
#include <variant>

#include "actors/describe.hpp"
#include "actors/id.hpp"
#include "actors/outbox.hpp"

namespace ordeal::actors {

namespace detail {
template <typename T>
inline constexpr bool is_message = false;
template <typename... Ts>
inline constexpr bool is_message<std::variant<Ts...>> = (Described<Ts> && ...);
}  // namespace detail

template <typename A>
concept HasState = requires { typename A::State; } && std::copyable<typename A::State> &&
                   Described<typename A::State>;

template <typename A>
concept HasMessage = requires { typename A::Message; } && detail::is_message<typename A::Message>;

template <typename A>
concept HasStorage = requires { typename A::Storage; };

template <typename A>
concept HasStart = (HasStorage<A> &&
                    requires(const A& actor, const Self& self,
                             const std::optional<StorageOf<A>>& recovered, Outbox<A>& out) {
                        { actor.start(self, recovered, out) } -> std::same_as<typename A::State>;
                    }) ||
                   (!HasStorage<A> && requires(const A& actor, const Self& self, Outbox<A>& out) {
                       { actor.start(self, out) } -> std::same_as<typename A::State>;
                   });

template <typename A>
concept HandlesMessages = requires(const A& actor, const Self& self, typename A::State& state,
                                   Id from, const typename A::Message& message, Outbox<A>& out) {
    { actor.message(self, state, from, message, out) } -> std::same_as<void>;
};

template <typename A>
concept HandlesTimers = std::same_as<TimerOf<A>, None> ||
                        requires(const A& actor, const Self& self, typename A::State& state,
                                 const TimerOf<A>& timer, Outbox<A>& out) {
                            { actor.timer(self, state, timer, out) } -> std::same_as<void>;
                        };

template <typename A>
concept HandlesChoices = std::same_as<ChoiceOf<A>, None> ||
                         requires(const A& actor, const Self& self, typename A::State& state,
                                  const ChoiceOf<A>& chosen, Outbox<A>& out) {
                             { actor.choice(self, state, chosen, out) } -> std::same_as<void>;
                         };

template <typename A>
concept Actor = std::copyable<A> && HasState<A> && HasMessage<A> && HasStart<A> &&
                HandlesMessages<A> && HandlesTimers<A> && HandlesChoices<A>;

/// Fails to compile with a sentence that says what the type lacks to be an actor.
template <typename A>
constexpr void explain_actor() {
    static_assert(std::copyable<A>, "an actor is a value: it must be copyable");
    static_assert(HasState<A>, "an actor needs a copyable struct State with ORDEAL_DESCRIBE");
    static_assert(HasMessage<A>,
                  "an actor needs `using Message = std::variant<...>` of structs, each with "
                  "ORDEAL_DESCRIBE");
    static_assert(HasStart<A>,
                  "an actor needs `State start(const Self&, const std::optional<Storage>&, "
                  "Outbox<A>&) const`, without the second argument if it has no Storage");
    static_assert(HandlesMessages<A>,
                  "an actor needs `void message(const Self&, State&, Id from, const Message&, "
                  "Outbox<A>&) const`");
    static_assert(HandlesTimers<A>,
                  "an actor with a type Timer needs `void timer(const Self&, State&, const Timer&, "
                  "Outbox<A>&) const`");
    static_assert(HandlesChoices<A>,
                  "an actor with a type Choice needs `void choice(const Self&, State&, const "
                  "Choice&, Outbox<A>&) const`");
}

/// Starts an actor with or without Storage alike. `recovered` is what it saved last, if anything.
template <Actor A>
typename A::State start(const A& actor, const Self& self,
                        [[maybe_unused]] const std::optional<StorageOf<A>>& recovered,
                        Outbox<A>& out) {
    if constexpr (HasStorage<A>)
        return actor.start(self, recovered, out);
    else
        return actor.start(self, out);
}

}  // namespace ordeal::actors
