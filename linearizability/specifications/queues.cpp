#include "linearizability/monitors/queues.hpp"

#include "linearizability/judges_impl.hpp"
#include "linearizability/specifications/collection.hpp"

namespace ordeal::linearizability {

template Judges judges<FifoQueue>();
template Judges judges<UnorderedQueue>();
template Judges judges<Stack>();
template Judges judges<PriorityQueue>();

}  // namespace ordeal::linearizability
