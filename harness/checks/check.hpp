// What one check says of a run. The judge decides about linearizability; checks decide about the
// run around it: whether enough happened for a verdict to mean anything, and what it was like.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/value.hpp"
#include "core/verdict.hpp"
#include "linearizability/judge.hpp"

namespace ordeal::harness {

/// What must have been so from the return of one operation on: until another was invoked, or for
/// good. "holds the lock". Operations by id.
struct Condition {
    std::size_t after = 0;
    std::optional<std::size_t> until;
    std::string text;
};

/// One case of what a check found, with the few operations that show it.
struct Example {
    linearizability::Counterexample counterexample;
    std::vector<Condition> conditions;
};

/// What a check found, and how often.
struct Finding {
    std::string name;    // "lost"
    bool breaks = true;  // a promise; else it is only worth telling
    std::size_t count = 0;
    core::Nanoseconds first{0};  // when the first and the last case began
    core::Nanoseconds last{0};
    std::vector<Example> examples;  // the earliest cases
};

struct CheckResult {
    std::string name;
    core::Verdict verdict = core::Verdict::unknown;
    core::Value details;      // figures for verdict.json
    std::string explanation;  // one sentence or figure for people, whatever the verdict
    std::vector<std::string> warnings;
    std::vector<Finding> findings = {};
};

/// {"name":..,"verdict":..,"explanation":..,"details":..,"warnings":[..],"findings":[..]}; warnings
/// and findings only if any (docs/run-directory.md).
core::Value to_value(const CheckResult& check);
core::Value to_value(const std::vector<CheckResult>& checks);

/// The worst of all verdicts; of no checks at all: unknown.
core::Verdict combine(const std::vector<CheckResult>& checks);

}  // namespace ordeal::harness
