#include "linearizability/specifications/multi_register.hpp"

#include "linearizability/partition_impl.hpp"

namespace ordeal::linearizability {

template Partition judge_partition<MultiRegister>(const Operations&, const JudgeOptions&, Limits&);

}  // namespace ordeal::linearizability
