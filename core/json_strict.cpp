#include "core/json_strict.hpp"

#include <algorithm>
#include <unordered_set>
#include <utility>
#include <vector>

#include <fmt/format.h>
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
        at_ = std::max<std::size_t>(position, 1);
        error_ = what;
        return false;
    }

    Value root;
    JsonProblem problem() const { return {at_, error_}; }

  private:
    static constexpr std::size_t deepest = 1000;

    bool refuse(std::string_view why) {
        at_ = read_;
        error_ = why;
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
    std::size_t at_ = 0;
    std::string error_;
};

}  // namespace

tl::expected<Value, JsonProblem> parse_json_strictly(std::string_view text) {
    // The parser takes a NUL byte for the end of the text and would drop what follows.
    if (const auto nul = text.find('\0'); nul != text.npos)
        return tl::unexpected(JsonProblem{nul + 1, "a NUL byte is not JSON"});
    std::size_t read = 0;
    Builder builder(read);
    const CountingIterator first(text.data(), read);
    const CountingIterator last(text.data() + text.size(), read);
    if (!nlohmann::json::sax_parse(first, last, &builder)) return tl::unexpected(builder.problem());
    return std::move(builder.root);
}

}  // namespace ordeal::core
