// report.html of a run: one self-contained page that works from a file, without scripts. Whatever
// a history contains is shown as text, never run.
#pragma once

#include <string>

#include "harness/runner/run_report.hpp"

namespace ordeal::harness {

std::string html_report(const RunReport& report);

}  // namespace ordeal::harness
