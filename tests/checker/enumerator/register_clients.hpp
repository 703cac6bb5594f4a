// Clients of one register, each with a script of operations that it issues one after another, and
// the history that they make. An operation's place in real time is how many operations of each
// other client were complete when it was invoked: two histories with the same order of "returned
// before invoked" are one.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/value.hpp"

namespace ordeal::enumerator {

struct ScriptedOperation {
    std::optional<core::Value> write;  // none: a read

    friend auto operator<=>(const ScriptedOperation&, const ScriptedOperation&) = default;
};
using Script = std::vector<ScriptedOperation>;

/// The scripts of the published counts: client c writes the letter 'A' + c, then reads once.
std::vector<Script> write_then_read(std::size_t clients);

/// The answer of a write. No script writes it.
inline constexpr const char* written = "written";

struct RecordedOperation {
    std::optional<core::Value> write;
    std::optional<core::Value> answer;  // none: under way. Of a write: `written`
    std::vector<std::size_t> before;    // completed when it was invoked, by each client

    friend auto operator<=>(const RecordedOperation&, const RecordedOperation&) = default;
};

struct RegisterHistory {
    std::vector<std::vector<RecordedOperation>> clients;
    bool broken = false;  // an answer came when nothing was under way; nothing is recorded after it

    friend auto operator<=>(const RegisterHistory&, const RegisterHistory&) = default;

    std::size_t completed(std::size_t client) const;
    void invoke(std::size_t client, const ScriptedOperation& operation);
    void complete(std::size_t client, core::Value answer);
};

/// Whether the history is not broken and some order of the operations that respects real time
/// explains every answer, of a register that is null at first. Those under way may take effect or
/// not. Tries every order.
bool linearizable(const RegisterHistory& history);

}  // namespace ordeal::enumerator
