#include "core/history/read_history.hpp"

#include <array>
#include <filesystem>

#include "core/history/file_text.hpp"
#include "core/history/jepsen_event.hpp"
#include "core/history/jepsen_log.hpp"
#include "core/history/jsonl.hpp"
#include "core/history/key_tuples.hpp"

namespace ordeal::core {

namespace {

struct Format {
    std::string_view name;
    Result<History> (*parse)(std::string_view text, std::string_view name, Skipped* skipped);
};

constexpr std::array<Format, 4> formats{{
    {"jsonl", parse_jsonl_history},
    {"jepsen-log", parse_jepsen_log},
    {"edn", parse_jepsen_edn},
    {"json", parse_json_history},
}};

/// The first character that is neither blank nor in a comment of EDN, and the next such one.
std::pair<char, char> first_two(std::string_view text) {
    std::string found;
    for (std::size_t at = 0; at < text.size() && found.size() < 2; ++at) {
        if (text[at] == ';') {
            at = std::min(text.find('\n', at), text.size());
        } else if (std::string_view(" \t\r\n,").find(text[at]) == std::string_view::npos) {
            found += text[at];
        }
    }
    found.resize(2);
    return {found[0], found[1]};
}

std::optional<HistoryFormat> detect(std::string_view text) {
    const auto [first, second] = first_two(text);
    if (first == 0) return HistoryFormat::jsonl;
    if (first == '{') return second == '"' ? HistoryFormat::jsonl : HistoryFormat::edn;
    if (first == '(' || first == '#') return HistoryFormat::edn;
    if (first == '[') {
        const auto brace = text.find('{');
        const bool json =
            brace != std::string_view::npos && first_two(text.substr(brace)).second == '"';
        return json ? HistoryFormat::json : HistoryFormat::edn;
    }
    const auto start = text.find_first_not_of(" \t\r\n");
    if (text.substr(start, text.find('\n', start) - start).find("\t:") != std::string_view::npos)
        return HistoryFormat::jepsen_log;
    return std::nullopt;
}

}  // namespace

std::vector<std::string_view> history_format_names() {
    std::vector<std::string_view> names;
    for (const Format& format : formats)
        names.push_back(format.name);
    return names;
}

std::string_view to_text(HistoryFormat format) {
    return formats[static_cast<std::size_t>(format)].name;
}

std::optional<HistoryFormat> history_format(std::string_view name) {
    for (std::size_t i = 0; i < formats.size(); ++i)
        if (formats[i].name == name) return static_cast<HistoryFormat>(i);
    return std::nullopt;
}

Result<ReadHistory> read_history(std::string_view text, std::string_view name,
                                 std::optional<HistoryFormat> format, Malformed malformed) {
    if (!format) format = detect(text);
    if (!format)
        return fail(
            "{}:1: column 1: expected an event as a JSON object or as a line of a Jepsen "
            "log; name the format with --format",
            name);
    ReadHistory read{*format, {}, {}};
    Skipped* const skipped = malformed == Malformed::skipped ? &read.skipped : nullptr;
    auto events = formats[static_cast<std::size_t>(*format)].parse(text, name, skipped);
    if (!events) return tl::unexpected(events.error());
    read.events = std::move(*events);
    if (*format != HistoryFormat::jsonl) split_key_tuples(read.events);
    return read;
}

Result<ReadHistory> read_history_file(const std::string& path, std::optional<HistoryFormat> format,
                                      Malformed malformed) {
    std::error_code problem;
    const bool run = std::filesystem::is_directory(path, problem);
    const auto file = run ? (std::filesystem::path(path) / "history.jsonl").string() : path;
    const auto text = file_text(file);
    if (!text) return tl::unexpected(text.error());
    return read_history(*text, file == "-" ? "standard input" : file, format, malformed);
}

}  // namespace ordeal::core
