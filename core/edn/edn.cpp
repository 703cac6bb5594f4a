#include "core/edn/edn.hpp"

#include <algorithm>
#include <charconv>

#include "core/json.hpp"
#include "core/text/utf8.hpp"

namespace ordeal::core {

namespace {

constexpr int deepest = 1000;

bool is_blank(char c) {
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == ',' || c == '\f';
}

bool ends_word(char c) {
    return is_blank(c) || c == '(' || c == ')' || c == '[' || c == ']' || c == '{' || c == '}' ||
           c == '"' || c == ';';
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// Four hexadecimal digits.
std::optional<unsigned> code_unit(std::string_view digits) {
    unsigned code = 0;
    if (digits.size() < 4) return std::nullopt;
    const auto [end, problem] = std::from_chars(digits.data(), digits.data() + 4, code, 16);
    if (problem != std::errc{} || end != digits.data() + 4) return std::nullopt;
    return code;
}

std::string name_of(const Value& key) {
    return key.is_string() ? key.as_string() : to_json(key);
}

}  // namespace

tl::unexpected<Error> EdnReader::error_at(std::size_t at, std::string_view what) {
    lines_.advance(form_start_);
    return fail("{}: {}", lines_.place(at), what);
}

void EdnReader::skip_blanks() {
    while (at_ < text_.size()) {
        if (text_[at_] == ';')
            at_ = std::min(text_.find('\n', at_), text_.size());
        else if (is_blank(text_[at_]))
            ++at_;
        else
            return;
    }
}

/// Skips blanks and the forms that #_ discards.
Result<void> EdnReader::skip_discarded(int depth) {
    for (;;) {
        skip_blanks();
        if (text_.substr(at_, 2) != "#_") return {};
        const std::size_t start = at_;
        if (depth > deepest) return error_at(start, "more than 1000 levels deep");
        at_ += 2;
        if (auto skipped = skip_discarded(depth + 1); !skipped) return skipped;
        if (at_ == text_.size()) return error_at(start, "expected a form after #_");
        if (auto discarded = form(depth + 1); !discarded) return tl::unexpected(discarded.error());
    }
}

Result<std::optional<Value>> EdnReader::next() {
    form_start_ = at_;
    if (auto skipped = skip_discarded(0); !skipped) return tl::unexpected(skipped.error());
    form_start_ = at_;
    if (at_ == text_.size()) {
        if (closing_) return error_at(at_, fmt::format("expected {}", closing_));
        return std::nullopt;
    }
    auto value = form(0);
    if (!value) return tl::unexpected(value.error());
    return std::move(*value);
}

std::string EdnReader::place() {
    lines_.advance(form_start_);
    return lines_.place(form_start_);
}

bool EdnReader::skip_line() {
    at_ = std::min(text_.find('\n', form_start_), text_.size());
    return at_ != text_.size();
}

bool EdnReader::enter() {
    skip_blanks();
    if (closing_ || at_ == text_.size() || (text_[at_] != '[' && text_[at_] != '(')) return false;
    closing_ = text_[at_++] == '[' ? ']' : ')';
    return true;
}

bool EdnReader::leave() {
    skip_blanks();
    if (!closing_ || at_ == text_.size() || text_[at_] != closing_) return false;
    closing_ = 0;
    ++at_;
    return true;
}

Result<Value> EdnReader::form(int depth) {
    if (depth > deepest) return error_at(at_, "more than 1000 levels deep");
    const std::size_t start = at_;
    switch (text_[at_]) {
        case '(':
            return sequence(')', depth);
        case '[':
            return sequence(']', depth);
        case '{':
            return map(depth);
        case '"':
            return in_utf8(start, string());
        case '\\':
            return in_utf8(start, character());
        case '#':
            return dispatch(depth);
        case ')':
        case ']':
        case '}':
            return error_at(at_, fmt::format("expected a form, got {}", text_[at_]));
        default:
            return in_utf8(start, atom());
    }
}

/// What was read from `start` on, unless its bytes are not UTF-8.
Result<Value> EdnReader::in_utf8(std::size_t start, Result<Value> read) {
    const auto source = text_.substr(start, at_ - start);
    const std::size_t right = utf8_prefix(source);
    if (!read || right == source.size()) return read;
    return error_at(start + right, "expected UTF-8");
}

Result<Value> EdnReader::sequence(char closing, int depth) {
    const std::size_t start = at_++;
    Value::List list;
    for (;;) {
        if (auto skipped = skip_discarded(depth); !skipped) return tl::unexpected(skipped.error());
        if (at_ == text_.size())
            return error_at(start, fmt::format("this is never closed by {}", closing));
        if (text_[at_] == closing) {
            ++at_;
            return Value(std::move(list));
        }
        auto item = form(depth + 1);
        if (!item) return item;
        list.push_back(std::move(*item));
    }
}

Result<Value> EdnReader::map(int depth) {
    const std::size_t start = at_;
    auto items = sequence('}', depth);
    if (!items) return items;
    auto& list = items->as_list();
    if (list.size() % 2 != 0) return error_at(start, "a map with a key that has no value");
    Value::Object object;
    for (std::size_t i = 0; i < list.size(); i += 2) {
        std::string name = name_of(list[i]);
        for (const auto& member : object)
            if (member.name == name)
                return error_at(start, fmt::format("the key {} is there twice", name));
        object.push_back({std::move(name), std::move(list[i + 1])});
    }
    return Value(std::move(object));
}

/// \\uXXXX, or two of them that are a pair of surrogates.
Result<unsigned> EdnReader::code_point() {
    const auto unit_at = [this](std::size_t at) -> std::optional<unsigned> {
        if (text_.substr(std::min(at, text_.size()), 2) != "\\u") return std::nullopt;
        return code_unit(text_.substr(at + 2));
    };
    const auto first = unit_at(at_);
    if (!first) return error_at(at_, "expected one of \\n \\t \\r \\b \\f \\\\ \\\" \\uXXXX");
    const auto second = is_high_surrogate(*first) ? unit_at(at_ + 6) : std::nullopt;
    const bool pair = second && is_low_surrogate(*second);
    if (!pair && (is_high_surrogate(*first) || is_low_surrogate(*first)))
        return error_at(at_, "half a pair of surrogates");
    at_ += pair ? 12 : 6;
    return pair ? joined_surrogates(*first, *second) : *first;
}

Result<Value> EdnReader::string() {
    const std::size_t start = at_++;
    std::string out;
    while (at_ < text_.size() && text_[at_] != '"') {
        if (text_[at_] != '\\') {
            out += text_[at_++];
            continue;
        }
        constexpr std::string_view escapes = "ntrbf\\\"";
        constexpr std::string_view meant = "\n\t\r\b\f\\\"";
        const char escape = at_ + 1 < text_.size() ? text_[at_ + 1] : ' ';
        if (const auto which = escapes.find(escape); which != std::string_view::npos) {
            out += meant[which];
            at_ += 2;
            continue;
        }
        const auto code = code_point();
        if (!code) return tl::unexpected(code.error());
        append_utf8(out, *code);
    }
    if (at_ == text_.size()) return error_at(start, "this string is never closed");
    ++at_;
    return Value(std::move(out));
}

Result<Value> EdnReader::character() {
    const std::size_t start = at_++;
    if (at_ == text_.size()) return error_at(start, "expected a character");
    std::size_t end = at_ + 1;
    while (end < text_.size() && !ends_word(text_[end]))
        ++end;
    const auto word = text_.substr(at_, end - at_);
    at_ = end;
    constexpr std::pair<std::string_view, std::string_view> names[] = {
        {"newline", "\n"}, {"space", " "}, {"tab", "\t"}, {"return", "\r"}};
    for (const auto& [name, meant] : names)
        if (word == name) return Value(meant);
    if (const auto code = code_unit(word.substr(1)); word[0] == 'u' && word.size() == 5 && code) {
        if (is_high_surrogate(*code) || is_low_surrogate(*code))
            return error_at(start, "half a pair of surrogates");
        std::string out;
        append_utf8(out, *code);
        return Value(std::move(out));
    }
    return Value(word);
}

/// What begins with #: a set, a tag, a special number.
Result<Value> EdnReader::dispatch(int depth) {
    const std::size_t start = at_++;
    if (at_ < text_.size() && text_[at_] == '{') return sequence('}', depth);
    if (at_ < text_.size() && text_[at_] == '#') ++at_;  // ##Inf, ##NaN
    const std::size_t tag = at_;
    while (at_ < text_.size() && !ends_word(text_[at_]))
        ++at_;
    if (at_ == tag) return error_at(start, "expected a set, a tag or a discarded form after #");
    if (tag == start + 2) return in_utf8(start, Value(text_.substr(tag, at_ - tag)));
    if (auto skipped = skip_discarded(depth); !skipped) return tl::unexpected(skipped.error());
    if (at_ == text_.size()) return error_at(start, "expected a value after the tag");
    return form(depth + 1);
}

Result<Value> EdnReader::atom() {
    const std::size_t start = at_;
    while (at_ < text_.size() && !ends_word(text_[at_]))
        ++at_;
    const auto word = text_.substr(start, at_ - start);
    if (word == "nil") return Value();
    if (word == "true" || word == "false") return Value(word == "true");
    if (word[0] == ':') {
        if (word.size() == 1) return error_at(start, "expected a name after the colon");
        return Value(word.substr(1));
    }
    const bool sign = word.size() > 1 && (word[0] == '-' || word[0] == '+');
    if (is_digit(word[sign ? 1 : 0])) return number(word, start);
    return Value(word);
}

Result<Value> EdnReader::number(std::string_view word, std::size_t at) {
    auto digits = word.substr(word[0] == '+' ? 1 : 0);
    const auto refuse = [&] {
        return error_at(at, fmt::format("expected a number of 64 bits, got {}", word));
    };
    const char* const end = digits.data() + digits.size();
    std::int64_t whole = 0;
    auto [stop, problem] = std::from_chars(digits.data(), end, whole);
    const auto rest = std::string_view(stop, static_cast<std::size_t>(end - stop));
    if (problem == std::errc{} && (rest.empty() || rest == "N")) return Value(whole);
    if (problem == std::errc{} && rest[0] == '/') {
        std::int64_t below = 0;
        const auto ratio = std::from_chars(stop + 1, end, below);
        if (ratio.ec != std::errc{} || ratio.ptr != end || below == 0) return refuse();
        return Value(static_cast<double>(whole) / static_cast<double>(below));
    }
    if (digits.back() == 'M') digits.remove_suffix(1);
    double real = 0;
    const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), real);
    const bool is_real =
        digits.find_first_of(".eE") != std::string_view::npos || word.back() == 'M';
    if (parsed.ec != std::errc{} || parsed.ptr != digits.data() + digits.size() || !is_real)
        return refuse();
    return Value(real);
}

}  // namespace ordeal::core
