// Jepsen's log lines, as in its logs and in history.txt:
//
//     INFO  jepsen.util - 0	:invoke	:cas	[1 2]
//     INFO  jepsen.util - 0	:info	:cas	:timed-out
//     0	:info	:cas	[1 2]	:timed-out
//
// process, type, function, value and, perhaps, error, separated by tabs. What stands before the
// process is of no interest. Value and error are EDN. The value of an info of a client that is a
// word is why it is one.
#pragma once

#include <string_view>

#include "core/history/event.hpp"
#include "core/history/skipped.hpp"
#include "core/result.hpp"

namespace ordeal::core {

/// One line, without the line break. Error: "column C: what was expected".
Result<Event> parse_jepsen_line(std::string_view line);

/// A whole log; empty lines are skipped, index is the number of the event. Error:
/// "NAME:LINE: column C: what was expected". With `skipped`, malformed lines (and a log's lines
/// that are about something else) are no error but left out, and counted there.
Result<History> parse_jepsen_log(std::string_view text, std::string_view name,
                                 Skipped* skipped = nullptr);

}  // namespace ordeal::core
