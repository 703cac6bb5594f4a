#include "linearizability/specifications/multi_register.hpp"

#include "linearizability/partition_impl.hpp"
#include "linearizability/tracker_impl.hpp"

namespace ordeal::linearizability {

template Partition judge_partition<MultiRegister>(const Operations&, const JudgeOptions&, Limits&);
template std::unique_ptr<Tracker> make_tracker<MultiRegister>(const core::Value&, FailedCas);

}  // namespace ordeal::linearizability
