// A register for each key that every server keeps a copy of: a write is stamped by the server that
// takes it, answered at once and sent to the others; of two writes the one with the later stamp
// wins, wherever and in whichever order they arrive. A state-based replicated register with
// last-writer-wins (Shapiro, Preguica, Baquero & Zawirski 2011), stamps by Lamport's clock (1978).
//
// It promises little: when all messages have arrived all copies are equal. Reads may be stale, so
// it is not linearizable, not even sequentially consistent; the model checker shows both.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <variant>

#include "actors/actor.hpp"
#include "actors/client_messages.hpp"
#include "core/value.hpp"

namespace ordeal::examples {

enum class LwwBug {
    none,
    last_arrived_wins,  // stamps are not compared
    ties                // of two stamps of one time neither wins
};

struct LwwRegister {
    struct Stamp {
        std::int64_t time = 0;
        actors::Id server;
    };
    struct Copy {
        Stamp stamp;
        core::Value value;
    };
    struct Merge {
        core::Value key;
        Copy copy;
    };
    using Message =
        std::variant<actors::Read, actors::ReadOk, actors::Write, actors::WriteOk, Merge>;
    using Request = std::variant<actors::Read, actors::Write>;

    struct State {
        std::int64_t time = 0;
        std::map<core::Value, Copy> copies;
    };
    using Storage = State;
    using Out = actors::Outbox<LwwRegister>;

    LwwBug bug = LwwBug::none;

    State start(const actors::Self&, const std::optional<Storage>& recovered, Out&) const {
        return recovered.value_or(State{});
    }

    void message(const actors::Self& self, State& state, actors::Id from, const Message& message,
                 Out& out) const {
        if (const auto* write = std::get_if<actors::Write>(&message)) {
            const Copy copy{{++state.time, self.id}, write->value};
            state.copies[write->key] = copy;
            out.save(state);
            out.broadcast(self.peers, Merge{write->key, copy});
            out.reply(from, write->msg_id, actors::WriteOk{});
        } else if (const auto* read = std::get_if<actors::Read>(&message)) {
            const auto found = state.copies.find(read->key);
            out.reply(from, read->msg_id,
                      actors::ReadOk{
                          0, found == state.copies.end() ? core::Value() : found->second.value});
        } else if (const auto* merge = std::get_if<Merge>(&message)) {
            take(state, *merge, out);
        }
    }

  private:
    void take(State& state, const Merge& merge, Out& out) const;
};

ORDEAL_DESCRIBE(LwwRegister::Stamp, time, server)
ORDEAL_DESCRIBE(LwwRegister::Copy, stamp, value)
ORDEAL_DESCRIBE(LwwRegister::Merge, key, copy)
ORDEAL_DESCRIBE(LwwRegister::State, time, copies)

inline void LwwRegister::take(State& state, const Merge& merge, Out& out) const {
    const State before = state;
    Copy& mine = state.copies[merge.key];
    const bool later = bug == LwwBug::ties ? mine.stamp.time < merge.copy.stamp.time
                                           : mine.stamp < merge.copy.stamp;
    if (later || bug == LwwBug::last_arrived_wins) mine = merge.copy;
    state.time = std::max(state.time, merge.copy.stamp.time);
    if (state != before) out.save(state);
}

}  // namespace ordeal::examples
