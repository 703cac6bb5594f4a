#include "linearizability/partition_impl.hpp"
#include "linearizability/specifications/collection.hpp"

namespace ordeal::linearizability {

template Partition judge_partition<FifoQueue>(const Operations&, const JudgeOptions&, Limits&);
template Partition judge_partition<UnorderedQueue>(const Operations&, const JudgeOptions&, Limits&);
template Partition judge_partition<Stack>(const Operations&, const JudgeOptions&, Limits&);

}  // namespace ordeal::linearizability
