#include "clients/http/template.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "clients/base64.hpp"
#include "core/json.hpp"
#include "core/text/nearest.hpp"

namespace ordeal::clients::http {

using core::Value;

namespace {

constexpr std::array<std::string_view, 6> names = {"key", "value",  "from",
                                                   "to",  "amount", "process"};
constexpr std::string_view base64_suffix = ":base64";

std::string text_of(const Value& value) {
    return value.is_string() ? value.as_string() : core::to_json(value);
}

std::string percent_encoded(std::string_view text) {
    std::string encoded;
    for (const char letter : text) {
        const bool plain = (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'z') ||
                           (letter >= 'A' && letter <= 'Z') ||
                           std::string_view("-._~").find(letter) != std::string_view::npos;
        encoded += plain ? std::string(1, letter)
                         : fmt::format("%{:02X}", static_cast<unsigned char>(letter));
    }
    return encoded;
}

/// "from" and "to" of [from, to], or members of an object.
std::optional<Value> part_of(const Value& value, std::string_view name) {
    if (const Value* member = value.find(name)) return *member;
    if (!value.is_list() || value.as_list().size() != 2) return std::nullopt;
    if (name == "from") return value.as_list()[0];
    if (name == "to") return value.as_list()[1];
    return std::nullopt;
}

}  // namespace

core::Result<Template> Template::parse(std::string_view text) {
    Template parsed;
    std::string plain;
    while (!text.empty()) {
        const char first = text.front();
        const bool brace = first == '{' || first == '}';
        if (!brace || (text.size() > 1 && text[1] == first)) {
            plain += first;
            text.remove_prefix(brace ? 2 : 1);
            continue;
        }
        const std::size_t end = text.find('}');
        if (first == '}' || end == std::string_view::npos)
            return core::fail("a brace without its partner; a brace itself is written twice");
        std::string_view name = text.substr(1, end - 1);
        const bool base64 = name.ends_with(base64_suffix);
        if (base64) name.remove_suffix(base64_suffix.size());
        if (std::ranges::find(names, name) == names.end())
            return core::fail("unknown placeholder \"{}\"{}", name, core::suggestion(name, names));
        parsed.pieces_.push_back({std::exchange(plain, {})});
        parsed.pieces_.push_back({std::string(name), true, base64});
        text.remove_prefix(end + 1);
    }
    parsed.pieces_.push_back({plain});
    std::erase_if(parsed.pieces_,
                  [](const Piece& piece) { return !piece.is_placeholder && piece.text.empty(); });
    return parsed;
}

core::Result<Value> Template::value_of(const Piece& piece, const Facts& facts) {
    std::optional<Value> found;
    if (piece.text == "key")
        found = facts.invocation.key;
    else if (piece.text == "value")
        found = facts.invocation.value;
    else if (piece.text == "process")
        found = Value(facts.process);
    else
        found = part_of(facts.invocation.value, piece.text);
    if (!found) return core::fail("{{{}}} stands for nothing in this operation", piece.text);
    return piece.base64 ? Value(to_base64(text_of(*found))) : std::move(*found);
}

core::Result<std::string> Template::expand(const Facts& facts, bool in_path) const {
    std::string text;
    for (const Piece& piece : pieces_) {
        if (!piece.is_placeholder) {
            text += piece.text;
            continue;
        }
        const auto value = value_of(piece, facts);
        if (!value) return tl::unexpected(value.error());
        text += in_path ? percent_encoded(text_of(*value)) : text_of(*value);
    }
    return text;
}

core::Result<Value> Template::expand_value(const Facts& facts) const {
    if (pieces_.size() == 1 && pieces_.front().is_placeholder)
        return value_of(pieces_.front(), facts);
    auto text = expand(facts);
    if (!text) return tl::unexpected(text.error());
    return Value(std::move(*text));
}

core::Result<Value> expand_document(const Value& document, const Facts& facts) {
    if (document.is_string()) return Template::parse(document.as_string())->expand_value(facts);
    Value expanded = document;
    if (expanded.is_list())
        for (Value& item : expanded.as_list()) {
            auto value = expand_document(item, facts);
            if (!value) return value;
            item = std::move(*value);
        }
    if (expanded.is_object())
        for (auto& member : expanded.as_object()) {
            auto value = expand_document(member.value, facts);
            if (!value) return value;
            member.value = std::move(*value);
        }
    return expanded;
}

core::Result<void> check_document(const Value& document, const std::string& place) {
    if (document.is_string()) {
        const auto parsed = Template::parse(document.as_string());
        return parsed ? core::Result<void>() : core::fail("{}: {}", place, parsed.error().message);
    }
    if (document.is_list())
        for (std::size_t i = 0; i < document.as_list().size(); ++i)
            if (auto ok = check_document(document.as_list()[i], fmt::format("{}/{}", place, i));
                !ok)
                return ok;
    if (document.is_object())
        for (const auto& member : document.as_object())
            if (auto ok = check_document(member.value, place + "/" + member.name); !ok) return ok;
    return {};
}

}  // namespace ordeal::clients::http
