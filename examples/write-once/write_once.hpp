// A register for each key that is written once: the first value stays, whoever writes another is
// refused. One server keeps it in its memory and on its disk; with several servers nothing is
// copied between them, and clients that ask different servers notice.
//
// The specification is `write-once-register`: a write that was refused did not happen.
#pragma once

#include <map>
#include <optional>
#include <variant>

#include "actors/actor.hpp"
#include "actors/client_messages.hpp"
#include "core/value.hpp"

namespace ordeal::examples {

enum class WriteOnceBug {
    none,
    overwrites,  // the last write stays
    forgets      // a start ignores what was saved
};

struct WriteOnce {
    using Message = std::variant<actors::Read, actors::ReadOk, actors::Write, actors::WriteOk,
                                 actors::ErrorReply>;
    using Request = std::variant<actors::Read, actors::Write>;

    struct State {
        std::map<core::Value, core::Value> values;
    };
    using Storage = State;
    using Out = actors::Outbox<WriteOnce>;

    WriteOnceBug bug = WriteOnceBug::none;

    State start(const actors::Self&, const std::optional<Storage>& recovered, Out&) const {
        return recovered && bug != WriteOnceBug::forgets ? *recovered : State{};
    }

    void message(const actors::Self&, State& state, actors::Id from, const Message& message,
                 Out& out) const {
        if (const auto* write = std::get_if<actors::Write>(&message))
            answer(state, from, *write, out);
        else if (const auto* read = std::get_if<actors::Read>(&message))
            answer(state, from, *read, out);
    }

  private:
    void answer(State& state, actors::Id client, const actors::Write& write, Out& out) const {
        const auto [place, first] = state.values.try_emplace(write.key, write.value);
        if (bug == WriteOnceBug::overwrites) place->second = write.value;
        if (place->second != write.value) {
            out.reply(client, write.msg_id,
                      actors::error_reply(actors::ErrorCode::precondition_failed,
                                          "it was written before"));
            return;
        }
        if (first || bug == WriteOnceBug::overwrites) out.save(state);
        out.reply(client, write.msg_id, actors::WriteOk{});
    }
    static void answer(const State& state, actors::Id client, const actors::Read& read, Out& out) {
        const auto found = state.values.find(read.key);
        out.reply(client, read.msg_id,
                  actors::ReadOk{0, found == state.values.end() ? core::Value() : found->second});
    }
};

ORDEAL_DESCRIBE(WriteOnce::State, values)

}  // namespace ordeal::examples
