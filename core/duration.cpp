#include "core/duration.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <optional>

#include <fmt/format.h>

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

/// A decimal number, digits as they stand: floating point would lose nanoseconds of long times.
struct Decimal {
    std::string_view whole;
    std::string_view fraction;
};

std::string_view take_digits(std::string_view& text) {
    const auto end = std::min(text.find_first_not_of("0123456789"), text.size());
    const auto digits = text.substr(0, end);
    text.remove_prefix(end);
    return digits;
}

/// Takes a number from the front of the text. None: there is no number.
std::optional<Decimal> take_decimal(std::string_view& text) {
    Decimal number;
    number.whole = take_digits(text);
    if (text.starts_with('.')) {
        text.remove_prefix(1);
        number.fraction = take_digits(text);
        if (number.fraction.empty()) return std::nullopt;
    }
    if (number.whole.empty() && number.fraction.empty()) return std::nullopt;
    return number;
}

__extension__ using Wide = __int128;

/// The number times the unit, rounded to the nearest nanosecond. None: over 292 years.
std::optional<std::int64_t> multiply(const Decimal& number, std::int64_t unit) {
    Wide total = 0;
    for (const char digit : number.whole) {
        total = total * 10 + (digit - '0');
        if (total * unit > INT64_MAX) return std::nullopt;
    }
    total *= unit;
    Wide scaled = 0;  // the fraction in units of unit / scale
    Wide scale = 1;
    constexpr std::size_t digits_that_matter = 20;  // an hour has 3.6e12 nanoseconds
    for (const char digit : number.fraction.substr(0, digits_that_matter)) {
        scaled = scaled * 10 + (digit - '0');
        scale *= 10;
    }
    total += (scaled * unit + scale / 2) / scale;
    if (total > INT64_MAX) return std::nullopt;
    return static_cast<std::int64_t>(total);
}

bool is_zero(const Decimal& number) {
    return number.whole.find_first_not_of('0') == std::string_view::npos &&
           number.fraction.find_first_not_of('0') == std::string_view::npos;
}

/// `count` in the unit, as a decimal number without trailing zeros.
std::string in_unit(std::int64_t count, const Unit& unit) {
    std::string text = fmt::format("{}", count / unit.nanoseconds);
    if (const std::int64_t rest = count % unit.nanoseconds; rest != 0) {
        text += fmt::format(".{:03}", rest / (unit.nanoseconds / 1000));
        text.erase(text.find_last_not_of('0') + 1);
    }
    return text + std::string(unit.name);
}

}  // namespace

Result<Nanoseconds> parse_duration(std::string_view text) {
    std::string_view rest = text;
    if (rest.starts_with('-')) return fail("\"{}\" is negative: a duration is 0 or more", text);
    const auto number = take_decimal(rest);
    if (!number)
        return fail("\"{}\" is not a duration: write a number and a unit, like \"20ms\"", text);
    if (rest.empty() && is_zero(*number)) return Nanoseconds{0};
    for (const Unit& unit : units) {
        if (unit.name != rest) continue;
        const auto nanoseconds = multiply(*number, unit.nanoseconds);
        if (!nanoseconds) return fail("\"{}\" is too long: at most 292 years", text);
        return Nanoseconds{*nanoseconds};
    }
    return fail("\"{}\" has {}: units are ns, us, ms, s, m, h", text,
                rest.empty() ? "no unit" : fmt::format("the unknown unit \"{}\"", rest));
}

std::string to_text(Nanoseconds duration) {
    const std::int64_t count = duration.count();
    if (count == 0) return "0s";
    if (count == INT64_MIN) return fmt::format("{}ns", count);  // has no opposite
    if (count < 0) return fmt::format("-{}", to_text(-duration));
    for (const Unit& unit : units) {
        const std::int64_t thousandths = unit.nanoseconds / 1000;
        const bool exact = count % unit.nanoseconds == 0;
        const bool decimal = thousandths > 0 && unit.nanoseconds <= 1'000'000'000 &&
                             count >= unit.nanoseconds && count % thousandths == 0;
        if (exact || decimal) return in_unit(count, unit);
    }
    return fmt::format("{}ns", count);
}

std::string in_seconds(Nanoseconds time) {
    return fmt::format("{:.3f} s", std::chrono::duration<double>(time).count());
}

}  // namespace ordeal::core
