// Ordeal's own history format: JSON Lines, one event a line, in order.
//
//     {"index":0,"time":120034,"process":3,"type":"invoke","f":"write","key":"x","value":5}
#pragma once

#include <string>
#include <string_view>

#include "core/history/event.hpp"
#include "core/history/skipped.hpp"
#include "core/result.hpp"

namespace ordeal::core {

/// One line, without the line break. Missing index and time are 0. Error: "column C: ...".
Result<Event> parse_event(std::string_view line);
/// One line, without the line break; fields in the order of the format's description.
void append_event(std::string& out, const Event& event);
/// All lines of a history.
std::string to_jsonl(const History& history);

/// A whole history; empty lines are skipped. Error: "NAME:LINE: column C: what was expected". With
/// `skipped`, malformed lines are no error but left out, and counted there.
Result<History> parse_jsonl_history(std::string_view text, std::string_view name,
                                    Skipped* skipped = nullptr);

}  // namespace ordeal::core
