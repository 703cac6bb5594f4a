// What a handler wants done, as a plain list of effects: nothing happens while a handler runs. The
// runtime executes the list with sockets and disks, the simulation in virtual time, and the model
// checker explores every order of it. All three keep the same rules:
//
// - What a handler saves is durable before anything that the handler sends can be seen.
// - A save replaces all that was saved before; of two in one handler the last counts.
// - Setting a timer that is set sets it anew; cancelling one that is not set does nothing.
// - A choice is pending under its name until it is made; asking again under that name replaces it.
// - A crash clears timers and pending choices; only what was saved survives.
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "actors/compare.hpp"
#include "actors/id.hpp"
#include "core/check.hpp"
#include "core/clock.hpp"

namespace ordeal::actors {

template <typename Message>
struct Send {
    Id to;
    Message message;

    friend bool operator==(const Send&, const Send&) = default;
};

/// Fires once, after a time in [low, high] that the interpreter draws.
template <typename Timer>
struct SetTimer {
    Timer timer;
    core::Nanoseconds low{0};
    core::Nanoseconds high{0};

    friend bool operator==(const SetTimer&, const SetTimer&) = default;
};

template <typename Timer>
struct CancelTimer {
    Timer timer;

    friend bool operator==(const CancelTimer&, const CancelTimer&) = default;
};

/// One of the alternatives is picked, and the actor's choice handler gets it.
template <typename Choice>
struct Choose {
    std::string name;
    std::vector<Choice> alternatives;

    friend bool operator==(const Choose&, const Choose&) = default;
};

template <typename Storage>
struct Save {
    Storage storage;

    friend bool operator==(const Save&, const Save&) = default;
};

namespace detail {

template <typename A>
struct StorageType {
    using type = None;
};
template <typename A>
    requires requires { typename A::Storage; }
struct StorageType<A> {
    using type = typename A::Storage;
};

template <typename A>
struct TimerType {
    using type = None;
};
template <typename A>
    requires requires { typename A::Timer; }
struct TimerType<A> {
    using type = typename A::Timer;
};

template <typename A>
struct ChoiceType {
    using type = None;
};
template <typename A>
    requires requires { typename A::Choice; }
struct ChoiceType<A> {
    using type = typename A::Choice;
};

}  // namespace detail

/// What an actor calls Storage, Timer and Choice; None where it has none.
template <typename A>
using StorageOf = typename detail::StorageType<A>::type;
template <typename A>
using TimerOf = typename detail::TimerType<A>::type;
template <typename A>
using ChoiceOf = typename detail::ChoiceType<A>::type;

template <typename A>
class Outbox {
  public:
    using Message = typename A::Message;
    using Timer = TimerOf<A>;
    using Choice = ChoiceOf<A>;
    using Storage = StorageOf<A>;
    using Effect = std::variant<Send<Message>, SetTimer<Timer>, CancelTimer<Timer>, Choose<Choice>,
                                Save<Storage>>;

    void send(Id to, Message message) {
        effects_.emplace_back(std::in_place_type<Send<Message>>, to, std::move(message));
    }
    template <typename One>
        requires std::convertible_to<One, Message>
    void send(Id to, One&& message) {
        effects_.emplace_back(std::in_place_type<Send<Message>>, to, std::forward<One>(message));
    }

    /// One message to each; `self.peers` for all other nodes.
    void broadcast(const std::vector<Id>& to, const Message& message) {
        for (const Id id : to)
            send(id, message);
    }

    /// Answers the request that had this msg_id. Requires: Response has a member in_reply_to.
    template <typename Response>
    void reply(Id client, std::int64_t msg_id, Response response) {
        response.in_reply_to = msg_id;
        send(client, std::move(response));
    }

    void set_timer(Timer timer, core::Nanoseconds low, core::Nanoseconds high) {
        CHECK(low.count() >= 0 && low <= high, "a timer from {} to {} ns", low.count(),
              high.count());
        add(SetTimer<Timer>{std::move(timer), low, high});
    }

    void cancel_timer(Timer timer) { add(CancelTimer<Timer>{std::move(timer)}); }

    void choose(std::string name, std::vector<Choice> alternatives) {
        CHECK(!alternatives.empty(), "the choice {} has no alternatives", name);
        add(Choose<Choice>{std::move(name), std::move(alternatives)});
    }

    void save(Storage storage) {
        effects_.emplace_back(std::in_place_type<Save<Storage>>, std::move(storage));
    }

    void add(Effect effect) { effects_.push_back(std::move(effect)); }

    bool empty() const { return effects_.empty(); }
    void clear() { effects_.clear(); }
    /// In the order in which the handler asked.
    const std::vector<Effect>& effects() const { return effects_; }
    /// The same, to move them out; then clear().
    std::vector<Effect>& effects() { return effects_; }

    friend bool operator==(const Outbox&, const Outbox&) = default;

  private:
    std::vector<Effect> effects_;
};

}  // namespace ordeal::actors
