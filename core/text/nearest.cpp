#include "core/text/nearest.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "core/text/words.hpp"

namespace ordeal::core {

namespace {

std::string lower_case(std::string_view text) {
    std::string lower(text);
    for (char& c : lower)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return lower;
}

/// One begins the other, and the common part is long enough to say something.
bool abbreviates(std::string_view a, std::string_view b) {
    return std::min(a.size(), b.size()) >= 3 && (a.starts_with(b) || b.starts_with(a));
}

std::vector<std::string_view> views(const std::vector<std::string>& words) {
    return {words.begin(), words.end()};
}

}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b) {
    // Three rows of the table of distances between prefixes: two before, one before, this one.
    std::array<std::vector<std::size_t>, 3> rows;
    for (auto& row : rows)
        row.resize(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j)
        rows[0][j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        auto& row = rows[i % 3];
        const auto& above = rows[(i - 1) % 3];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            row[j] = std::min({above[j] + 1, row[j - 1] + 1,
                               above[j - 1] + static_cast<std::size_t>(a[i - 1] != b[j - 1])});
            const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if (swapped) row[j] = std::min(row[j], rows[(i - 2) % 3][j - 2] + 1);
        }
    }
    return rows[a.size() % 3][b.size()];
}

std::optional<std::string_view> nearest(std::string_view word,
                                        std::span<const std::string_view> candidates) {
    constexpr std::size_t longest = 64;  // what is longer is no mistyped word
    if (word.size() > longest) return std::nullopt;
    const std::string given = lower_case(word);
    std::optional<std::string_view> best;
    std::size_t best_distance = 0;
    std::optional<std::string_view> longer_form;
    for (const std::string_view candidate : candidates) {
        const std::string known = lower_case(candidate);
        const std::size_t distance = edit_distance(given, known);
        const std::size_t limit =
            std::max<std::size_t>(1, std::max(given.size(), known.size()) / 3);
        const bool replaced = distance >= std::max(given.size(), known.size());
        if (distance <= limit && !replaced && (!best || distance < best_distance)) {
            best = candidate;
            best_distance = distance;
        }
        if (!longer_form && abbreviates(given, known)) longer_form = candidate;
    }
    return best ? best : longer_form;
}

std::optional<std::string_view> nearest(std::string_view word,
                                        const std::vector<std::string>& candidates) {
    return nearest(word, std::span<const std::string_view>(views(candidates)));
}

std::string suggestion(std::string_view word, std::span<const std::string_view> candidates) {
    if (const auto meant = nearest(word, candidates))
        return fmt::format("; did you mean \"{}\"?", *meant);
    if (candidates.empty()) return {};
    return fmt::format("; known {} {}", candidates.size() == 1 ? "is" : "are",
                       listed(candidates, "and"));
}

std::string suggestion(std::string_view word, const std::vector<std::string>& candidates) {
    return suggestion(word, std::span<const std::string_view>(views(candidates)));
}

}  // namespace ordeal::core
