#include "linearizability/specifications/register.hpp"

#include "linearizability/judges_impl.hpp"
#include "linearizability/monitors/register_monitor.hpp"

namespace ordeal::linearizability {

template Judges judges<Register>();

}  // namespace ordeal::linearizability
