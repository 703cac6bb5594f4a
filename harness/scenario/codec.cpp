#include "harness/scenario/codec.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/byte_size.hpp"
#include "core/duration.hpp"
#include "core/text/nearest.hpp"
#include "core/text/words.hpp"
#include "nemesis/plan.hpp"

namespace ordeal::harness {

namespace {

using core::Value;

template <typename T>
std::optional<T> refuse(Reader& reader, const Node& node, std::string_view expected) {
    reader.problems.at(node, fmt::format("expected {}, got {}", expected, node.describe()));
    return std::nullopt;
}

Codec<std::string> string_codec(std::string type, Value schema) {
    Codec<std::string> codec;
    codec.description.type = std::move(type);
    codec.description.schema = std::move(schema);
    codec.encode = [](const std::string& value) { return Value(value); };
    codec.decode = [expected = codec.description.type](
                       Reader& reader, const Node& node) -> std::optional<std::string> {
        if (!node.scalar.is_string() || node.scalar.as_string().empty())
            return refuse<std::string>(reader, node, "a " + expected);
        return node.scalar.as_string();
    };
    return codec;
}

Codec<core::Nanoseconds> duration_codec(bool positive) {
    Codec<core::Nanoseconds> codec;
    codec.description.type = positive ? "duration above 0" : "duration";
    codec.description.schema = Value::object(
        {{"type", "string"}, {"pattern", R"(^([0-9]+(\.[0-9]+)?|\.[0-9]+)(ns|us|ms|s|m|h)$|^0$)"}});
    codec.encode = [](const core::Nanoseconds& value) { return Value(core::to_text(value)); };
    codec.decode = [positive](Reader& reader,
                              const Node& node) -> std::optional<core::Nanoseconds> {
        if (!node.scalar.is_string())
            return refuse<core::Nanoseconds>(reader, node, "a duration like \"20ms\"");
        const auto value = core::parse_duration(node.scalar.as_string());
        if (!value) {
            reader.problems.at(node, value.error().message);
            return std::nullopt;
        }
        if (positive && value->count() == 0)
            return refuse<core::Nanoseconds>(reader, node, "a duration above 0");
        return *value;
    };
    return codec;
}

std::optional<core::Nanoseconds> parse_offset(const std::string& text) {
    const bool behind = text.starts_with('-');
    const auto value = core::parse_duration(std::string_view(text).substr(behind ? 1 : 0));
    if (!value || *value > nemesis::farthest_offset) return std::nullopt;
    return behind ? -*value : *value;
}

struct RateUnit {
    std::string_view name;
    std::uint64_t bits;
};

constexpr std::array<RateUnit, 4> rate_units{
    {{"gbit", 1'000'000'000}, {"mbit", 1'000'000}, {"kbit", 1'000}, {"bit", 1}}};

std::string rate_text(std::uint64_t bits_per_second) {
    if (bits_per_second == 0) return "unlimited";
    for (const RateUnit& unit : rate_units)
        if (bits_per_second % unit.bits == 0)
            return fmt::format("{}{}", bits_per_second / unit.bits, unit.name);
    return {};
}

std::optional<std::uint64_t> parse_rate(std::string_view text) {
    if (text == "unlimited") return 0;
    const auto digits = std::min(text.find_first_not_of("0123456789"), text.size());
    constexpr std::size_t most_digits = 9;  // no overflow with any unit
    if (digits == 0 || digits > most_digits) return std::nullopt;
    std::uint64_t number = 0;
    for (const char digit : text.substr(0, digits))
        number = number * 10 + static_cast<std::uint64_t>(digit - '0');
    for (const RateUnit& unit : rate_units)
        if (unit.name == text.substr(digits) && number > 0) return number * unit.bits;
    return std::nullopt;
}

std::vector<std::string> strings(const std::vector<std::string_view>& words) {
    return {words.begin(), words.end()};
}

Value list_value(const std::vector<std::string_view>& words) {
    return Value::List(words.begin(), words.end());
}

std::string one_of_text(const std::vector<std::string_view>& words) {
    std::string text = "one of ";
    for (const std::string_view word : words)
        text += fmt::format("{}`{}`", word == words.front() ? "" : ", ", word);
    return text;
}

Codec<double> number_codec(std::string type, Value schema, bool (*fits)(double)) {
    Codec<double> codec;
    codec.description.type = std::move(type);
    codec.description.schema = std::move(schema);
    codec.encode = [](const double& value) {
        const bool whole = value == std::floor(value) && std::abs(value) < 1e15;
        return whole ? Value(static_cast<std::int64_t>(value)) : Value(value);
    };
    codec.decode = [fits, expected = "a " + codec.description.type](
                       Reader& reader, const Node& node) -> std::optional<double> {
        const bool number = node.scalar.is_int() || node.scalar.is_double();
        if (!number || !fits(node.scalar.as_double()))
            return refuse<double>(reader, node, expected);
        return node.scalar.as_double();
    };
    return codec;
}

}  // namespace

Codec<bool> boolean() {
    Codec<bool> codec;
    codec.description.type = "boolean";
    codec.description.schema = Value::object({{"type", "boolean"}});
    codec.encode = [](const bool& value) { return Value(value); };
    codec.decode = [](Reader& reader, const Node& node) -> std::optional<bool> {
        if (!node.scalar.is_bool()) return refuse<bool>(reader, node, "true or false");
        return node.scalar.as_bool();
    };
    return codec;
}

Codec<std::string> text() {
    return string_codec("string", Value::object({{"type", "string"}, {"minLength", 1}}));
}

Codec<std::string> template_text() {
    return string_codec("template string", Value::object({{"type", "string"}, {"minLength", 1}}));
}

Codec<std::string> template_lines() {
    const Value string = Value::object({{"type", "string"}});
    auto codec = string_codec("template text", Value::object({}));
    codec.description.schema = Value::object(
        {{"oneOf", Value::list({string, Value::object({{"type", "array"}, {"items", string}})})}});
    codec.decode = [](Reader& reader, const Node& node) -> std::optional<std::string> {
        if (!node.is_list() && node.scalar.is_string()) return node.scalar.as_string();
        const auto is_line = [](const Node& line) { return line.scalar.is_string(); };
        if (!node.is_list() || !std::ranges::all_of(node.children, is_line)) {
            reader.problems.at(node,
                               "expected a string or a list of strings, got " + node.describe());
            return std::nullopt;
        }
        std::string lines;
        for (const Node& line : node.children)
            lines += line.scalar.as_string() + "\n";
        return lines;
    };
    return codec;
}

Codec<std::string> file_name() {
    auto codec = string_codec(
        "name", Value::object({{"type", "string"}, {"pattern", "^[A-Za-z0-9_][A-Za-z0-9_.-]*$"}}));
    codec.decode = [](Reader& reader, const Node& node) -> std::optional<std::string> {
        const auto letter = [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                   c == '_' || c == '-' || c == '.';
        };
        std::string name = node.scalar.is_string() ? node.scalar.as_string() : "";
        const bool safe = !name.empty() && name.size() <= 100 &&
                          std::ranges::all_of(name, letter) && name[0] != '.' && name[0] != '-';
        if (!safe)
            return refuse<std::string>(reader, node,
                                       "a name of letters, digits, '-', '_' and '.' (at most 100)");
        return name;
    };
    return codec;
}

Codec<std::uint64_t> integer(std::uint64_t low, std::uint64_t high) {
    const bool bounded = high < static_cast<std::uint64_t>(INT64_MAX);
    Codec<std::uint64_t> codec;
    codec.description.type = fmt::format("integer from {}", low);
    codec.description.schema = Value::object({{"type", "integer"}, {"minimum", low}});
    if (bounded) {
        codec.description.type += fmt::format(" to {}", high);
        codec.description.schema.set("maximum", high);
    }
    codec.encode = [](const std::uint64_t& value) { return Value(value); };
    codec.decode = [low, high, expected = "an " + codec.description.type](
                       Reader& reader, const Node& node) -> std::optional<std::uint64_t> {
        const bool natural = node.scalar.is_int() && node.scalar.as_int() >= 0;
        const auto value = natural ? static_cast<std::uint64_t>(node.scalar.as_int()) : 0;
        if (!natural || value < low || value > high)
            return refuse<std::uint64_t>(reader, node, expected);
        return value;
    };
    return codec;
}

Codec<std::uint64_t> integer_from(std::uint64_t low) {
    return integer(low, static_cast<std::uint64_t>(INT64_MAX));
}

Codec<double> probability() {
    return number_codec("probability from 0 to 1",
                        Value::object({{"type", "number"}, {"minimum", 0}, {"maximum", 1}}),
                        [](double x) { return x >= 0 && x <= 1; });
}

Codec<double> positive_number() {
    return number_codec("number above 0",
                        Value::object({{"type", "number"}, {"exclusiveMinimum", 0}}),
                        [](double x) { return x > 0; });
}

Codec<double> clock_rate() {
    const auto [low, high] = nemesis::clock_rates;
    return number_codec(
        fmt::format("number from {} to {}", low, high),
        Value::object({{"type", "number"}, {"minimum", low}, {"maximum", high}}),
        [](double x) { return x >= nemesis::clock_rates.low && x <= nemesis::clock_rates.high; });
}

Codec<core::Nanoseconds> duration() {
    return duration_codec(false);
}

Codec<core::Nanoseconds> positive_duration() {
    return duration_codec(true);
}

Codec<core::Nanoseconds> clock_offset() {
    Codec<core::Nanoseconds> codec;
    codec.description.type = "duration up to 24h, perhaps negative";
    codec.description.schema =
        Value::object({{"type", "string"},
                       {"pattern", R"(^-?([0-9]+(\.[0-9]+)?|\.[0-9]+)(ns|us|ms|s|m|h)$|^0$)"}});
    codec.encode = [](const core::Nanoseconds& value) { return Value(core::to_text(value)); };
    codec.decode = [](Reader& reader, const Node& node) -> std::optional<core::Nanoseconds> {
        const auto value = node.scalar.is_string() ? parse_offset(node.scalar.as_string())
                                                   : std::optional<core::Nanoseconds>();
        if (!value)
            return refuse<core::Nanoseconds>(reader, node,
                                             "a duration up to 24h, like \"20ms\" or "
                                             "\"-1.5s\"");
        return *value;
    };
    return codec;
}

Codec<std::uint64_t> bit_rate() {
    Codec<std::uint64_t> codec;
    codec.description.type = "bits a second, like `\"10mbit\"`";
    codec.description.schema = Value::object(
        {{"type", "string"}, {"pattern", "^[0-9]{1,9}(bit|kbit|mbit|gbit)$|^unlimited$"}});
    codec.encode = [](const std::uint64_t& value) { return Value(rate_text(value)); };
    codec.decode = [](Reader& reader, const Node& node) -> std::optional<std::uint64_t> {
        const auto rate = node.scalar.is_string() ? parse_rate(node.scalar.as_string())
                                                  : std::optional<std::uint64_t>();
        if (!rate)
            return refuse<std::uint64_t>(reader, node,
                                         "bits a second like \"10mbit\" (units are bit, kbit, "
                                         "mbit, gbit) or \"unlimited\"");
        return rate;
    };
    return codec;
}

Codec<std::uint64_t> byte_size() {
    Codec<std::uint64_t> codec;
    codec.description.type = "bytes, like `\"64KiB\"`";
    codec.description.schema = Value::object({{"type", Value::list({"integer", "string"})}});
    codec.encode = [](const std::uint64_t& value) { return Value(value); };
    codec.decode = [](Reader& reader, const Node& node) -> std::optional<std::uint64_t> {
        if (node.scalar.is_int() && node.scalar.as_int() >= 0)
            return static_cast<std::uint64_t>(node.scalar.as_int());
        if (node.scalar.is_string())
            if (const auto size = core::parse_byte_size(node.scalar.as_string())) return *size;
        return refuse<std::uint64_t>(reader, node, "bytes like 4096 or \"64KiB\"");
    };
    return codec;
}

Codec<std::uint64_t> integer_or(std::string_view word) {
    const Codec<std::uint64_t> number = integer_from(1);
    Codec<std::uint64_t> codec;
    codec.description.type = fmt::format("{}, or `\"{}\"`", number.description.type, word);
    codec.description.schema = Value::object(
        {{"anyOf", Value::list({number.description.schema, Value::object({{"const", word}})})}});
    codec.encode = [word](const std::uint64_t& value) {
        return value == 0 ? Value(word) : Value(value);
    };
    codec.decode = [word, expected = fmt::format("an {} or \"{}\"", number.description.type, word),
                    decode = number.decode](Reader& reader,
                                            const Node& node) -> std::optional<std::uint64_t> {
        if (node.scalar == Value(word)) return 0;
        if (!node.scalar.is_int() || node.scalar.as_int() < 1)
            return refuse<std::uint64_t>(reader, node, expected);
        return decode(reader, node);
    };
    return codec;
}

Codec<std::string> one_of(std::string_view what, const std::vector<std::string_view>& words) {
    auto codec = string_codec(one_of_text(words), Value::object({{"enum", list_value(words)}}));
    codec.decode = [what = std::string(what), known = strings(words)](
                       Reader& reader, const Node& node) -> std::optional<std::string> {
        if (!node.scalar.is_string())
            return refuse<std::string>(reader, node, core::listed(known, "or"));
        const std::string& word = node.scalar.as_string();
        if (std::ranges::count(known, word)) return word;
        reader.problems.at(node, fmt::format("unknown {} {}{}", what, core::in_quotes(word),
                                             core::suggestion(word, known)));
        return std::nullopt;
    };
    return codec;
}

Codec<std::string> available_word(std::string_view what,
                                  const std::vector<std::string_view>& planned,
                                  std::vector<std::string> (*has)(const KnownNames&)) {
    auto codec = planned.empty() ? text()
                                 : string_codec(one_of_text(planned),
                                                Value::object({{"enum", list_value(planned)}}));
    codec.decode = [what = std::string(what), words = strings(planned), has](
                       Reader& reader, const Node& node) -> std::optional<std::string> {
        const std::vector<std::string> available = has(reader.known);
        if (!node.scalar.is_string())
            return refuse<std::string>(
                reader, node, fmt::format("a {} ({})", what, core::listed(available, "or")));
        const std::string& word = node.scalar.as_string();
        if (std::ranges::count(available, word)) return word;
        if (std::ranges::count(words, word)) {
            reader.problems.at(node, fmt::format("the {} \"{}\" is not available in this build; "
                                                 "available {} {}",
                                                 what, word, available.size() == 1 ? "is" : "are",
                                                 core::listed(available, "and")));
            return std::nullopt;
        }
        reader.problems.at(node, fmt::format("unknown {} {}{}", what, core::in_quotes(word),
                                             core::suggestion(word, available)));
        return std::nullopt;
    };
    return codec;
}

Codec<core::Value> any_value() {
    Codec<Value> codec;
    codec.description.type = "any value";
    codec.description.schema = Value::Object{};
    codec.encode = [](const Value& value) { return value; };
    codec.decode = [](Reader&, const Node& node) { return std::optional(node.to_value()); };
    return codec;
}

Codec<core::Value> any_object() {
    auto codec = any_value();
    codec.description.type = "object";
    codec.description.schema = Value::object({{"type", "object"}});
    codec.decode = [](Reader& reader, const Node& node) -> std::optional<Value> {
        if (!node.is_object()) return refuse<Value>(reader, node, "an object");
        return node.to_value();
    };
    return codec;
}

}  // namespace ordeal::harness
