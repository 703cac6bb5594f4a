// Names one value inside a JSON document, in the syntax of RFC 6901: "/header/member_id",
// "/members/0/name".
#pragma once

#include <string_view>

#include "core/result.hpp"
#include "core/value.hpp"

namespace ordeal::core {

/// The value, or a null pointer if the document has none there. "" is the document itself.
const Value* at_pointer(const Value& document, std::string_view pointer);

/// Error: it is not empty and does not begin with a slash, or a ~ is not followed by 0 or 1.
Result<void> check_pointer(std::string_view pointer);

}  // namespace ordeal::core
