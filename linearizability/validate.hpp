// The judge's judge: is a claimed linearization one? A few dozen lines that share no code with the
// searches or their specifications: it plays the operations one after the other on plain values.
#pragma once

#include <vector>

#include "core/history/operation.hpp"
#include "core/result.hpp"
#include "linearizability/judge.hpp"
#include "linearizability/search/limits.hpp"

namespace ordeal::linearizability {

/// `operations` are those of one partition; `witness` gives operations by id, in the claimed order.
/// Error: what is wrong with it. False: the limits ended it before that was known.
core::Result<bool> validate_witness(const std::vector<const core::Operation*>& operations,
                                    const std::vector<std::size_t>& witness,
                                    const JudgeOptions& options, Limits* limits = nullptr);

/// The same of an order of all operations of all keys that must respect the order of each process
/// instead of real time.
core::Result<void> validate_sequential(const std::vector<core::Operation>& operations,
                                       const std::vector<std::size_t>& witness,
                                       const JudgeOptions& options);

}  // namespace ordeal::linearizability
