#include "harness/scenario/document.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "core/json.hpp"
#include "core/text/counting_iterator.hpp"
#include "core/text/words.hpp"
#include "harness/scenario/problems.hpp"

namespace ordeal::harness {

namespace {

using Json = nlohmann::json;

bool is_part_of_number(char c) {
    return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
}

/// Where tokens stand, told from the end: the parser reports a token when it has read it whole.
class Tokens {
  public:
    /// `begin` is the place of the first byte.
    Tokens(std::string_view text, const std::size_t& read, std::size_t begin)
        : text_(text), read_(read), begin_(begin) {}

    /// A bracket or a literal of that length.
    Span fixed(std::size_t length) const { return place({read_ - length, read_}); }

    /// A string: inside it a quote follows an odd number of backslashes, the opening one none.
    Span string() const {
        std::size_t begin = read_ - 1;
        do
            begin = text_.rfind('"', begin - 1);
        while (begin > 0 && text_[begin - 1] == '\\');
        return place({begin, read_});
    }

    /// A number ends where the next byte, already read, belongs to none; or with the text.
    Span number() const {
        const std::size_t end = is_part_of_number(text_[read_ - 1]) ? read_ : read_ - 1;
        std::size_t begin = end;
        while (begin > 0 && is_part_of_number(text_[begin - 1]))
            --begin;
        return place({begin, end});
    }

    /// Where a stretch of the text stands.
    Span place(Span inside) const { return {begin_ + inside.begin, begin_ + inside.end}; }

    std::string_view text() const { return text_; }

  private:
    std::string_view text_;
    const std::size_t& read_;
    std::size_t begin_;
};

std::string path_of_member(const std::string& parent, const std::string& name) {
    const auto plain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '_' || c == '$';
    };
    if (name.empty() || !std::ranges::all_of(name, plain))
        return fmt::format("{}[{}]", parent, core::in_quotes(name));
    return parent.empty() ? name : parent + "." + name;
}

/// What the parser said, in the words of a scenario's author: replaces their words by ours.
void reword(std::string& text) {
    const std::pair<std::string_view, std::string_view> words[] = {
        {"; expected string literal", "; expected a key in double quotes"},
        {"; expected '}'", "; expected ',' or '}'"},
        {"; expected ']'", "; expected ',' or ']'"},
        {"; expected '[', '{', or a literal", "; expected a value"},
        {"unexpected string literal", "unexpected string"},
        {"unexpected number literal", "unexpected number"},
        {"invalid literal", "expected a value: strings and keys stand in double quotes"}};
    for (const auto& [theirs, ours] : words)
        if (const auto begin = text.find(theirs); begin != text.npos)
            text.replace(begin, theirs.size(), ours);
}

std::string syntax_message(std::string_view what) {
    if (const auto end = what.find("] "); end != what.npos) what.remove_prefix(end + 2);
    if (const auto dash = what.find(" - "); dash != what.npos) what.remove_prefix(dash + 3);
    if (const auto last = what.find("; last read: "); last != what.npos)
        what = what.substr(0, last);  // the line is shown anyway
    std::string text(what);
    reword(text);
    return "invalid JSON: " + text;
}

class Builder final : public nlohmann::json_sax<Json> {
  public:
    Builder(const Tokens& tokens, Problems& problems) : tokens_(tokens), problems_(problems) {}

    bool null() override { return scalar(nullptr, tokens_.fixed(4)); }
    bool boolean(bool value) override { return scalar(value, tokens_.fixed(value ? 4 : 5)); }
    bool number_integer(number_integer_t value) override {
        return scalar(core::Value{value}, tokens_.number());
    }
    bool number_unsigned(number_unsigned_t value) override {
        if (value > static_cast<number_unsigned_t>(INT64_MAX)) return too_large();
        return scalar(core::Value{value}, tokens_.number());
    }
    bool number_float(number_float_t value, const string_t& text) override {
        if (text.find_first_of(".eE") == string_t::npos) return too_large();
        return scalar(value, tokens_.number());
    }
    bool string(string_t& value) override { return scalar(std::move(value), tokens_.string()); }
    bool binary(binary_t&) override { return false; }
    bool start_object(std::size_t) override { return open(Node::Kind::object); }
    bool start_array(std::size_t) override { return open(Node::Kind::list); }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }
    bool key(string_t& name) override {
        name_ = std::move(name);
        key_ = tokens_.string();
        return true;
    }
    bool parse_error(std::size_t read, const std::string&,
                     const nlohmann::json::exception& problem) override {
        std::string message = syntax_message(problem.what());
        Span place = place_of_error(read, message);
        if (const auto comma = comma_before_bracket(message, read)) {
            message += "; the comma before it is one too many";
            place = tokens_.place({*comma, *comma + 1});
        }
        problems_.add(place, open_.empty() ? "" : open_.back().path, message);
        return false;
    }

    std::optional<Node> root;

  private:
    static constexpr std::size_t deepest = 100;

    /// The byte of the text that the parser read last; at the end of the text the one behind all
    /// that is there.
    std::size_t last_read(std::size_t read) const {
        const std::size_t end = tokens_.text().find_last_not_of(" \t\r\n") + 1;  // 0: nothing
        return std::min(read == 0 ? 0 : read - 1, end);
    }

    static bool is_token(std::string_view message, bool& string) {
        string = message.find("unexpected string") != message.npos;
        return string || message.find("unexpected number") != message.npos ||
               message.find("number overflow") != message.npos;
    }

    /// The token that does not fit, as far as that can be told.
    Span place_of_error(std::size_t read, std::string_view message) const {
        bool string = false;
        if (is_token(message, string)) return string ? tokens_.string() : tokens_.number();
        return tokens_.place({last_read(read), last_read(read) + 1});
    }

    /// Where the comma stands if what does not fit is a bracket behind one.
    std::optional<std::size_t> comma_before_bracket(std::string_view message,
                                                    std::size_t read) const {
        const std::string_view text = tokens_.text();
        const std::size_t at = last_read(read);
        bool string = false;
        if (is_token(message, string) || at == 0 || at >= text.size()) return std::nullopt;
        if (text[at] != '}' && text[at] != ']') return std::nullopt;
        const auto before = text.find_last_not_of(" \t\r\n", at - 1);
        if (before == text.npos || text[before] != ',') return std::nullopt;
        return before;
    }

    bool too_large() {
        problems_.add(tokens_.number(), begin_node().path, "the integer does not fit in 64 bits");
        return false;
    }

    /// A node below the innermost open one, with name and path.
    Node begin_node() const {
        Node node;
        if (open_.empty()) return node;
        const Node& parent = open_.back();
        if (parent.is_list()) {
            node.path = fmt::format("{}[{}]", parent.path, parent.children.size());
            return node;
        }
        node.name = name_;
        node.key = key_;
        node.path = path_of_member(parent.path, name_);
        return node;
    }

    bool scalar(core::Value value, Span place) {
        Node node = begin_node();
        node.scalar = std::move(value);
        node.place = place;
        return add(std::move(node));
    }

    bool open(Node::Kind kind) {
        Node node = begin_node();
        node.kind = kind;
        node.place = tokens_.fixed(1);
        if (open_.size() == deepest) {
            problems_.at(node, "more than 100 levels deep");
            return false;
        }
        open_.push_back(std::move(node));
        return true;
    }

    bool close() {
        Node done = std::move(open_.back());
        open_.pop_back();
        return add(std::move(done));
    }

    bool add(Node node) {
        if (open_.empty()) {
            root = std::move(node);
            return true;
        }
        Node& parent = open_.back();
        if (const Node* first = parent.is_object() ? parent.find(node.name) : nullptr)
            problems_.at_key(
                node, fmt::format("the key {} is there twice, first on line {}",
                                  core::in_quotes(node.name), problems_.line_of(first->key.begin)));
        else
            parent.children.push_back(std::move(node));
        return true;
    }

    const Tokens& tokens_;
    Problems& problems_;
    std::vector<Node> open_;
    std::string name_;
    Span key_;
};

}  // namespace

const Node* Node::find(std::string_view member) const {
    if (!is_object()) return nullptr;
    for (const Node& child : children)
        if (child.name == member) return &child;
    return nullptr;
}

const Node* Node::at_path(std::string_view wanted) const {
    if (path == wanted) return this;
    for (const Node& child : children)
        if (const Node* found = child.at_path(wanted)) return found;
    return nullptr;
}

core::Value Node::to_value() const {
    if (kind == Kind::scalar) return scalar;
    core::Value::List list;
    core::Value::Object object;
    for (const Node& child : children) {
        if (is_list())
            list.push_back(child.to_value());
        else
            object.push_back({child.name, child.to_value()});
    }
    return is_list() ? core::Value(std::move(list)) : core::Value(std::move(object));
}

std::string Node::describe() const {
    if (is_list()) return "a list";
    if (is_object()) return "an object";
    if (scalar.is_null()) return "null";
    if (scalar.is_string()) return "the string " + core::in_quotes(scalar.as_string());
    return fmt::format("the {} {}", scalar.kind(), core::to_json(scalar));
}

std::optional<Node> parse_document(std::string_view text, Problems& problems, std::size_t begin) {
    // The parser takes a NUL byte for the end of the text and would drop what follows.
    if (const auto nul = text.find('\0'); nul != text.npos) {
        problems.add({begin + nul, begin + nul + 1}, {}, "invalid JSON: a NUL byte");
        return std::nullopt;
    }
    std::size_t read = 0;
    const Tokens tokens(text, read, begin);
    Builder builder(tokens, problems);
    const core::CountingIterator first(text.data(), read);
    const core::CountingIterator last(text.data() + text.size(), read);
    constexpr bool strict = true;
    constexpr bool ignore_comments = true;
    if (!Json::sax_parse(first, last, &builder, Json::input_format_t::json, strict,
                         ignore_comments))
        return std::nullopt;
    return std::move(builder.root);
}

}  // namespace ordeal::harness
