#include "linearizability/monitors/set_monitor.hpp"
#include "linearizability/partition_impl.hpp"
#include "linearizability/specifications/collection.hpp"
#include "linearizability/tracker_impl.hpp"

namespace ordeal::linearizability {

template Partition judge_partition<Set>(const Operations&, const JudgeOptions&, Limits&);
template std::unique_ptr<Tracker> make_tracker<Set>(const core::Value&, FailedCas);
template Partition judge_partition<Log>(const Operations&, const JudgeOptions&, Limits&);
template std::unique_ptr<Tracker> make_tracker<Log>(const core::Value&, FailedCas);

}  // namespace ordeal::linearizability
