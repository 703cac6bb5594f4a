#include "linearizability/judges_impl.hpp"
#include "linearizability/specifications/scalars.hpp"

namespace ordeal::linearizability {

template Judges judges<Mutex>();
template Judges judges<AppendKv>();

}  // namespace ordeal::linearizability
