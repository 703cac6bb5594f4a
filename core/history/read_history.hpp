// A history from a file or a text in any format that we know; which one is seen from how it
// begins, unless told.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/history/event.hpp"
#include "core/history/skipped.hpp"
#include "core/result.hpp"

namespace ordeal::core {

enum class HistoryFormat : std::uint8_t { jsonl, jepsen_log, edn, json };

/// The names for `--format`, in the order of the enumeration: "jsonl", "jepsen-log", ...
std::vector<std::string_view> history_format_names();
std::string_view to_text(HistoryFormat format);
std::optional<HistoryFormat> history_format(std::string_view name);

struct ReadHistory {
    HistoryFormat format = HistoryFormat::jsonl;
    History events;
    Skipped skipped;  // only of a lenient reading
};

/// What to do about an event that is malformed: it is an error, or it is left out and counted.
enum class Malformed : std::uint8_t { error, skipped };

/// `name` stands for the text in messages. Error: "NAME:LINE: column C: what was expected", or
/// that the format cannot be told. An empty text is an empty history. Histories of independent
/// keys in Jepsen's formats, where every value is `[key value]`, get their keys (see
/// split_key_tuples).
Result<ReadHistory> read_history(std::string_view text, std::string_view name,
                                 std::optional<HistoryFormat> format = {},
                                 Malformed malformed = Malformed::error);

/// The same of a file; "-" is standard input. A directory is a run's: its history.jsonl is read.
Result<ReadHistory> read_history_file(const std::string& path,
                                      std::optional<HistoryFormat> format = {},
                                      Malformed malformed = Malformed::error);

}  // namespace ordeal::core
