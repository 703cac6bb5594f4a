// Two nodes and a ball. The first serves 0; each time the second gets the number it waits for it
// says so and waits for the next; and so does the first. Copies of the ball, and balls of long ago,
// are ignored: it goes on over any network that does not lose it.
//
// The smallest system with messages. It never ends: check it within a boundary (say, no node beyond
// 5). That the nodes are never more than one apart holds on every network; that 5 is reached does
// not hold on a lossy one, unless the players hit the ball again when they hear nothing (`retry`).
#pragma once

#include <chrono>
#include <cstdint>
#include <variant>

#include "actors/actor.hpp"
#include "actors/client_messages.hpp"

namespace ordeal::examples {

enum class PingPongBug {
    none,
    returns_anything  // the second node does not look at the number
};

struct PingPong {
    struct Ping {
        std::int64_t number = 0;
    };
    struct Pong {
        std::int64_t number = 0;
    };
    using Message = std::variant<Ping, Pong, actors::Read, actors::ReadOk>;
    /// Clients may ask for the count, by a read of any key.
    using Request = std::variant<actors::Read>;
    enum class Timer { retry };

    struct State {
        std::int64_t count = 0;
    };
    using Out = actors::Outbox<PingPong>;

    PingPongBug bug = PingPongBug::none;
    core::Nanoseconds retry{0};  // 0: never, no timers at all
    std::int64_t last = -1;      // the number after which nobody goes on; -1: none

    static bool serves(const actors::Self& self) {
        return !self.peers.empty() && self.id < self.peers.front();
    }

    State start(const actors::Self& self, Out& out) const {
        if (serves(self)) serve(self, State{}, out);
        return {};
    }

    void message(const actors::Self& self, State& state, actors::Id from, const Message& message,
                 Out& out) const {
        if (const auto* ping = std::get_if<Ping>(&message)) {
            const bool late = retry.count() > 0 && ping->number + 1 == state.count;
            if (ping->number == state.count || bug == PingPongBug::returns_anything)
                ++state.count;
            else if (!late)
                return;
            out.send(from, Pong{ping->number});
        } else if (const auto* pong = std::get_if<Pong>(&message)) {
            if (pong->number != state.count) return;
            ++state.count;
            serve(self, state, out);
        } else if (const auto* read = std::get_if<actors::Read>(&message)) {
            out.reply(from, read->msg_id, actors::ReadOk{0, core::Value(state.count)});
        }
    }

    void timer(const actors::Self& self, State& state, const Timer&, Out& out) const {
        serve(self, state, out);
    }

  private:
    void serve(const actors::Self& self, const State& state, Out& out) const {
        if (last >= 0 && state.count > last) {
            if (retry.count() > 0) out.cancel_timer(Timer::retry);
            return;
        }
        out.send(self.peers.front(), Ping{state.count});
        if (retry.count() > 0) out.set_timer(Timer::retry, retry, 2 * retry);
    }
};

ORDEAL_DESCRIBE(PingPong::Ping, number)
ORDEAL_DESCRIBE(PingPong::Pong, number)
BOOST_DESCRIBE_ENUM(PingPong::Timer, retry)
ORDEAL_DESCRIBE(PingPong::State, count)

}  // namespace ordeal::examples
