// An actor that uses each part of the interface once: a counter that gossips its sum.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <variant>

#include "actors/actor.hpp"
#include "actors/compare.hpp"

namespace ordeal::test {

struct Counter {
    struct Add {
        std::int64_t msg_id = 0;
        std::int64_t delta = 0;
    };
    struct AddOk {
        std::int64_t in_reply_to = 0;
        std::int64_t sum = 0;
    };
    struct Gossip {
        std::int64_t sum = 0;
    };
    using Message = std::variant<Add, AddOk, Gossip>;
    using Request = std::variant<Add>;
    struct State {
        std::int64_t sum = 0;
    };
    struct Storage {
        std::int64_t sum = 0;
    };
    enum class Timer { gossip };
    enum class Choice { heads, tails };
    using Out = actors::Outbox<Counter>;

    State start(const actors::Self&, const std::optional<Storage>& recovered, Out& out) const {
        out.set_timer(Timer::gossip, std::chrono::milliseconds(1), std::chrono::milliseconds(2));
        return {recovered ? recovered->sum : 0};
    }

    void message(const actors::Self&, State& state, actors::Id from, const Message& message,
                 Out& out) const {
        if (const auto* add = std::get_if<Add>(&message)) {
            state.sum += add->delta;
            out.reply(from, add->msg_id, AddOk{.sum = state.sum});
            out.save({state.sum});
        }
        if (const auto* gossip = std::get_if<Gossip>(&message))
            state.sum = std::max(state.sum, gossip->sum);
    }

    void timer(const actors::Self&, State&, Timer, Out& out) const {
        out.choose("coin", {Choice::heads, Choice::tails});
    }

    void choice(const actors::Self& self, State& state, Choice chosen, Out& out) const {
        if (chosen == Choice::heads) out.broadcast(self.peers, Gossip{state.sum});
        if (chosen == Choice::tails) out.cancel_timer(Timer::gossip);
    }
};
ORDEAL_DESCRIBE(Counter::Add, msg_id, delta)
ORDEAL_DESCRIBE(Counter::AddOk, in_reply_to, sum)
ORDEAL_DESCRIBE(Counter::Gossip, sum)
ORDEAL_DESCRIBE(Counter::State, sum)
ORDEAL_DESCRIBE(Counter::Storage, sum)
BOOST_DESCRIBE_ENUM(Counter::Timer, gossip)
BOOST_DESCRIBE_ENUM(Counter::Choice, heads, tails)

}  // namespace ordeal::test
