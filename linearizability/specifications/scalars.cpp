#include "linearizability/specifications/scalars.hpp"

#include "linearizability/partition_impl.hpp"

namespace ordeal::linearizability {

template Partition judge_partition<WriteOnceRegister>(const Operations&, const JudgeOptions&,
                                                      Limits&);
template Partition judge_partition<Counter>(const Operations&, const JudgeOptions&, Limits&);

}  // namespace ordeal::linearizability
