// The story of a run in text, as `ordeal run` ends with it and the report page shows it.
#pragma once

#include <string>

#include "harness/runner/run_report.hpp"

namespace ordeal::harness {

/// Several lines: verdict, figures, checks, faults with evidence, for an invalid run the timeline
/// of the operations concerned, warnings, and how to repeat the run.
std::string terminal_report(const RunReport& report);

/// One sentence: what was decided, and why.
std::string verdict_sentence(const RunReport& report);

}  // namespace ordeal::harness
