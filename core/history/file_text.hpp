// The bytes of a file or of standard input, read at once.
#pragma once

#include <string>

#include "core/result.hpp"

namespace ordeal::core {

/// "-" is standard input. Error: "cannot read PATH: why".
Result<std::string> file_text(const std::string& path);

}  // namespace ordeal::core
