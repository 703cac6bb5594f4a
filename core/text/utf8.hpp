// UTF-8: whether bytes are, and how a code point is written. For readers that promise text and are
// handed bytes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace ordeal::core {

/// Well-formed as the Unicode Standard's table 3-7 says: no overlong forms, no surrogates, nothing
/// beyond U+10FFFF.
bool is_utf8(std::string_view text);

/// How many bytes from the beginning are.
std::size_t utf8_prefix(std::string_view text);

constexpr bool is_high_surrogate(unsigned code) {
    return code >= 0xD800 && code <= 0xDBFF;
}
constexpr bool is_low_surrogate(unsigned code) {
    return code >= 0xDC00 && code <= 0xDFFF;
}
/// The code point of a pair of surrogates.
constexpr unsigned joined_surrogates(unsigned high, unsigned low) {
    return 0x10000 + ((high & 0x3FF) << 10) + (low & 0x3FF);
}

/// Requires: a code point, and no surrogate.
void append_utf8(std::string& out, unsigned code_point);

}  // namespace ordeal::core
