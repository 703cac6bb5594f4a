#include "harness/checks/log_patterns.hpp"

#include <fstream>
#include <ios>

#include <fmt/format.h>

#include "core/check.hpp"
#include "core/text/words.hpp"
#include "harness/worlds/line_pattern.hpp"

namespace ordeal::harness {

using core::Value;
using core::Verdict;

namespace {

constexpr std::size_t longest_text_bytes = 200;

std::vector<LinePattern> compiled(const std::vector<std::string>& expressions) {
    std::vector<LinePattern> patterns;
    for (const std::string& expression : expressions) {
        auto pattern = LinePattern::compile(expression);
        CHECK(pattern, "{}", pattern.error().message);
        patterns.push_back(std::move(*pattern));
    }
    return patterns;
}

/// One file of one node.
void search_file(const std::filesystem::path& folder, LogLine place,
                 const std::vector<LinePattern>& patterns, LogSearch& search) {
    std::ifstream in(folder / place.file, std::ios::binary);
    if (!in || !std::filesystem::is_regular_file(folder / place.file)) {
        search.missing.push_back(fmt::format("{} of {}", place.file, place.node));
        return;
    }
    std::vector<bool> known(patterns.size());
    for (std::string line; std::getline(in, line);) {
        ++search.lines;
        ++place.number;
        for (std::size_t i = 0; i < patterns.size(); ++i) {
            if (!patterns[i].matches(line)) continue;
            ++search.matches;
            if (known[i]) continue;
            known[i] = true;
            place.text = line.substr(0, longest_text_bytes);
            place.pattern = patterns[i].text();
            search.found.push_back(place);
        }
    }
}

std::string told(const LogLine& line) {
    return fmt::format("{} of {}, line {}: {}", line.file, line.node, line.number,
                       core::in_quotes(line.text, longest_text_bytes));
}

Value details_of(const LogSearch& search) {
    Value found{Value::List{}};
    for (const LogLine& line : search.found)
        found.push(Value::object({{"node", line.node},
                                  {"file", line.file},
                                  {"line", line.number},
                                  {"text", line.text},
                                  {"pattern", line.pattern}}));
    return Value::object({{"matches", search.matches},
                          {"lines", search.lines},
                          {"found", std::move(found)},
                          {"missing", Value::List(search.missing.begin(), search.missing.end())}});
}

}  // namespace

LogSearch search_logs(const std::filesystem::path& run, const std::vector<std::string>& nodes,
                      const CheckSpec& wanted) {
    LogSearch search;
    const std::vector<LinePattern> patterns = compiled(wanted.log_patterns);
    for (const std::string& node : nodes) {
        const std::filesystem::path folder = run / "nodes" / node;
        search_file(folder, {.node = node, .file = "output.log"}, patterns, search);
        for (const std::string& file : wanted.log_files)
            search_file(folder, {.node = node, .file = "data/" + file}, patterns, search);
    }
    return search;
}

CheckResult check_log_patterns(const LogSearch& search) {
    CheckResult result{"log-patterns", Verdict::valid, details_of(search), "", {}};
    if (!search.found.empty()) {
        result.verdict = Verdict::invalid;
        result.explanation = told(search.found.front());
        if (search.matches > 1)
            result.explanation += fmt::format(", and {} more", search.matches - 1);
    } else if (!search.missing.empty()) {
        result.verdict = Verdict::unknown;
        result.explanation = fmt::format("there is no {}", core::listed(search.missing, "and no"));
    } else {
        result.explanation = fmt::format("none in {}", core::plural(search.lines, "line"));
    }
    return result;
}

}  // namespace ordeal::harness
