// A small run told in plain words: what clients asked and were told, what was broken, which
// messages went where and which got lost, in order; and why no correct system could have answered
// so.
#pragma once

#include <string>

#include "core/history/event.hpp"
#include "harness/runner/run_report.hpp"

namespace ordeal::harness {

/// `trace` is JSON Lines (docs/actors.md), or empty: then no messages are told of. Of a run with
/// more than some hundred events only the beginning is told.
std::string tell_story(const RunReport& report, const std::string& trace);

}  // namespace ordeal::harness
