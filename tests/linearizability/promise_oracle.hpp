// Brute force for the promises weaker than linearizability, straight from their definitions:
// every order of a few operations, every order of a few writes. Shares nothing with the judge.
#pragma once

#include <vector>

#include "core/history/operation.hpp"
#include "linearizability/judge.hpp"

namespace ordeal::testing {

/// Requires: a promise other than linearizability; for those below sequential a model of registers
/// in which each value that was read has one possible writer.
bool keeps(linearizability::Promise promise, const std::vector<core::Operation>& operations,
           const linearizability::JudgeOptions& options);

}  // namespace ordeal::testing
