// The template behind judges.hpp, for the file of each specification to instantiate.
#pragma once

#include "linearizability/consistency/sequential_impl.hpp"
#include "linearizability/judges.hpp"
#include "linearizability/partition_impl.hpp"
#include "linearizability/tracker_impl.hpp"

namespace ordeal::linearizability {

template <typename S>
Judges judges() {
    return {S::check, judge_partition<S>, make_tracker<S>, judge_sequential<S>};
}

}  // namespace ordeal::linearizability
