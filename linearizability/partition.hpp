// One partition, from operations to verdict and evidence: what every specification has in common.
#pragma once

#include <vector>

#include "core/history/operation.hpp"
#include "linearizability/judge.hpp"
#include "linearizability/search/limits.hpp"

namespace ordeal::linearizability {

/// The operations of one key, in order of invocation.
using Operations = std::vector<const core::Operation*>;

/// Fills everything but the key. Requires: all operations were checked.
using JudgePartition = Partition (*)(const Operations&, const JudgeOptions&, Limits&);

template <typename S>
Partition judge_partition(const Operations& operations, const JudgeOptions& options,
                          Limits& limits);

}  // namespace ordeal::linearizability
