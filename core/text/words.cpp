#include "core/text/words.hpp"

#include <fmt/format.h>

#include "core/json.hpp"

namespace ordeal::core {

namespace {

bool is_vowel(char c) {
    return std::string_view("aeiou").find(c) != std::string_view::npos;
}

std::string regular_plural(std::string_view noun) {
    const auto ends_with = [&](std::string_view end) { return noun.ends_with(end); };
    if (noun.size() > 1 && noun.back() == 'y' && !is_vowel(noun[noun.size() - 2]))
        return fmt::format("{}ies", noun.substr(0, noun.size() - 1));
    if (ends_with("s") || ends_with("x") || ends_with("ch") || ends_with("sh"))
        return fmt::format("{}es", noun);
    return fmt::format("{}s", noun);
}

}  // namespace

std::string plural(std::uint64_t count, std::string_view noun) {
    return plural(count, noun, regular_plural(noun));
}

std::string plural(std::uint64_t count, std::string_view one, std::string_view many) {
    return fmt::format("{} {}", count, count == 1 ? one : many);
}

std::string listed(std::span<const std::string_view> items, std::string_view conjunction) {
    std::string text;
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (i > 0) text += i + 1 < items.size() ? ", " : fmt::format(" {} ", conjunction);
        text += items[i];
    }
    return text;
}

std::string listed(const std::vector<std::string>& items, std::string_view conjunction) {
    const std::vector<std::string_view> views(items.begin(), items.end());
    return listed(std::span<const std::string_view>(views), conjunction);
}

std::string in_quotes(std::string_view text, std::size_t most) {
    const bool cut = text.size() > most;
    if (cut) {
        std::size_t end = most;
        while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80)
            --end;  // not in the middle of a character
        text = text.substr(0, end);
    }
    std::string out;
    append_json(out, text);
    if (cut) out.insert(out.size() - 1, "...");
    return out;
}

std::string with_commas(std::uint64_t number) {
    std::string digits = std::to_string(number);
    for (std::size_t place = digits.size(); place > 3;) {
        place -= 3;
        digits.insert(place, ",");
    }
    return digits;
}

}  // namespace ordeal::core
