// The story of a run in text, as `ordeal run` and `ordeal show` print it and the report page shows
// it.
#pragma once

#include <string>
#include <vector>

#include "core/history/operation.hpp"
#include "core/value.hpp"
#include "harness/runner/run_report.hpp"

namespace ordeal::harness {

/// Several lines: verdict, figures, checks, faults with evidence, for an invalid run the timeline
/// of the operations concerned, warnings, and how to repeat the run. `verdict`: the document of
/// verdict.json. `operations`: by their ids, those that told_operations() names at least.
std::string terminal_report(const core::Value& verdict,
                            const std::vector<core::Operation>& operations);
std::string terminal_report(const RunReport& report);

/// The ids of the operations that the story of a run tells of, in their order. `verdict` as above.
std::vector<std::size_t> told_operations(const core::Value& verdict);

}  // namespace ordeal::harness
