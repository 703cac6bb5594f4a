// The sequential specifications once more, on plain values, as slowly and plainly as possible: what
// the tests hold the judge's against.
#pragma once

#include <string>
#include <vector>

#include "core/history/operation.hpp"
#include "linearizability/judge.hpp"

namespace ordeal::testing {

/// The states that may follow if the operation takes effect in this state; none: it cannot.
/// Requires: the operation is ok, info, or a failed cas.
std::vector<core::Value> reference_next(const std::string& model, const core::Value& state,
                                        const core::Operation& operation);

/// The state before the first operation, for the initial value of the options.
core::Value reference_initial(const std::string& model, const core::Value& initial);

/// Does the operation count at all: ok, or of unknown outcome, or a failed cas that is observed?
bool reference_counts(const core::Operation& operation, linearizability::FailedCas failed_cas);

}  // namespace ordeal::testing
