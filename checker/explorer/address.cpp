#include "checker/explorer/address.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "core/text/words.hpp"

namespace ordeal::checker {

namespace {

constexpr std::string_view on_road = "run@";

std::optional<std::uint32_t> number_in(std::string_view text) {
    std::uint32_t number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

/// Up to the next slash, which is taken away with it.
std::string_view next_part(std::string_view& text) {
    const std::string_view part = text.substr(0, text.find('/'));
    text.remove_prefix(std::min(part.size() + 1, text.size()));
    return part;
}

core::Result<Places> beginning_of(std::string_view part, const Places& road) {
    const auto steps = number_in(part.substr(on_road.size()));
    if (!steps) return core::fail("{} names no step of the run", core::in_quotes(part));
    if (*steps >= road.size())
        return core::fail("the run has no step {}: there are {}", *steps,
                          road.empty() ? 0 : road.size() - 1);
    return Places(road.begin(), road.begin() + *steps + 1);
}

}  // namespace

core::Result<Places> parse_address(std::string_view text, const Places& road) {
    Places places;
    if (text.starts_with(on_road)) {
        auto begun = beginning_of(next_part(text), road);
        if (!begun) return begun;
        places = *std::move(begun);
    }
    while (!text.empty()) {
        const std::string_view part = next_part(text);
        const auto place = number_in(part);
        if (!place)
            return core::fail("{} is no place of an action: expected numbers, as in 0/2/1",
                              core::in_quotes(part));
        places.push_back(*place);
    }
    return places;
}

std::string to_address(const Places& places) {
    std::string out;
    for (const std::uint32_t place : places)
        out += (out.empty() ? "" : "/") + std::to_string(place);
    return out;
}

}  // namespace ordeal::checker
