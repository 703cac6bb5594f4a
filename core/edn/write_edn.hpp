// Values as EDN text, so that what Ordeal records can be read by Clojure's tools.
#pragma once

#include <string>
#include <string_view>

#include "core/value.hpp"

namespace ordeal::core {

/// Appends a value on one line; EdnReader reads it back equal. Strings stay strings, and so do the
/// keys of maps.
void append_edn(std::string& out, const Value& value);

/// Appends a word as a keyword (:read) if it can be one, otherwise as a string.
void append_edn_word(std::string& out, std::string_view word);

}  // namespace ordeal::core
