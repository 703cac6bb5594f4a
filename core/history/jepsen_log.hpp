// Jepsen's log lines, as in the recorded etcd runs:
//
//     INFO  jepsen.util - 0	:invoke	:cas	[1 2]
//     INFO  jepsen.util - 0	:info	:cas	:timed-out
//
// process, type, function and value, separated by tabs; nil is null, a word with a colon a string.
// The value of an info is why it is one.
#pragma once

#include <string_view>

#include "core/history/event.hpp"
#include "core/result.hpp"

namespace ordeal::core {

/// One line, without the line break. Error: "column C: what was expected".
Result<Event> parse_jepsen_line(std::string_view line);

/// A whole log; empty lines are skipped, index is the number of the event. Error:
/// "NAME:LINE: column C: what was expected".
Result<History> parse_jepsen_log(std::string_view text, std::string_view name);

}  // namespace ordeal::core
