#include "linearizability/partition_impl.hpp"
#include "linearizability/specifications/scalars.hpp"

namespace ordeal::linearizability {

template Partition judge_partition<Mutex>(const Operations&, const JudgeOptions&, Limits&);
template Partition judge_partition<AppendKv>(const Operations&, const JudgeOptions&, Limits&);

}  // namespace ordeal::linearizability
