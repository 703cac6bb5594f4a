#include "linearizability/specifications/scalars.hpp"

#include "linearizability/judges_impl.hpp"

namespace ordeal::linearizability {

template Judges judges<WriteOnceRegister>();
template Judges judges<Counter>();

}  // namespace ordeal::linearizability
