#include "harness/worlds/line_pattern.hpp"

#include <algorithm>
#include <mutex>
#include <regex>
#include <utility>
#include <vector>

namespace ordeal::harness {

namespace {

/// The matcher of libstdc++ whose time is polynomial and whose stack does not grow with the text:
/// the default one recurses for each character, and 4 KiB were enough to exhaust a stack of 8 MiB
/// under AddressSanitizer. Back-references are errors with it.
constexpr auto syntax = std::regex::ECMAScript | std::regex_constants::__polynomial;

/// Of "panic|FATAL" the words; none when there is more to the expression. Looking for words is many
/// times faster.
std::vector<std::string> plain_words(const std::string& expression) {
    if (expression.find_first_of("^$\\.*+?()[]{}") != std::string::npos) return {};
    std::vector<std::string> words;
    for (std::size_t begin = 0; begin <= expression.size();) {
        const std::size_t end = std::min(expression.find('|', begin), expression.size());
        words.push_back(expression.substr(begin, end - begin));
        begin = end + 1;
    }
    return words;
}

}  // namespace

struct LinePattern::Compiled {
    std::string text;
    std::vector<std::string> words;
    std::regex expression;
};

core::Result<LinePattern> LinePattern::compile(const std::string& expression) {
    // The compiler of expressions fills a table of the locale's without a lock.
    static std::mutex one_at_a_time;
    const std::lock_guard lock(one_at_a_time);
    try {
        return LinePattern(std::make_shared<const Compiled>(
            Compiled{expression, plain_words(expression), std::regex(expression, syntax)}));
    } catch (const std::regex_error& error) {
        return core::fail("\"{}\" is no regular expression: {}", expression, error.what());
    }
}

const std::string& LinePattern::text() const {
    return compiled_->text;
}

bool LinePattern::matches(std::string_view line) const {
    line = line.substr(0, most_of_line_bytes);
    if (!compiled_->words.empty())
        return std::ranges::any_of(compiled_->words, [&](const std::string& word) {
            return line.find(word) != std::string_view::npos;
        });
    try {
        return std::regex_search(line.begin(), line.end(), compiled_->expression);
    } catch (const std::regex_error&) {
        return false;  // too complex for this line
    }
}

}  // namespace ordeal::harness
