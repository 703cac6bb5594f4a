// Two kinds of actors that work on one another: askers count up a counter until they have had
// enough answers, the counter counts and answers. Every message carries a vector clock, and what is
// claimed is what such clocks are for: nobody knows of an event before it happened, and an answer
// knows of its question.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <set>
#include <variant>

#include "actors/actor.hpp"
#include "actors/client_messages.hpp"
#include "examples/interaction/vector_clock.hpp"

namespace ordeal::examples {

enum class InteractionBug {
    none,
    no_merge,      // the counter does not take over the clock of what it hears
    guesses_ahead  // the counter ticks for the asker, too
};

struct Increment {
    std::int64_t number = 0;
    VectorClock clock;
};
struct Counted {
    std::int64_t number = 0;
    std::int64_t count = 0;
    VectorClock clock;
};
ORDEAL_DESCRIBE(Increment, number, clock)
ORDEAL_DESCRIBE(Counted, number, count, clock)

using InteractionMessage = std::variant<Increment, Counted, actors::Read, actors::ReadOk>;

/// Counts each question once, however often it arrives, and answers it again if need be.
struct Counter {
    using Message = InteractionMessage;
    /// Clients may ask for the count, by a read of any key.
    using Request = std::variant<actors::Read>;
    struct State {
        VectorClock clock;
        std::map<actors::Id, std::int64_t> counted;  // of each asker its last question
    };
    using Out = actors::Outbox<Counter>;

    InteractionBug bug = InteractionBug::none;

    static std::int64_t count(const State& state) {
        std::int64_t sum = 0;
        for (const auto& [asker, questions] : state.counted)
            sum += questions;
        return sum;
    }

    State start(const actors::Self&, Out&) const { return {}; }

    void message(const actors::Self& self, State& state, actors::Id from, const Message& message,
                 Out& out) const {
        if (const auto* read = std::get_if<actors::Read>(&message))
            out.reply(from, read->msg_id, actors::ReadOk{0, core::Value(count(state))});
        const auto* question = std::get_if<Increment>(&message);
        if (question == nullptr || question->number < state.counted[from]) return;
        if (question->number > state.counted[from]) {
            state.counted[from] = question->number;
            if (bug != InteractionBug::no_merge) state.clock.merge(question->clock);
            if (bug == InteractionBug::guesses_ahead) state.clock.tick(from);
            state.clock.tick(self.id);
        }
        out.send(from, Counted{question->number, count(state), state.clock});
    }
};
ORDEAL_DESCRIBE(Counter::State, clock, counted)

/// Asks the first of its peers, one question after the other.
struct Asker {
    using Message = InteractionMessage;
    using Request = std::variant<actors::Read>;
    enum class Timer { retry };
    struct State {
        VectorClock clock;
        std::int64_t asked = 0;
        std::int64_t answered = 0;
        std::int64_t last_count = 0;
    };
    using Out = actors::Outbox<Asker>;

    std::int64_t enough = 2;
    core::Nanoseconds retry{0};  // 0: never, no timers at all

    State start(const actors::Self& self, Out& out) const {
        State state;
        ask(self, state, out);
        return state;
    }

    void message(const actors::Self& self, State& state, actors::Id from, const Message& message,
                 Out& out) const {
        if (const auto* read = std::get_if<actors::Read>(&message)) {
            out.reply(from, read->msg_id, actors::ReadOk{0, core::Value(state.answered)});
            return;
        }
        const auto* answer = std::get_if<Counted>(&message);
        if (answer == nullptr || answer->number != state.answered + 1) return;
        state.clock.merge(answer->clock);
        state.clock.tick(self.id);
        state.answered = answer->number;
        state.last_count = answer->count;
        ask(self, state, out);
    }

    void timer(const actors::Self& self, State& state, const Timer&, Out& out) const {
        send(self, state, out);
    }

  private:
    void ask(const actors::Self& self, State& state, Out& out) const {
        if (state.answered == enough) {
            if (retry.count() > 0) out.cancel_timer(Timer::retry);
            return;
        }
        ++state.asked;
        state.clock.tick(self.id);
        send(self, state, out);
    }
    void send(const actors::Self& self, const State& state, Out& out) const {
        out.send(self.peers.front(), Increment{state.asked, state.clock});
        if (retry.count() > 0) out.set_timer(Timer::retry, retry, 2 * retry);
    }
};
BOOST_DESCRIBE_ENUM(Asker::Timer, retry)
ORDEAL_DESCRIBE(Asker::State, clock, asked, answered, last_count)

}  // namespace ordeal::examples
