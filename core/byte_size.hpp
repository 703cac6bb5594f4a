// Amounts of memory as people write them on command lines: "512MB", "2GB", "1.5GiB".
#pragma once

#include <cstddef>
#include <string_view>

#include "core/result.hpp"

namespace ordeal::core {

/// Bytes. Units: B, kB or KB, MB, GB, TB (powers of 1000), KiB, MiB, GiB, TiB (powers of 1024). A
/// number without a unit is an error, except 0. Error: what was expected.
Result<std::size_t> parse_byte_size(std::string_view text);

}  // namespace ordeal::core
