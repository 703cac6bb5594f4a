// What `ordeal verify` says of a history that was judged.
#pragma once

#include <string>
#include <vector>

#include "core/history/skipped.hpp"
#include "harness/program/output.hpp"
#include "linearizability/judge.hpp"

namespace ordeal::harness {

/// `operations` are those that the judgement names. With `lenient` the document tells how many
/// events were skipped.
Reported report_verdict(const std::string& name, const linearizability::Judgement& judgement,
                        const std::vector<core::Operation>& operations,
                        const core::Skipped& skipped, bool lenient);

}  // namespace ordeal::harness
