#include "core/edn/edn_scanner.hpp"

#include <algorithm>
#include <array>

#include "core/text/utf8.hpp"

namespace ordeal::core {

namespace {

constexpr int deepest = 100;

enum class Kind : std::uint8_t { inner, blank, ends_word };

constexpr std::array<Kind, 256> kinds = [] {
    std::array<Kind, 256> table{};
    for (const char c : std::string_view(" \n\t\r,\f"))
        table[static_cast<unsigned char>(c)] = Kind::blank;
    for (const char c : std::string_view("()[]{}\";"))
        table[static_cast<unsigned char>(c)] = Kind::ends_word;
    return table;
}();

Kind kind_of(char c) {
    return kinds[static_cast<unsigned char>(c)];
}

/// ASCII, or at least UTF-8.
bool is_plain(std::string_view text) {
    unsigned all = 0;
    for (const char c : text)
        all |= static_cast<unsigned char>(c);
    return all < 0x80 || is_utf8(text);
}

bool is_there(const Value::Object& object, std::string_view name) {
    return std::ranges::any_of(object, [&](const auto& member) { return member.name == name; });
}

}  // namespace

void EdnScanner::skip_blanks() {
    while (at_ != end_ && kind_of(*at_) == Kind::blank)
        ++at_;
}

std::string_view EdnScanner::rest_of_word() {
    const char* const first = at_;
    while (at_ != end_ && kind_of(*at_) == Kind::inner)
        ++at_;
    return {first, static_cast<std::size_t>(at_ - first)};
}

bool EdnScanner::integer(std::int64_t& out) {
    skip_blanks();
    const auto text = rest_of_word();
    const bool negative = text.starts_with('-');
    if (text.size() <= (negative ? 1U : 0U) || text.size() > 18) return false;
    out = 0;
    for (const char digit : text.substr(negative ? 1 : 0)) {
        if (digit < '0' || digit > '9') return false;
        out = 10 * out + (digit - '0');
    }
    if (negative) out = -out;
    return true;
}

bool EdnScanner::word(std::string_view& out) {
    skip_blanks();
    if (at_ == end_) return false;
    const char first = *at_++;
    if (first == ':') {
        out = rest_of_word();
        return !out.empty() && is_plain(out);
    }
    if (first != '"') return false;
    const char* const start = at_;
    while (at_ != end_ && *at_ != '"' && *at_ != '\\')
        ++at_;
    if (at_ == end_ || *at_ != '"') return false;
    out = {start, static_cast<std::size_t>(at_ - start)};
    ++at_;
    return is_plain(out);
}

bool EdnScanner::name(Value& out) {
    const auto text = rest_of_word();
    if (text == "true" || text == "false")
        out = Value(text == "true");
    else if (text == "nil")
        out = Value();
    else
        return false;
    return true;
}

bool EdnScanner::value(Value& out, int depth) {
    skip_blanks();
    if (at_ == end_ || depth > deepest) return false;
    switch (*at_) {
        case ':':
        case '"': {
            std::string_view text;
            if (!word(text)) return false;
            out = Value(text);
            return true;
        }
        case '[':
            return list(out, ']', depth);
        case '(':
            return list(out, ')', depth);
        case '{':
            return map(out, depth);
        case 'n':
        case 't':
        case 'f':
            return name(out);
        default: {
            std::int64_t number = 0;
            if (!integer(number)) return false;
            out = Value(number);
            return true;
        }
    }
}

bool EdnScanner::list(Value& out, char closing, int depth) {
    ++at_;
    Value::List items;
    while (!take(closing))
        if (!value(items.emplace_back(), depth + 1)) return false;
    out = Value(std::move(items));
    return true;
}

bool EdnScanner::map(Value& out, int depth) {
    ++at_;
    Value::Object members;
    while (!take('}')) {
        std::string_view key;
        if (members.size() > 16 || !word(key) || is_there(members, key)) return false;
        members.push_back({std::string(key), nullptr});
        if (!value(members.back().value, depth + 1)) return false;
    }
    out = Value(std::move(members));
    return true;
}

}  // namespace ordeal::core
