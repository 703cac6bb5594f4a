// The last word on what is JSON, and why something is not. Slow, and with good messages: parse_json
// comes here only with what JsonScanner refused.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "core/value.hpp"

namespace ordeal::core {

/// What is wrong with a document, and at which byte, counted from 1.
struct JsonProblem {
    std::size_t at = 1;
    std::string what;
};

/// Parses exactly one JSON document.
tl::expected<Value, JsonProblem> parse_json_strictly(std::string_view text);

}  // namespace ordeal::core
