// What holds for every reader of histories on any bytes whatever, for the mutation test and for the
// fuzzers: it ends in a history or in an error with a place that exists; what was read can be
// written and read again; a lenient reading differs from a strict one only where that one fails.
#pragma once

#include <algorithm>
#include <charconv>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "core/edn/edn.hpp"
#include "core/edn/write_edn.hpp"
#include "core/history/jepsen_event.hpp"
#include "core/history/jepsen_scanner.hpp"
#include "core/history/jsonl.hpp"
#include "core/history/read_history.hpp"
#include "core/json_scanner.hpp"
#include "core/json_strict.hpp"

namespace ordeal::testing {

inline std::string as_json_lines(const core::History& history) {
    std::string text;
    for (const core::Event& event : history) {
        append_event(text, event);
        text += '\n';
    }
    return text;
}

inline std::string as_jepsen_log(const core::History& history) {
    std::string text;
    for (const core::Event& event : history) {
        const std::string process = event.process.is_client() ? std::to_string(event.process.number)
                                                              : ":" + event.process.name;
        text += fmt::format("INFO  jepsen.util - {}\t:{}\t:{}\t", process, to_text(event.type),
                            event.f);
        core::append_edn(text, event.value);
        text += event.error ? "\t" + *event.error + "\n" : "\n";
    }
    return text;
}

/// The history as a file of that format.
inline std::string written(const core::History& history, core::HistoryFormat format) {
    std::string text;
    switch (format) {
        case core::HistoryFormat::jsonl:
            return as_json_lines(history);
        case core::HistoryFormat::jepsen_log:
            return as_jepsen_log(history);
        case core::HistoryFormat::edn:
            for (const core::Event& event : history) {
                append_jepsen_edn(text, event);
                text += '\n';
            }
            return text;
        case core::HistoryFormat::json:
            text = as_json_lines(history);
            std::replace(text.begin(), text.end(), '\n', ',');
            if (!text.empty()) text.pop_back();
            return "[" + text + "]";
    }
    return text;
}

/// Whether a message begins with "x:LINE: column C: " and the text has that place, or its end.
inline bool names_a_place(std::string_view message, std::string_view text) {
    std::size_t line = 0;
    std::size_t column = 0;
    const auto number = [&message](std::string_view before, std::size_t& out) {
        if (!message.starts_with(before)) return false;
        message.remove_prefix(before.size());
        const char* const end = message.data() + message.size();
        const auto [stop, problem] = std::from_chars(message.data(), end, out);
        message = {stop, static_cast<std::size_t>(end - stop)};
        return problem == std::errc{};
    };
    if (!number("x:", line) || !number(": column ", column) || !message.starts_with(": "))
        return false;
    for (; line > 1; --line) {
        const auto end = text.find('\n');
        if (end == std::string_view::npos) return false;
        text.remove_prefix(end + 1);
    }
    const auto length = std::min(text.find('\n'), text.size());
    return line == 1 && column >= 1 && column <= length + 1;
}

/// Empty, or how the quick reader of events in EDN differs from the thorough one.
inline std::string scanner_differs(std::string_view text) {
    core::Event quick;
    core::EdnReader reader(text);
    const std::size_t read = core::scan_jepsen_event(text, quick);
    if (read == 0) return {};
    auto form = reader.next();
    if (!form || !*form) return "the quick reader takes it";
    auto event = core::jepsen_event(std::move(**form));
    if (!event) return "the quick reader takes it, but: " + event.error().message;
    if (reader.rest().size() != text.size() - read) return "it reads further";
    if (as_json_lines({*event}) != as_json_lines({quick})) return "read differently";
    return {};
}

/// Empty, or which promise was broken.
inline std::string broken_promise(std::string_view text, core::HistoryFormat format) {
    if (auto differs = scanner_differs(text); !differs.empty()) return differs;
    const auto strict = core::read_history(text, "x", format);
    const auto lenient = core::read_history(text, "x", format, core::Malformed::skipped);
    if (!strict && !names_a_place(strict.error().message, text))
        return "no such place: " + strict.error().message;
    if (!lenient && format != core::HistoryFormat::json)
        return "lenient reading failed: " + lenient.error().message;
    if (lenient && (lenient->skipped.count == 0) != strict.has_value())
        return fmt::format("skipped {}, but the strict reading did otherwise",
                           lenient->skipped.count);
    if (!lenient) return {};
    const std::string first = as_json_lines(lenient->events);
    if (strict && as_json_lines(strict->events) != first) return "lenient reading differs";
    const auto again = core::read_history(first, "again", core::HistoryFormat::jsonl);
    if (!again) return "what was written is not read: " + again.error().message;
    if (as_json_lines(again->events) != first) return "written and read, it is another history";
    return {};
}

/// Empty, or how the two readers of JSON differ on this text.
inline std::string readers_differ(std::string_view text) {
    core::JsonScanner scanner(text);
    core::Value quick;
    const bool taken = scanner.value(quick) && scanner.at_end();
    const auto strict = core::parse_json_strictly(text);
    if (taken != strict.has_value())
        return fmt::format("the quick reader {}", taken ? "takes it" : "refuses it");
    return strict && !(quick == *strict) ? "read differently" : "";
}

}  // namespace ordeal::testing
