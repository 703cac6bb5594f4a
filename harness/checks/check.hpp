// What one check says of a run. The judge decides about linearizability; checks decide about the
// run around it: whether enough happened for a verdict to mean anything, and what it was like.
#pragma once

#include <string>
#include <vector>

#include "core/value.hpp"
#include "core/verdict.hpp"

namespace ordeal::harness {

struct CheckResult {
    std::string name;
    core::Verdict verdict = core::Verdict::unknown;
    core::Value details;      // figures for verdict.json
    std::string explanation;  // one sentence or figure for people, whatever the verdict
    std::vector<std::string> warnings;
};

/// {"name":..,"verdict":..,"explanation":..,"details":..,"warnings":[..]}; warnings only if any.
core::Value to_value(const CheckResult& check);

/// The worst of all verdicts; of no checks at all: unknown.
core::Verdict combine(const std::vector<CheckResult>& checks);

}  // namespace ordeal::harness
