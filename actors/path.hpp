// A path: what happened to the nodes of a system and to its clients, one step after the other, as a
// document (path.json) that every world can follow. The model checker writes it, shrinks it and
// opens it in its explorer; `PROGRAM reproduce` drives real processes along it.
//
//     {"program":"abd","bug":"no-quorum","nodes":3,"model":"register","initial":null,"steps":[
//      {"step":"start","node":"n1","state":"00f3..."},
//      {"step":"invoke","src":"c1","dest":"n1","f":"write","key":"x","value":5,"body":{...}},
//      {"step":"deliver","src":"c1","dest":"n1","body":{...},"sent":[{"dest":"n2","body":{...}}]},
//      {"step":"deliver","src":"n1","dest":"c1","body":{...}},
//      {"step":"timer","node":"n1","timer":{...}},
//      {"step":"choice","node":"n1","name":"leader","chosen":"n2"},
//      {"step":"crash","node":"n1"},
//      {"step":"restart","node":"n1","recovered":{...}}]}
//
// What is sent and never delivered is lost. What is delivered more often than it was sent is
// duplicated. `sent`, `saved` and `state` (a hash) are what the step led to.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "core/value.hpp"

namespace ordeal::actors {

enum class StepKind : std::uint8_t { start, invoke, deliver, timer, choice, crash, restart };

std::string_view to_text(StepKind kind);

/// What a client asks for.
struct PathOperation {
    std::string f;
    std::optional<core::Value> key;
    core::Value value;

    friend bool operator==(const PathOperation&, const PathOperation&) = default;
};

/// What came of a step, as far as it is known.
struct StepOutcome {
    core::Value sent;  // a list of {"dest", "body"}; null: not known
    std::optional<core::Value> saved;
    std::string state;  // 16 hexadecimal digits; empty: not known

    friend bool operator==(const StepOutcome&, const StepOutcome&) = default;
};

struct PathStep {
    StepKind kind = StepKind::start;
    std::string node;  // of start, timer, choice, crash, restart
    std::string src;   // of deliver and invoke
    std::string dest;
    core::Value body;                      // of deliver, and what an invocation sends
    PathOperation operation;               // of invoke
    core::Value timer;                     // of timer
    std::string name;                      // of choice
    core::Value chosen;                    // of choice
    std::optional<core::Value> recovered;  // of start and restart: what was saved before
    StepOutcome outcome;                   // of what happens to a node

    friend bool operator==(const PathStep&, const PathStep&) = default;
};

struct Path {
    std::string program;
    std::string bug;  // empty: none
    std::size_t nodes = 0;
    std::string model;    // the specification of the clients' history; empty: none
    core::Value initial;  // its state before the first operation
    std::vector<PathStep> steps;

    friend bool operator==(const Path&, const Path&) = default;
};

core::Value to_value(const PathStep& step);
core::Value to_value(const Path& path);
/// One member a line, one step a line.
std::string to_document(const Path& path);
/// Error: "steps[3].body: what was expected".
core::Result<Path> read_path(const core::Value& document);
/// Error: the file cannot be read, or as read_path, with its name.
core::Result<Path> load_path(const std::string& file);

/// Error: the file cannot be written, and why.
core::Result<void> save_path(const Path& path, const std::string& file);

/// "n1 -> n2: {...}", "timer {...} of n1", "c1 asks n1: write x 5", "n1 crashes".
std::string to_text(const PathStep& step);

}  // namespace ordeal::actors
