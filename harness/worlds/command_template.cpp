#include "harness/worlds/command_template.hpp"

#include <array>
#include <cctype>
#include <optional>
#include <span>
#include <utility>

#include "core/check.hpp"
#include "core/text/nearest.hpp"

namespace ordeal::harness {

namespace {

using core::Result;

constexpr std::array<std::string_view, 9> placeholders = {
    "node.index", "node.number", "node.id",    "node.ip",   "node.port",
    "node.data",  "seed",        "peers:FORM", "nodes:FORM"};
constexpr std::array<std::string_view, 6> form_words = {"id", "index", "number",
                                                        "ip", "host",  "port"};

std::string braced(std::span<const std::string_view> words) {
    std::string text;
    for (const std::string_view word : words)
        text += fmt::format("{}{{{}}}", text.empty() ? "" : " ", word);
    return text;
}

/// "; did you mean {node.id}?" when a word is near enough, and all that are known.
std::string known(std::string_view word, std::span<const std::string_view> words) {
    const auto meant = core::nearest(word, words);
    return fmt::format("{}; known are {}",
                       meant ? fmt::format("; did you mean {{{}}}?", *meant) : std::string(),
                       braced(words));
}

/// What one word of a FORM means for the node with this index; nothing: unknown.
std::optional<std::string> form_word(std::string_view word, const TemplateFacts& facts,
                                     std::size_t index) {
    if (word == "id") return facts.nodes[index].id;
    if (word == "index") return std::to_string(index);
    if (word == "number") return std::to_string(index + 1);
    if (word == "ip" || word == "host") return facts.nodes[index].ip;
    if (word == "port") return std::to_string(facts.port);
    return std::nullopt;
}

/// A FORM with braces: literal text around {words}.
Result<std::string> expand_braced_form(std::string_view form, const TemplateFacts& facts,
                                       std::size_t index) {
    std::string out;
    while (!form.empty()) {
        const std::size_t open = form.find('{');
        out += form.substr(0, open);
        if (open == std::string_view::npos) break;
        const std::size_t close = form.find('}', open);
        CHECK(close != std::string_view::npos, "unbalanced form {}", form);
        const std::string_view word = form.substr(open + 1, close - open - 1);
        const auto value = form_word(word, facts, index);
        if (!value)
            return core::fail("unknown {{{}}} in the list form {}{}", word, form,
                              known(word, form_words));
        out += *value;
        form.remove_prefix(close + 1);
    }
    return out;
}

/// A FORM of bare words: every run of letters is one.
Result<std::string> expand_bare_form(std::string_view form, const TemplateFacts& facts,
                                     std::size_t index) {
    const auto is_letter = [](char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; };
    std::string out;
    for (std::size_t at = 0; at < form.size();) {
        std::size_t end = at;
        while (end < form.size() && is_letter(form[end]))
            ++end;
        if (end == at) {
            out += form[at++];
            continue;
        }
        const std::string_view word = form.substr(at, end - at);
        const auto value = form_word(word, facts, index);
        if (!value)
            return core::fail(
                "unknown word \"{}\" in the list form {}{} (to keep other text as it is, put the "
                "words in braces: {{nodes:http://{{ip}}:{{port}}}})",
                word, form, known(word, form_words));
        out += *value;
        at = end;
    }
    return out;
}

Result<std::string> expand_list(std::string_view form, bool with_self, const TemplateFacts& facts) {
    if (form.empty())
        return core::fail("a list needs a form behind its colon, for example {{peers:host:port}}");
    const auto expand_form =
        form.find('{') == std::string_view::npos ? expand_bare_form : expand_braced_form;
    std::string out;
    bool first = true;
    for (std::size_t index = 0; index < facts.nodes.size(); ++index) {
        if (index == facts.self && !with_self) continue;
        const auto item = expand_form(form, facts, index);
        if (!item) return item;
        if (!std::exchange(first, false)) out += ',';
        out += *item;
    }
    return out;
}

Result<std::string> expand_placeholder(std::string_view name, const TemplateFacts& facts) {
    if (name.starts_with("peers:")) return expand_list(name.substr(6), false, facts);
    if (name.starts_with("nodes:")) return expand_list(name.substr(6), true, facts);
    if (name == "seed") return std::to_string(facts.seed);
    if (name == "node.data") return facts.data;
    if (name.starts_with("node.") && name != "node.host")
        if (auto value = form_word(name.substr(5), facts, facts.self)) return *value;
    return core::fail("unknown placeholder {{{}}}{} (a brace itself is written {{{{ or }}}})", name,
                      known(name, placeholders));
}

/// Where the brace that opens at `open` closes; npos: nowhere.
std::size_t closing_brace(std::string_view text, std::size_t open) {
    int depth = 0;
    for (std::size_t at = open; at < text.size(); ++at) {
        if (text[at] == '{') ++depth;
        if (text[at] == '}' && --depth == 0) return at;
    }
    return std::string_view::npos;
}

Result<std::string> expand_text(std::string_view text, const TemplateFacts& facts) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const std::string_view rest = text.substr(at);
        if (rest.starts_with("{{") || rest.starts_with("}}")) {
            out += rest.front();
            at += 2;
        } else if (rest.front() == '}') {
            return core::fail("a }} that closes nothing; a brace itself is written }}}}");
        } else if (rest.front() == '{') {
            const std::size_t close = closing_brace(text, at);
            if (close == std::string_view::npos)
                return core::fail("a {{ that is never closed; a brace itself is written {{{{");
            const auto value = expand_placeholder(text.substr(at + 1, close - at - 1), facts);
            if (!value) return value;
            out += *value;
            at = close + 1;
        } else {
            out += rest.front();
            ++at;
        }
    }
    return out;
}

}  // namespace

Result<std::string> expand(std::string_view text, const TemplateFacts& facts) {
    CHECK(facts.self < facts.nodes.size());
    auto result = expand_text(text, facts);
    if (!result) return core::fail("\"{}\": {}", text, result.error().message);
    return result;
}

Result<std::vector<std::string>> expand(const std::vector<std::string>& command,
                                        const TemplateFacts& facts) {
    std::vector<std::string> expanded;
    for (std::size_t i = 0; i < command.size(); ++i) {
        auto argument = expand(command[i], facts);
        if (!argument) return core::fail("argument {}, {}", i, argument.error().message);
        expanded.push_back(std::move(*argument));
    }
    return expanded;
}

Result<std::map<std::string, std::string>> expand(
    const std::map<std::string, std::string>& environment, const TemplateFacts& facts) {
    std::map<std::string, std::string> expanded;
    for (const auto& [name, text] : environment) {
        auto value = expand(text, facts);
        if (!value) return core::fail("variable {}, {}", name, value.error().message);
        expanded.emplace(name, std::move(*value));
    }
    return expanded;
}

}  // namespace ordeal::harness
