// Nodes with an alarm each, and nothing to say to each other. In a process the alarm rings after
// its time; the model checker lets any alarm ring at any moment, in every order: n nodes make 2^n
// states, and each has its alarm rung in the end.
#pragma once

#include <chrono>
#include <cstdint>
#include <variant>

#include "actors/actor.hpp"
#include "actors/client_messages.hpp"

namespace ordeal::examples {

enum class TimersBug {
    none,
    snoozes  // the first alarm sets itself again
};

struct Timers {
    using Message = std::variant<actors::Read, actors::ReadOk>;
    /// Clients may ask how often it rang, by a read of any key.
    using Request = std::variant<actors::Read>;
    enum class Timer { alarm };

    struct State {
        std::int64_t rings = 0;
    };
    using Out = actors::Outbox<Timers>;

    TimersBug bug = TimersBug::none;
    core::Nanoseconds low = std::chrono::milliseconds(50);
    core::Nanoseconds high = std::chrono::milliseconds(100);

    State start(const actors::Self&, Out& out) const {
        out.set_timer(Timer::alarm, low, high);
        return {};
    }

    void message(const actors::Self&, State& state, actors::Id from, const Message& message,
                 Out& out) const {
        if (const auto* read = std::get_if<actors::Read>(&message))
            out.reply(from, read->msg_id, actors::ReadOk{0, core::Value(state.rings)});
    }

    void timer(const actors::Self&, State& state, const Timer&, Out& out) const {
        ++state.rings;
        if (bug == TimersBug::snoozes && state.rings == 1) out.set_timer(Timer::alarm, low, high);
    }
};

BOOST_DESCRIBE_ENUM(Timers::Timer, alarm)
ORDEAL_DESCRIBE(Timers::State, rings)

}  // namespace ordeal::examples
