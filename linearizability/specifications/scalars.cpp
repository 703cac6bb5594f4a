#include "linearizability/specifications/scalars.hpp"

#include "linearizability/partition_impl.hpp"
#include "linearizability/tracker_impl.hpp"

namespace ordeal::linearizability {

template Partition judge_partition<WriteOnceRegister>(const Operations&, const JudgeOptions&,
                                                      Limits&);
template std::unique_ptr<Tracker> make_tracker<WriteOnceRegister>(const core::Value&, FailedCas);
template Partition judge_partition<Counter>(const Operations&, const JudgeOptions&, Limits&);
template std::unique_ptr<Tracker> make_tracker<Counter>(const core::Value&, FailedCas);

}  // namespace ordeal::linearizability
