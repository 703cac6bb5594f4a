#include "core/json.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <unordered_set>

#include <nlohmann/json.hpp>

#include "core/text/counting_iterator.hpp"
#include "core/text/words.hpp"

namespace ordeal::core {

namespace {

/// Builds a Value from the parser's events. `read` counts the bytes that the parser has read.
class Builder final : public nlohmann::json_sax<nlohmann::json> {
  public:
    explicit Builder(const std::size_t& read) : read_(read) {}

    bool null() override { return add(nullptr); }
    bool boolean(bool value) override { return add(value); }
    bool number_integer(number_integer_t value) override { return add(Value{value}); }
    bool number_unsigned(number_unsigned_t value) override {
        if (value > static_cast<number_unsigned_t>(INT64_MAX))
            return refuse(fmt::format("the integer {} does not fit in 64 bits", value));
        return add(Value{value});
    }
    bool number_float(number_float_t value, const string_t& text) override {
        if (text.find_first_of(".eE") == string_t::npos)
            return refuse(fmt::format("the integer {} does not fit in 64 bits", text));
        return add(value);
    }
    bool string(string_t& value) override { return add(std::move(value)); }
    bool binary(binary_t&) override { return refuse("binary data is not JSON"); }
    bool start_object(std::size_t) override { return open(Value::Object{}); }
    bool start_array(std::size_t) override { return open(Value::List{}); }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }
    bool key(string_t& name) override {
        if (names_.empty() || !names_.back().insert(name).second)
            return refuse(fmt::format("the member {} is there twice", in_quotes(name)));
        open_.back().as_object().push_back({std::move(name), nullptr});
        return true;
    }
    bool parse_error(std::size_t position, const std::string&,
                     const nlohmann::json::exception& problem) override {
        std::string_view what = problem.what();  // "[json.exception...] parse error at ...: why"
        if (const auto end = what.find("] "); end != what.npos) what.remove_prefix(end + 2);
        if (what.starts_with("parse error at"))
            if (const auto colon = what.find(": "); colon != what.npos)
                what.remove_prefix(colon + 2);
        error_ = fmt::format("column {}: {}", std::max<std::size_t>(position, 1), what);
        return false;
    }

    Value root;
    std::string error() const { return error_; }

  private:
    static constexpr std::size_t deepest = 1000;

    bool refuse(std::string_view why) {
        error_ = fmt::format("column {}: {}", read_, why);
        return false;
    }

    bool open(Value container) {
        if (open_.size() == deepest) return refuse("more than 1000 levels deep");
        names_.emplace_back();
        open_.push_back(std::move(container));
        return true;
    }

    bool close() {
        Value done = std::move(open_.back());
        open_.pop_back();
        names_.pop_back();
        return add(std::move(done));
    }

    bool add(Value value) {
        if (open_.empty())
            root = std::move(value);
        else if (open_.back().is_list())
            open_.back().as_list().push_back(std::move(value));
        else
            open_.back().as_object().back().value = std::move(value);
        return true;
    }

    const std::size_t& read_;
    std::vector<Value> open_;
    std::vector<std::unordered_set<std::string>> names_;
    std::string error_;
};

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

Result<Value> parse_json(std::string_view text) {
    // The parser takes a NUL byte for the end of the text and would drop what follows.
    if (const auto nul = text.find('\0'); nul != text.npos)
        return fail("column {}: a NUL byte is not JSON", nul + 1);
    std::size_t read = 0;
    Builder builder(read);
    const CountingIterator first(text.data(), read);
    const CountingIterator last(text.data() + text.size(), read);
    if (!nlohmann::json::sax_parse(first, last, &builder)) return fail("{}", builder.error());
    return std::move(builder.root);
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
