#include "linearizability/specifications/register.hpp"

#include "linearizability/monitors/register_monitor.hpp"
#include "linearizability/partition_impl.hpp"

namespace ordeal::linearizability {

template Partition judge_partition<Register>(const Operations&, const JudgeOptions&, Limits&);

}  // namespace ordeal::linearizability
