#include "core/json_scanner.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <unordered_set>

#include "core/text/utf8.hpp"

namespace ordeal::core {

namespace {

constexpr int deepest = 1000;

enum class Kind : std::uint8_t { plain, quote, backslash, control, beyond_ascii };

constexpr std::array<Kind, 256> kinds = [] {
    std::array<Kind, 256> table{};
    for (std::size_t c = 0; c < table.size(); ++c)
        table[c] = c < 0x20 ? Kind::control : c >= 0x80 ? Kind::beyond_ascii : Kind::plain;
    table['"'] = Kind::quote;
    table['\\'] = Kind::backslash;
    return table;
}();

Kind kind_of(char c) {
    return kinds[static_cast<unsigned char>(c)];
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// The number between sign and `stop`; false: it does not fit in 64 bits.
bool to_integer(const char* first, const char* stop, std::int64_t& out) {
    const bool negative = *first == '-';
    if (stop - first > 18) return std::from_chars(first, stop, out).ec == std::errc{};
    std::int64_t magnitude = 0;
    for (const char* digit = first + negative; digit != stop; ++digit)
        magnitude = 10 * magnitude + (*digit - '0');
    out = negative ? -magnitude : magnitude;
    return true;
}

bool begins_fraction(char c) {
    return c == '.' || c == 'e' || c == 'E';
}

/// A few members are compared with each other, many by a set.
bool any_twice(const Value::Object& object) {
    if (object.size() > 16) {
        std::unordered_set<std::string_view> names;
        for (const auto& member : object)
            if (!names.insert(member.name).second) return true;
        return false;
    }
    for (std::size_t i = 1; i < object.size(); ++i)
        for (std::size_t k = 0; k < i; ++k)
            if (object[i].name == object[k].name) return true;
    return false;
}

}  // namespace

bool JsonScanner::value(Value& out) {
    skip_blanks();
    if (at_ == end_) return false;
    switch (*at_) {
        case '"': {
            std::string text;
            if (!string(text)) return false;
            out = Value(std::move(text));
            return true;
        }
        case '[':
            return list(out);
        case '{':
            return object(out);
        case 'n':
            out = Value();
            return literal("null");
        case 't':
            out = Value(true);
            return literal("true");
        case 'f':
            out = Value(false);
            return literal("false");
        default:
            return number(out);
    }
}

const char* JsonScanner::end_of_digits(const char* from) const {
    while (from != end_ && is_digit(*from))
        ++from;
    return from;
}

/// Behind the sign and digits that begin here, or null if there are none, or too many zeros.
const char* JsonScanner::end_of_whole() const {
    if (at_ == end_) return nullptr;
    const char* const digits = at_ + (*at_ == '-');
    const char* const stop = end_of_digits(digits);
    return stop == digits || (*digits == '0' && stop - digits > 1) ? nullptr : stop;
}

bool JsonScanner::number(Value& out) {
    const char* const stop = end_of_whole();
    if (!stop) return false;
    if (stop != end_ && begins_fraction(*stop)) return fraction(at_, stop, out);
    std::int64_t whole = 0;
    if (!to_integer(at_, stop, whole)) return false;
    at_ = stop;
    out = Value(whole);
    return true;
}

bool JsonScanner::fraction(const char* first, const char* whole_end, Value& out) {
    const char* stop = whole_end;
    if (*stop == '.') {
        stop = end_of_digits(stop + 1);
        if (stop == whole_end + 1) return false;
    }
    if (stop != end_ && (*stop == 'e' || *stop == 'E')) {
        ++stop;
        if (stop != end_ && (*stop == '+' || *stop == '-')) ++stop;
        const char* const exponent = stop;
        stop = end_of_digits(stop);
        if (stop == exponent) return false;
    }
    double real = 0;
    if (std::from_chars(first, stop, real).ec != std::errc{}) {  // too large, or rounded to 0
        real = std::strtod(std::string(first, stop).c_str(), nullptr);
        if (!std::isfinite(real)) return false;
    }
    at_ = stop;
    out = Value(real);
    return true;
}

bool JsonScanner::integer(std::int64_t& out) {
    skip_blanks();
    const char* const stop = end_of_whole();
    if (!stop || (stop != end_ && begins_fraction(*stop))) return false;
    if (!to_integer(at_, stop, out)) return false;
    at_ = stop;
    return true;
}

bool JsonScanner::word(std::string_view& out) {
    if (!take('"')) return false;
    const char* const first = at_;
    while (at_ != end_ && kind_of(*at_) == Kind::plain)
        ++at_;
    if (at_ == end_ || *at_ != '"') return false;
    out = {first, static_cast<std::size_t>(at_ - first)};
    ++at_;
    return true;
}

bool JsonScanner::string(std::string& out) {
    if (!take('"')) return false;
    const char* const first = at_;
    bool beyond_ascii = false;
    for (; at_ != end_ && *at_ != '"'; ++at_) {
        const Kind kind = kind_of(*at_);
        if (kind == Kind::control) return false;
        if (kind == Kind::backslash) {
            at_ = first;
            return escaped(out);
        }
        beyond_ascii |= kind == Kind::beyond_ascii;
    }
    if (at_ == end_) return false;
    out.assign(first, at_);
    ++at_;
    return !beyond_ascii || is_utf8(out);
}

/// A string with escapes, from behind its opening quote.
bool JsonScanner::escaped(std::string& out) {
    out.clear();
    while (at_ != end_ && *at_ != '"') {
        if (kind_of(*at_) == Kind::control) return false;
        if (*at_ == '\\') {
            ++at_;
            if (!escape(out)) return false;
        } else {
            out += *at_++;
        }
    }
    if (at_ == end_) return false;
    ++at_;
    return is_utf8(out);
}

/// What follows a backslash.
bool JsonScanner::escape(std::string& out) {
    constexpr std::string_view letters = "\"\\/bfnrt";
    constexpr std::string_view meant = "\"\\/\b\f\n\r\t";
    if (at_ == end_) return false;
    if (const auto which = letters.find(*at_); which != std::string_view::npos) {
        out += meant[which];
        ++at_;
        return true;
    }
    unsigned code = 0;
    if (!code_unit(code) || is_low_surrogate(code)) return false;
    if (is_high_surrogate(code)) {
        unsigned low = 0;
        if (!literal("\\") || !code_unit(low) || !is_low_surrogate(low)) return false;
        code = joined_surrogates(code, low);
    }
    append_utf8(out, code);
    return true;
}

/// The u of an escape and its four digits.
bool JsonScanner::code_unit(unsigned& out) {
    if (end_ - at_ < 5 || *at_ != 'u') return false;
    const auto read = std::from_chars(at_ + 1, at_ + 5, out, 16);
    if (read.ec != std::errc{} || read.ptr != at_ + 5) return false;
    at_ += 5;
    return true;
}

bool JsonScanner::list(Value& out) {
    if (++depth_ > deepest) return false;
    ++at_;
    Value::List items;
    if (!take(']')) {
        do {
            if (!value(items.emplace_back())) return false;
        } while (take(','));
        if (!take(']')) return false;
    }
    --depth_;
    out = Value(std::move(items));
    return true;
}

bool JsonScanner::object(Value& out) {
    if (++depth_ > deepest) return false;
    ++at_;
    Value::Object members;
    if (!take('}')) {
        do {
            auto& member = members.emplace_back();
            if (!string(member.name) || !take(':') || !value(member.value)) return false;
        } while (take(','));
        if (!take('}') || any_twice(members)) return false;
    }
    --depth_;
    out = Value(std::move(members));
    return true;
}

}  // namespace ordeal::core
