// The way back from the model checker: real processes of a program are driven in lock-step along a
// path (actors/path.hpp), message by message and timer by timer. What each sends, saves and becomes
// is compared with what the path says; what clients are told becomes a history, which is judged.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "actors/path.hpp"
#include "core/history/event.hpp"
#include "core/history/operation.hpp"
#include "core/result.hpp"
#include "core/verdict.hpp"
#include "harness/lock_step/process.hpp"
#include "linearizability/judge.hpp"

namespace ordeal::harness {

/// Where the processes leave the path.
struct Difference {
    std::size_t step = 0;  // counted from 0
    std::string what;      // "what n1 sent", ...
    std::string path;      // what the path says
    std::string process;   // what the process says
};

struct Reproduction {
    std::size_t steps = 0;  // that the processes followed
    std::optional<Difference> difference;
    core::History history;  // what the clients asked, and were told
    std::vector<core::Operation> operations;
    /// None: there is a difference, or the path names no model.
    std::optional<linearizability::Judgement> judgement;

    /// Unknown after a difference; else what the judge says, and valid without a model.
    core::Verdict verdict() const;
};

/// `command` is that of every node, but for the node's name. Error: a path that no nodes can
/// follow (a restart of what did not crash, ...), a process that does not keep to lock-step, or a
/// model or operation that the judge does not know.
core::Result<Reproduction> reproduce(const actors::Path& path, const LockStepCommand& command);

/// For people: where the processes left the path, or the history and what is wrong with it.
std::string to_text(const Reproduction& reproduction, const actors::Path& path);
core::Value to_value(const Reproduction& reproduction, const actors::Path& path);

}  // namespace ordeal::harness
