// All that is compiled for a specification: a file of its own instantiates judges<S>() once, and
// the table of models calls it.
#pragma once

#include "linearizability/consistency/sequential.hpp"
#include "linearizability/partition.hpp"
#include "linearizability/tracker.hpp"

namespace ordeal::linearizability {

struct Judges {
    core::Result<void> (*check)(const core::Operation&);
    JudgePartition judge;
    MakeTracker track;
    JudgeSequential sequential;
};

template <typename S>
Judges judges();

}  // namespace ordeal::linearizability
