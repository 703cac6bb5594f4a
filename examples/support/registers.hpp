// Registers that servers keep copies of, and what is done to them: the part that primary-backup and
// chain-replication have in common. A command is done by every copy, in the same order.
//
// Any server may be asked. It passes the command on to the one that decides about the order, and
// gives the client its answer, because only who was asked knows where the client is.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <variant>

#include "actors/actor.hpp"
#include "actors/client_messages.hpp"
#include "core/value.hpp"

namespace ordeal::examples {

/// What a client asked, and the server that it asked.
struct Command {
    actors::Id client;
    std::int64_t msg_id = 0;
    actors::Id asked;
    core::Value key;
    std::optional<core::Value> write;  // none: a read
};

/// To who was asked: the command is done, and this is what a read found.
struct Answer {
    Command command;
    core::Value value;
};

struct Registers {
    std::map<core::Value, core::Value> values;
    std::map<actors::Id, std::int64_t> written;  // of each client the last request that wrote
};

/// A write that has been done already: it must not be done again. A client has one request under
/// way at a time, so the last one tells of all.
inline bool done_before(const Registers& registers, const Command& command) {
    const auto found = registers.written.find(command.client);
    return command.write && found != registers.written.end() && command.msg_id <= found->second;
}

/// What is in the register; null if nothing was ever written.
inline core::Value value_of(const Registers& registers, const core::Value& key) {
    const auto found = registers.values.find(key);
    return found == registers.values.end() ? core::Value() : found->second;
}

/// Does the command; gives its answer.
inline Answer perform(Registers& registers, const Command& command) {
    if (!command.write) return {command, value_of(registers, command.key)};
    registers.values[command.key] = *command.write;
    registers.written[command.client] = command.msg_id;
    return {command, {}};
}

/// Gives the answer to the client, or to who was asked. Requires: Out is the outbox of an actor
/// whose messages include ReadOk, WriteOk and Answer.
template <typename Out>
void give(const actors::Self& self, const Answer& answer, Out& out) {
    const Command& command = answer.command;
    if (command.asked != self.id)
        out.send(command.asked, answer);
    else if (command.write)
        out.reply(command.client, command.msg_id, actors::WriteOk{});
    else
        out.reply(command.client, command.msg_id, actors::ReadOk{0, answer.value});
}

ORDEAL_DESCRIBE(Command, client, msg_id, asked, key, write)
ORDEAL_DESCRIBE(Answer, command, value)
ORDEAL_DESCRIBE(Registers, values, written)

}  // namespace ordeal::examples
