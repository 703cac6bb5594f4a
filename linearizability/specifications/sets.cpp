#include "linearizability/judges_impl.hpp"
#include "linearizability/monitors/log_monitor.hpp"
#include "linearizability/monitors/set_monitor.hpp"
#include "linearizability/specifications/collection.hpp"

namespace ordeal::linearizability {

template Judges judges<Set>();
template Judges judges<Log>();

}  // namespace ordeal::linearizability
