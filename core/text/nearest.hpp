// "Did you mean ...?": the known word that somebody who mistyped most likely meant. For every
// message about an unknown name, be it a key of a scenario, a model or a command.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ordeal::core {

/// How many insertions, deletions, substitutions of a byte and swaps of two neighbours lead from
/// `a` to `b` (optimal string alignment; Damerau 1964, Levenshtein 1966).
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The candidate nearest to `word`, upper and lower case being the same, if it is near enough to
/// be meant: at most one change in three letters, or one of the two begins the other. Of equally
/// near ones the first.
std::optional<std::string_view> nearest(std::string_view word,
                                        std::span<const std::string_view> candidates);
std::optional<std::string_view> nearest(std::string_view word,
                                        const std::vector<std::string>& candidates);

/// `; did you mean "read"?`, or else `; known are read, write, cas`, to go behind a complaint
/// about `word`. Without candidates: nothing.
std::string suggestion(std::string_view word, std::span<const std::string_view> candidates);
std::string suggestion(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace ordeal::core
