#include "linearizability/monitors/queues.hpp"
#include "linearizability/partition_impl.hpp"
#include "linearizability/specifications/collection.hpp"
#include "linearizability/tracker_impl.hpp"

namespace ordeal::linearizability {

template Partition judge_partition<FifoQueue>(const Operations&, const JudgeOptions&, Limits&);
template std::unique_ptr<Tracker> make_tracker<FifoQueue>(const core::Value&, FailedCas);
template Partition judge_partition<UnorderedQueue>(const Operations&, const JudgeOptions&, Limits&);
template std::unique_ptr<Tracker> make_tracker<UnorderedQueue>(const core::Value&, FailedCas);
template Partition judge_partition<Stack>(const Operations&, const JudgeOptions&, Limits&);
template std::unique_ptr<Tracker> make_tracker<Stack>(const core::Value&, FailedCas);
template Partition judge_partition<PriorityQueue>(const Operations&, const JudgeOptions&, Limits&);
template std::unique_ptr<Tracker> make_tracker<PriorityQueue>(const core::Value&, FailedCas);

}  // namespace ordeal::linearizability
