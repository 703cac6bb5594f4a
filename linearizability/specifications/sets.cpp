#include "linearizability/partition_impl.hpp"
#include "linearizability/specifications/collection.hpp"

namespace ordeal::linearizability {

template Partition judge_partition<Set>(const Operations&, const JudgeOptions&, Limits&);
template Partition judge_partition<Log>(const Operations&, const JudgeOptions&, Limits&);

}  // namespace ordeal::linearizability
