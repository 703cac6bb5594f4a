// Checks on single answers: an identifier that nobody else got, an echo of what was said. Linear in
// the history.
#pragma once

#include <vector>

#include "core/history/operation.hpp"
#include "harness/checks/check.hpp"

namespace ordeal::harness {

/// "unique-ids": no two `generate` that are ok returned the same value, and none returned null.
/// Unknown: none is ok.
CheckResult check_unique_ids(const std::vector<core::Operation>& operations);

/// "echo": every `echo` that is ok returned what it was given. Unknown: none is ok.
CheckResult check_echo(const std::vector<core::Operation>& operations);

/// "transactions": always unknown; transactions are recorded and not judged.
CheckResult check_transactions(const std::vector<core::Operation>& operations);

}  // namespace ordeal::harness
