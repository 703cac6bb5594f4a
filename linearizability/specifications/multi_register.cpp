#include "linearizability/specifications/multi_register.hpp"

#include "linearizability/judges_impl.hpp"

namespace ordeal::linearizability {

template Judges judges<MultiRegister>();

}  // namespace ordeal::linearizability
