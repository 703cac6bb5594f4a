#include "core/json.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <nlohmann/json.hpp>

#include "core/json_scanner.hpp"
#include "core/json_strict.hpp"
#include "core/text/line_counter.hpp"

namespace ordeal::core {

namespace {

void append_double(std::string& out, double value) {
    if (!std::isfinite(value)) {  // JSON has no such number
        out += "null";
        return;
    }
    char text[32];
    const auto [end, problem] = std::to_chars(text, text + sizeof text, value);
    const std::string_view digits(text, static_cast<std::size_t>(end - text));
    out += digits;
    if (digits.find_first_of(".e") == std::string_view::npos) out += ".0";
}

void append_pretty(std::string& out, const Value& value, std::size_t indent) {
    const auto scalar = [](const Value& item) { return !item.is_list() && !item.is_object(); };
    const bool list = value.is_list();
    const bool flat = scalar(value) || (list && std::ranges::all_of(value.as_list(), scalar)) ||
                      (value.is_object() && value.as_object().empty());
    if (flat) {
        append_json(out, value);
        return;
    }
    const std::string margin(4 * (indent + 1), ' ');
    bool first = true;
    const auto begin_line = [&] {
        out += first ? "\n" : ",\n";
        out += margin;
        first = false;
    };
    out += list ? '[' : '{';
    if (list) {
        for (const Value& item : value.as_list()) {
            begin_line();
            append_pretty(out, item, indent + 1);
        }
    } else {
        for (const auto& member : value.as_object()) {
            begin_line();
            append_json(out, member.name);
            out += ": ";
            append_pretty(out, member.value, indent + 1);
        }
    }
    out += '\n';
    out.append(4 * indent, ' ');
    out += list ? ']' : '}';
}

bool plain(std::string_view text) {
    return std::ranges::all_of(
        text, [](char c) { return c >= ' ' && c != '"' && c != '\\' && c != 0x7f; });
}

}  // namespace

namespace {

/// Quickly where that suffices.
tl::expected<Value, JsonProblem> parse(std::string_view text) {
    JsonScanner scanner(text);
    Value value;
    if (scanner.value(value) && scanner.at_end()) return value;
    return parse_json_strictly(text);
}

}  // namespace

Result<Value> parse_json(std::string_view text) {
    auto value = parse(text);
    if (!value) return fail("column {}: {}", value.error().at, value.error().what);
    return std::move(*value);
}

Result<Value> parse_long_json(std::string_view text) {
    auto value = parse(text);
    if (value) return std::move(*value);
    const auto place = LineCounter(text).place(value.error().at - 1);
    return fail("{}: {}", place, value.error().what);
}

void append_json(std::string& out, std::string_view text) {
    if (plain(text)) {
        out += '"';
        out += text;
        out += '"';
        return;
    }
    using Json = nlohmann::json;
    out += Json(std::string(text)).dump(-1, ' ', false, Json::error_handler_t::replace);
}

void append_json(std::string& out, const Value& value) {
    if (value.is_null()) {
        out += "null";
    } else if (value.is_bool()) {
        out += value.as_bool() ? "true" : "false";
    } else if (value.is_int()) {
        fmt::format_to(std::back_inserter(out), "{}", value.as_int());
    } else if (value.is_double()) {
        append_double(out, value.as_double());
    } else if (value.is_string()) {
        append_json(out, std::string_view(value.as_string()));
    } else if (value.is_list()) {
        char separator = '[';
        for (const Value& item : value.as_list()) {
            out += separator;
            append_json(out, item);
            separator = ',';
        }
        out += value.as_list().empty() ? "[]" : "]";
    } else {
        char separator = '{';
        for (const auto& member : value.as_object()) {
            out += separator;
            append_json(out, std::string_view(member.name));
            out += ':';
            append_json(out, member.value);
            separator = ',';
        }
        out += value.as_object().empty() ? "{}" : "}";
    }
}

std::string to_json(const Value& value) {
    std::string out;
    append_json(out, value);
    return out;
}

std::string to_pretty_json(const Value& value) {
    std::string out;
    append_pretty(out, value, 0);
    return out;
}

namespace {

Result<const Value*> member(const Value& object, std::string_view name) {
    if (!object.is_object()) return fail("expected an object, got {}", object.kind());
    if (const Value* value = object.find(name)) return value;
    return fail("the member \"{}\" is missing", name);
}

}  // namespace

Result<std::string> string_at(const Value& object, std::string_view name) {
    const auto value = member(object, name);
    if (!value) return tl::unexpected(value.error());
    if (!(*value)->is_string())
        return fail("\"{}\": expected a string, got {}", name, (*value)->kind());
    return (*value)->as_string();
}

Result<std::int64_t> int_at(const Value& object, std::string_view name) {
    const auto value = member(object, name);
    if (!value) return tl::unexpected(value.error());
    if (!(*value)->is_int())
        return fail("\"{}\": expected an integer, got {}", name, (*value)->kind());
    return (*value)->as_int();
}

}  // namespace ordeal::core
