// Operations: what is left of a history when each invocation is joined with its completion.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "core/history/event.hpp"
#include "core/history/skipped.hpp"
#include "core/result.hpp"

namespace ordeal::core {

struct Operation {
    std::size_t id = 0;  // position among the operations, in order of invocation
    std::int64_t process = 0;
    std::string f;
    std::optional<Value> key;
    Value argument;                        // the value of the invocation
    Value result;                          // the value of the ok completion; else null
    EventType outcome = EventType::info;   // ok, fail or info; info when nothing came back
    std::size_t invoked = 0;               // position of the invocation in the history
    std::optional<std::size_t> completed;  // position of the completion; none: never came
    Nanoseconds invoke_time{0};
    std::optional<Nanoseconds> complete_time;
    std::optional<std::string> error;
};

/// Joins invocations with completions, by process. Events of named processes are left out.
/// Errors, each naming the event's index: a completion without invocation, a second invocation of
/// a process that is busy, an invocation of a process that ended in info, a different f, another
/// key than that of the invocation (a completion may leave the key out).
/// With `skipped` none of these is an error, but each is counted there: a completion that fits no
/// invocation is left out, an operation whose completion is missing stays info.
Result<std::vector<Operation>> pair_operations(const History& history, Skipped* skipped = nullptr);

}  // namespace ordeal::core
