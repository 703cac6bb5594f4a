#include "linearizability/specifications/register.hpp"

#include "linearizability/monitors/register_monitor.hpp"
#include "linearizability/partition_impl.hpp"
#include "linearizability/tracker_impl.hpp"

namespace ordeal::linearizability {

template Partition judge_partition<Register>(const Operations&, const JudgeOptions&, Limits&);
template std::unique_ptr<Tracker> make_tracker<Register>(const core::Value&, FailedCas);

}  // namespace ordeal::linearizability
