// A recorded run as one sequence of steps. Every node kept a trace of its own, and the clients kept
// the history; here they are merged into one order in which each cause comes before its effect.
//
// The order is a topological one of what must come before what (Lamport 1978): the events of a node
// as it traced them, the events of the history as they were recorded, a message's first sending
// before it is received, an invocation before its request is received, an answer's sending before
// the completion. Of what may come next the earliest by the clocks does.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "actors/id.hpp"
#include "actors/path.hpp"
#include "core/history/event.hpp"
#include "core/result.hpp"
#include "core/value.hpp"

namespace ordeal::checker {

/// Where something was asked for: the `place`-th message that a step sent to the one who receives
/// it, the `place`-th timer that it set. A step keeps its meaning by it when what goes before is
/// changed.
struct Origin {
    static constexpr std::size_t nowhere = SIZE_MAX;

    std::size_t step = nowhere;
    std::size_t place = 0;

    friend bool operator==(const Origin&, const Origin&) = default;
};

struct RecordedStep {
    actors::StepKind kind = actors::StepKind::start;
    actors::Id whom;                       // to whom it happens; of an invocation the client
    actors::Id from;                       // of a delivery
    actors::Id to;                         // of an invocation: the node that is asked
    Origin origin;                         // of a delivery and of a timer
    core::Value body;                      // of an invocation and of a delivery
    core::Value what;                      // the timer; of a choice what was chosen
    std::string name;                      // of a choice
    actors::PathOperation operation;       // of an invocation
    std::optional<core::Value> recovered;  // of start and restart
    std::size_t lost_saves = 0;            // of a crash: the last ones, not durable by then
    core::Value line;                      // of the trace; null: it is in none
    std::int64_t time = 0;                 // nanoseconds, by the clock of the history
};

struct Recording {
    std::string directory;
    std::string program;  // as the scenario's command names it
    std::string bug;
    std::size_t nodes = 0;
    std::string model;  // of the history
    core::Value initial;
    std::string consistency;  // "linearizable", or what was asked for
    bool missing_key_is_null = true;
    core::History history;
    std::vector<RecordedStep> steps;
    std::size_t unmatched_completions = 0;  // ok, but no trace has an answer to it
};

/// The most nodes that are down at once.
unsigned most_down(const Recording& recording);

/// The run's directory that `given` names: itself, or the newest run of a store.
std::string directory_of_run(const std::string& given);

/// Reads scenario.json, history.jsonl and the traces. Error: which of them cannot be read, or does
/// not fit the others; the line of the trace.
core::Result<Recording> load_recording(const std::string& directory);

}  // namespace ordeal::checker
