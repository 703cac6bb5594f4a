// JSON text to and from Value. Duplicate members of an object, integers beyond 64 bits and bytes
// that are not UTF-8 are errors; nothing is dropped silently.
#pragma once

#include <string>
#include <string_view>

#include "core/result.hpp"
#include "core/value.hpp"

namespace ordeal::core {

/// Parses exactly one JSON document. Error: "column C: what was expected", counted from the
/// beginning of the text whatever its lines.
Result<Value> parse_json(std::string_view text);
/// Parses a document of several lines. Error: "LINE: column C: what was expected".
Result<Value> parse_long_json(std::string_view text);

/// On one line, without spaces. Bytes of strings that are not UTF-8 become U+FFFD.
std::string to_json(const Value& value);
/// Over several lines, indented by four spaces; lists of scalars stay on one line.
std::string to_pretty_json(const Value& value);
/// Appends to `out` what to_json gives.
void append_json(std::string& out, const Value& value);
/// Appends a string in quotes, escaped.
void append_json(std::string& out, std::string_view text);
inline void append_json(std::string& out, const std::string& text) {
    append_json(out, std::string_view(text));
}
inline void append_json(std::string& out, const char* text) {
    append_json(out, std::string_view(text));
}

/// An object member of the given kind, or an error that names it: `string_at(v, "type")`.
Result<std::string> string_at(const Value& object, std::string_view name);
Result<std::int64_t> int_at(const Value& object, std::string_view name);

}  // namespace ordeal::core
