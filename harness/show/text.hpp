// What stands in stored runs, made fit for a terminal: names and values come from a system under
// test, which may have written anything.
#pragma once

#include <string>
#include <string_view>

#include "core/clock.hpp"
#include "core/history/operation.hpp"
#include "core/result.hpp"
#include "core/value.hpp"

namespace ordeal::harness {

/// Control characters, those that change the direction of writing, and what is not UTF-8, as
/// escapes; more than `most` bytes (0: any number) are cut, and "..." says so.
std::string printable(std::string_view text, std::size_t most = 0);

/// A value as JSON, cut after about 100 bytes.
std::string short_json(const core::Value& value);

/// "1.250 s", "3.10 ms", "12 us": as exact as a reader wants it.
std::string as_duration(core::Nanoseconds time);

/// `write "x" 5`, `read "x" -> 5`, `cas "x" [1,2] (error)`.
std::string deed_of(const core::Operation& operation);

/// A duration with its unit, or a number of seconds: "2.5s", "2.5".
core::Result<core::Nanoseconds> parse_moment(std::string_view text);

/// The head of a table's column beneath which a number is said to be left out:
/// "(1,234 more; --limit 0 shows all)", with a line break; empty when there are none.
std::string left_out(std::uint64_t count);

}  // namespace ordeal::harness
