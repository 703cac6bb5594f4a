#include "linearizability/partition_impl.hpp"
#include "linearizability/specifications/scalars.hpp"
#include "linearizability/tracker_impl.hpp"

namespace ordeal::linearizability {

template Partition judge_partition<Mutex>(const Operations&, const JudgeOptions&, Limits&);
template std::unique_ptr<Tracker> make_tracker<Mutex>(const core::Value&, FailedCas);
template Partition judge_partition<AppendKv>(const Operations&, const JudgeOptions&, Limits&);
template std::unique_ptr<Tracker> make_tracker<AppendKv>(const core::Value&, FailedCas);

}  // namespace ordeal::linearizability
