// The version of Ordeal, as every program prints it and every run records it.
#pragma once

#include <string>

namespace ordeal::core {

/// "0.1.0"
std::string version();

}  // namespace ordeal::core
