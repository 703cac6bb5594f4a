#include "core/edn/write_edn.hpp"

#include <algorithm>
#include <cmath>

#include "core/json.hpp"

namespace ordeal::core {

namespace {

void append_string(std::string& out, std::string_view text) {
    constexpr std::string_view special = "\n\t\r\b\f\\\"";
    constexpr std::string_view letters = "ntrbf\\\"";
    out += '"';
    for (const char c : text) {
        if (const auto which = special.find(c); which != std::string_view::npos) {
            out += '\\';
            out += letters[which];
        } else {
            out += c;
        }
    }
    out += '"';
}

void append_double(std::string& out, double value) {
    if (std::isfinite(value))
        append_json(out, Value(value));
    else
        out += std::isnan(value) ? "##NaN" : value > 0 ? "##Inf" : "##-Inf";
}

void append_map(std::string& out, const Value::Object& object) {
    out += '{';
    for (const auto& member : object) {
        if (&member != &object.front()) out += ", ";
        append_string(out, member.name);
        out += ' ';
        append_edn(out, member.value);
    }
    out += '}';
}

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool in_keyword(char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' || c == '?';
}

}  // namespace

void append_edn(std::string& out, const Value& value) {
    if (value.is_null()) {
        out += "nil";
    } else if (value.is_string()) {
        append_string(out, value.as_string());
    } else if (value.is_double()) {
        append_double(out, value.as_double());
    } else if (value.is_object()) {
        append_map(out, value.as_object());
    } else if (value.is_list()) {
        out += '[';
        for (const Value& item : value.as_list()) {
            if (&item != &value.as_list().front()) out += ' ';
            append_edn(out, item);
        }
        out += ']';
    } else {
        append_json(out, value);
    }
}

void append_edn_word(std::string& out, std::string_view word) {
    if (word.empty() || !is_letter(word[0]) || !std::ranges::all_of(word, in_keyword)) {
        append_string(out, word);
        return;
    }
    out += ':';
    out += word;
}

}  // namespace ordeal::core
