// Small grammar for messages: counts with their nouns, lists in a sentence.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ordeal::core {

/// "1 node", "3 nodes", "2 histories": the count and its noun. Regular nouns only; of others give
/// the plural.
std::string plural(std::uint64_t count, std::string_view noun);
std::string plural(std::uint64_t count, std::string_view one, std::string_view many);

/// 1234567 is "1,234,567".
std::string with_commas(std::uint64_t number);

/// "a", "a or b", "a, b or c" with the conjunction "or".
std::string listed(std::span<const std::string_view> items, std::string_view conjunction);
std::string listed(const std::vector<std::string>& items, std::string_view conjunction);

/// The text in double quotes, cut after about `most` bytes and marked with "..." if it is longer.
/// Control characters and bytes that are not UTF-8 are escaped as in JSON.
std::string in_quotes(std::string_view text, std::size_t most = 60);

}  // namespace ordeal::core
