#include "core/duration.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace ordeal::core {

namespace {

struct Unit {
    std::string_view name;
    std::int64_t nanoseconds;
};

constexpr std::array<Unit, 6> units{{{"h", 3'600'000'000'000},
                                     {"m", 60'000'000'000},
                                     {"s", 1'000'000'000},
                                     {"ms", 1'000'000},
                                     {"us", 1'000},
                                     {"ns", 1}}};

}  // namespace

Result<Nanoseconds> parse_duration(std::string_view text) {
    double number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem != std::errc{} || !std::isfinite(number))
        return fail("\"{}\" is not a duration: write a number and a unit, like \"20ms\"", text);
    if (number < 0) return fail("\"{}\" is negative: a duration is 0 or more", text);
    const std::string_view unit_name = text.substr(static_cast<std::size_t>(end - text.data()));
    if (unit_name.empty() && number == 0) return Nanoseconds{0};
    for (const Unit& unit : units) {
        if (unit.name != unit_name) continue;
        const double nanoseconds = std::round(number * static_cast<double>(unit.nanoseconds));
        if (nanoseconds > 9.2e18) return fail("\"{}\" is too long: at most 292 years", text);
        return Nanoseconds{static_cast<std::int64_t>(nanoseconds)};
    }
    return fail("\"{}\" has {}: units are ns, us, ms, s, m, h", text,
                unit_name.empty() ? "no unit" : fmt::format("the unknown unit \"{}\"", unit_name));
}

std::string to_text(Nanoseconds duration) {
    const std::int64_t count = duration.count();
    if (count == 0) return "0s";
    for (const Unit& unit : units) {
        const std::int64_t thousandths = unit.nanoseconds / 1000;
        const bool exact = count % unit.nanoseconds == 0;
        const bool decimal = thousandths > 0 && unit.nanoseconds <= 1'000'000'000 &&
                             count >= unit.nanoseconds && count % thousandths == 0;
        if (exact) return fmt::format("{}{}", count / unit.nanoseconds, unit.name);
        if (decimal) {
            const double number =
                static_cast<double>(count) / static_cast<double>(unit.nanoseconds);
            return fmt::format("{}{}", number, unit.name);
        }
    }
    return fmt::format("{}ns", count);
}

}  // namespace ordeal::core
