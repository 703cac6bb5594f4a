// UTF-8: whether bytes are, and how a code point is written. For readers that promise text and are
// handed bytes.
#pragma once

#include <string>
#include <string_view>

namespace ordeal::core {

/// Well-formed as the Unicode Standard's table 3-7 says: no overlong forms, no surrogates, nothing
/// beyond U+10FFFF.
bool is_utf8(std::string_view text);

/// Requires: a code point, and no surrogate.
void append_utf8(std::string& out, unsigned code_point);

}  // namespace ordeal::core
