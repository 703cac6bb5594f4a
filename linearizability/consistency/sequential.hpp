// The search for sequential consistency (Lamport 1979): one order of all operations of all keys in
// which each process keeps its own order, whatever the clocks said. Keys cannot be judged apart:
// two orders that are right may not be parts of one.
#pragma once

#include "linearizability/consistency/promise.hpp"
#include "linearizability/consistency/saturation.hpp"
#include "linearizability/partition.hpp"

namespace ordeal::linearizability {

/// Operations are given by id.
struct SequentialAnswer {
    core::Verdict verdict = core::Verdict::unknown;
    std::uint64_t explored = 0;
    std::vector<std::size_t> order;    // valid: a witness. invalid: the longest order found
    std::vector<std::size_t> blocked;  // invalid: what each process would do next, after that
    std::string reason;                // unknown: why it stopped
};

/// What is known of a history of registers before the search; nothing of other models.
struct Hints {
    const Accesses* accesses = nullptr;
    const Before* before = nullptr;
};

using JudgeSequential = SequentialAnswer (*)(const std::vector<core::Operation>&,
                                             const JudgeOptions&, const Hints&, Limits&);

/// Requires: all operations were checked.
template <typename S>
SequentialAnswer judge_sequential(const std::vector<core::Operation>& operations,
                                  const JudgeOptions& options, const Hints& hints, Limits& limits);

}  // namespace ordeal::linearizability
