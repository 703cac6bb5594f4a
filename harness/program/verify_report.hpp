// What `ordeal verify` says of a history that was judged.
#pragma once

#include <string>
#include <vector>

#include "core/history/skipped.hpp"
#include "harness/checks/check.hpp"
#include "harness/program/output.hpp"
#include "linearizability/judge.hpp"

namespace ordeal::harness {

/// How reading went.
struct ReadingNotes {
    const core::Skipped& skipped;
    bool lenient = false;  // then the document tells how many events were skipped
};

/// `operations` are those that the judgement names. Checks count beside the judgement: the worst
/// verdict is that of the history.
Reported report_verdict(const std::string& name, const linearizability::Judgement& judgement,
                        const std::vector<core::Operation>& operations, const ReadingNotes& notes,
                        const std::vector<CheckResult>& checks = {});

/// Of a history that only checks decided about.
Reported report_checks(const std::string& name, const std::vector<CheckResult>& checks,
                       const std::vector<core::Operation>& operations, double seconds,
                       const ReadingNotes& notes);

}  // namespace ordeal::harness
