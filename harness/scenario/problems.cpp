#include "harness/scenario/problems.hpp"

#include <algorithm>

#include "core/check.hpp"
#include "core/text/words.hpp"

namespace ordeal::harness {

namespace {

constexpr std::size_t most_shown = 10;
constexpr std::size_t widest = 100;  // bytes of a line that are shown

bool begins_character(char c) {
    return (static_cast<unsigned char>(c) & 0xc0) != 0x80;  // no continuation byte of UTF-8
}

std::size_t characters(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(text, begins_character));
}

/// The stretch of the text without line break in which a byte stands.
Span line_around(std::string_view text, std::size_t offset) {
    const std::size_t before = offset == 0 ? text.npos : text.rfind('\n', offset - 1);
    const std::size_t begin = before == text.npos ? 0 : before + 1;
    std::size_t end = std::min(text.find('\n', offset), text.size());
    if (end > begin && text[end - 1] == '\r') --end;
    return {begin, std::max(begin, end)};
}

/// The part of a long line that is shown, with the marked stretch in it.
Span window(std::string_view text, Span line, std::size_t offset) {
    if (line.end - line.begin <= widest) return line;
    Span shown = line;
    if (offset > line.begin + widest / 2) shown.begin = offset - widest / 2;
    while (shown.begin < line.end && !begins_character(text[shown.begin]))
        ++shown.begin;
    shown.end = std::min(line.end, shown.begin + widest);
    while (shown.end < line.end && !begins_character(text[shown.end]))
        --shown.end;
    return shown;
}

/// Spaces up to the marked stretch; tabs stay, so that the caret stands where the eye expects it.
std::string margin(std::string_view before) {
    std::string blank;
    for (const char c : before)
        if (begins_character(c)) blank += c == '\t' ? '\t' : ' ';
    return blank;
}

}  // namespace

std::size_t Problems::add_source(std::string file, std::string_view text) {
    const std::size_t begin =
        sources_.empty() ? 0 : sources_.back().begin + sources_.back().text.size() + 1;
    sources_.push_back({std::move(file), std::string(text), begin});
    return begin;
}

const Problems::Source& Problems::source_of(std::size_t place) const {
    const auto behind = std::ranges::upper_bound(sources_, place, {}, &Source::begin);
    return *std::prev(behind);
}

void Problems::add(Span place, std::string path, std::string message) {
    const Source& source = source_of(place.begin);
    const std::size_t end = source.begin + source.text.size();
    place.begin = std::min(place.begin, end);
    place.end = std::clamp(place.end, place.begin, end);
    problems_.push_back({place, std::move(path), std::move(message)});
}

bool Problems::any_below(std::string_view path) const {
    return std::ranges::any_of(problems_, [&](const Problem& problem) {
        if (!std::string_view(problem.path).starts_with(path)) return false;
        return problem.path.size() == path.size() || problem.path[path.size()] == '.' ||
               problem.path[path.size()] == '[';
    });
}

std::size_t Problems::line_of(std::size_t place) const {
    const Source& source = source_of(place);
    const auto before = std::string_view(source.text).substr(0, place - source.begin);
    return 1 + static_cast<std::size_t>(std::ranges::count(before, '\n'));
}

std::string Problems::show(const Problem& problem) const {
    const Source& source = source_of(problem.place.begin);
    const std::string_view whole = source.text;
    const Span place{problem.place.begin - source.begin, problem.place.end - source.begin};
    const Span line = line_around(whole, place.begin);
    const Span shown = window(whole, line, place.begin);
    const auto part = [&](std::size_t begin, std::size_t end) {
        return whole.substr(begin, std::max(begin, end) - begin);
    };
    const std::size_t number = line_of(problem.place.begin);
    const std::size_t column = 1 + characters(part(line.begin, place.begin));
    const std::size_t marked = characters(part(place.begin, std::min(place.end, shown.end)));
    const std::string_view dots_before = shown.begin > line.begin ? "..." : "";
    std::string text = fmt::format("{}:{}:{}: {}{}{}\n", source.file, number, column, problem.path,
                                   problem.path.empty() ? "" : ": ", problem.message);
    text += fmt::format("{:5} | {}{}{}\n", number, dots_before, part(shown.begin, shown.end),
                        shown.end < line.end ? "..." : "");
    text += fmt::format("{:5} | {}{}^{}", "", std::string(dots_before.size(), ' '),
                        margin(part(shown.begin, place.begin)),
                        std::string(marked > 1 ? marked - 1 : 0, '~'));
    return text;
}

core::Error Problems::error() const {
    CHECK(!empty());
    std::vector<const Problem*> sorted;
    for (const Problem& problem : problems_)
        sorted.push_back(&problem);
    std::ranges::sort(sorted, {}, [](const Problem* problem) {
        return std::pair(problem->place.begin, problem);  // of two at one place the first found
    });
    std::string text;
    for (std::size_t i = 0; i < std::min(sorted.size(), most_shown); ++i)
        text += (i > 0 ? "\n" : "") + show(*sorted[i]);
    if (sorted.size() > most_shown)
        text += fmt::format("\n... and {}", core::plural(sorted.size() - most_shown, "more error"));
    return {text};
}

}  // namespace ordeal::harness
