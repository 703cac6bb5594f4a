#include "actors/codec.hpp"

#include <charconv>
#include <cmath>

#include "core/json.hpp"

namespace ordeal::actors::detail {

std::string Path::text() const {
    if (parent == nullptr) return std::string(name);
    const std::string before = parent->text();
    if (name.empty()) return before + "[" + std::to_string(index) + "]";
    return before + "." + std::string(name);
}

bool Decoding::refuse(const Path& at, std::string_view why) {
    error = at.text() + ": " + std::string(why);
    return false;
}

bool Decoding::expected(const Path& at, std::string_view what, const core::Value& got) {
    constexpr std::size_t longest = 40;
    std::string why = "expected " + std::string(what) + ", got " + std::string(got.kind());
    const bool brief = got.is_int() || got.is_string() || got.is_double();
    if (const std::string text = brief ? core::to_json(got) : ""; brief && text.size() <= longest)
        why += " " + text;
    return refuse(at, why);
}

bool Decoding::integer(const core::Value& from, std::int64_t low, std::int64_t high, const Path& at,
                       std::int64_t& to) {
    if (!from.is_int()) return expected(at, "an integer", from);
    to = from.as_int();
    if (to >= low && to <= high) return true;
    return expected(at, "an integer from " + std::to_string(low) + " to " + std::to_string(high),
                    from);
}

bool Decoding::large_integer(const core::Value& from, const Path& at, std::uint64_t& to) {
    if (from.is_int() && from.as_int() >= 0) {
        to = static_cast<std::uint64_t>(from.as_int());
        return true;
    }
    if (from.is_string()) {
        const std::string& text = from.as_string();
        const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), to);
        const bool canonical = end == text.data() + text.size() && to > std::uint64_t{INT64_MAX};
        if (problem == std::errc{} && canonical && text[0] != '0') return true;
    }
    return expected(at, "an integer that is not negative", from);
}

bool Decoding::number(const core::Value& from, const Path& at, double& to) {
    if (from.is_int() || from.is_double()) {
        to = from.as_double();
        return true;
    }
    if (from == core::Value("NaN"))
        to = std::numeric_limits<double>::quiet_NaN();
    else if (from == core::Value("Infinity"))
        to = std::numeric_limits<double>::infinity();
    else if (from == core::Value("-Infinity"))
        to = -std::numeric_limits<double>::infinity();
    else
        return expected(at, "a number", from);
    return true;
}

bool Decoding::id(const core::Value& from, const Path& at, Id& to) {
    if (!from.is_string()) return expected(at, "an id such as n1", from);
    const auto id = parse_id(from.as_string());
    if (!id) return refuse(at, id.error().message);
    to = *id;
    return true;
}

bool Decoding::list(const core::Value& from, const Path& at) {
    return from.is_list() || expected(at, "a list", from);
}

bool Decoding::list_of(const core::Value& from, std::size_t size, const Path& at) {
    if (!list(from, at)) return false;
    if (from.as_list().size() == size) return true;
    return refuse(at,
                  fmt::format("expected a list of {}, got {} items", size, from.as_list().size()));
}

bool Decoding::object(const core::Value& from, const Path& at) {
    return from.is_object() || expected(at, "an object", from);
}

core::Value encode_number(double value) {
    if (std::isnan(value)) return "NaN";
    if (std::isinf(value)) return value > 0 ? "Infinity" : "-Infinity";
    return value;
}

core::Value encode_large(std::uint64_t value) {
    if (value > std::uint64_t{INT64_MAX}) return std::to_string(value);
    return value;
}

bool key_to_integer(std::string_view text, core::Value& out) {
    std::int64_t number = 0;
    const char* end = text.data() + text.size();
    const auto [stop, problem] = std::from_chars(text.data(), end, number);
    if (problem == std::errc{} && stop == end && std::to_string(number) == text) {
        out = number;
        return true;
    }
    std::uint64_t large = 0;
    const auto [stop_large, problem_large] = std::from_chars(text.data(), end, large);
    if (problem_large != std::errc{} || stop_large != end || std::to_string(large) != text)
        return false;
    out = std::string(text);
    return true;
}

}  // namespace ordeal::actors::detail
