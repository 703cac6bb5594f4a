#include "clients/http/description.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "clients/base64.hpp"
#include "core/json.hpp"
#include "core/text/words.hpp"

namespace ordeal::clients::http {

using core::Value;

namespace {

bool holds(const std::vector<StatusRange>& ranges, unsigned status) {
    return std::ranges::any_of(ranges, [&](const StatusRange& range) {
        return range.first <= status && status <= range.last;
    });
}

bool is_content_type(std::string_view name) {
    return std::ranges::equal(name, std::string_view("content-type"), [](char a, char b) {
        return a == b || (a >= 'A' && a <= 'Z' && a + ('a' - 'A') == b);
    });
}

std::string unescaped(std::string_view token) {
    std::string text;
    for (std::size_t i = 0; i < token.size(); ++i) {
        const bool escape = token[i] == '~' && i + 1 < token.size();
        if (escape && token[i + 1] == '1') text += '/';
        if (escape && token[i + 1] == '0') text += '~';
        if (escape)
            ++i;
        else
            text += token[i];
    }
    return text;
}

const Value* child(const Value& parent, const std::string& token) {
    if (parent.is_object()) return parent.find(token);
    if (!parent.is_list()) return nullptr;
    std::size_t index = 0;
    const char* const end = token.data() + token.size();
    const auto [stop, error] = std::from_chars(token.data(), end, index);
    const bool fits = error == std::errc() && stop == end && index < parent.as_list().size();
    return fits ? &parent.as_list()[index] : nullptr;
}

/// The body of an answer as JSON; a text that is none is a string.
Answered<Value> document_of(const Description& description, const std::string& body) {
    auto document = core::parse_json(body);
    if (document) return std::move(*document);
    if (description.text_answer) return Value(body);
    return in_doubt("the answer is no JSON: " + core::in_quotes(body));
}

Answered<Value> decoded(const Description& description, const Value& found) {
    if (description.decode == "value") return found;
    const auto text = !found.is_string()               ? std::nullopt
                      : description.decode == "base64" ? from_base64(found.as_string())
                                                       : std::optional(found.as_string());
    if (!text) return in_doubt(core::to_json(found) + " is no string of " + description.decode);
    auto value = core::parse_json(*text);
    return value ? std::move(*value) : Value(*text);
}

Answered<Value> result_of(const Description& description, const Value& document,
                          const Value& invoked) {
    if (!description.result) return invoked;
    const Value* found = at_pointer(document, *description.result);
    if (found) return decoded(description, *found);
    if (description.absent_is_null) return Value();
    return in_doubt("the answer has nothing at " + *description.result + ": " +
                    core::in_quotes(core::to_json(document)));
}

}  // namespace

const Value* at_pointer(const Value& document, std::string_view pointer) {
    const Value* found = &document;
    while (found && !pointer.empty()) {
        pointer.remove_prefix(1);
        const std::size_t end = std::min(pointer.find('/'), pointer.size());
        found = child(*found, unescaped(pointer.substr(0, end)));
        pointer.remove_prefix(end);
    }
    return found;
}

core::Result<HttpRequest> request_of(const Description& description, const Facts& facts) {
    auto path = description.path.expand(facts, true);
    if (!path) return tl::unexpected(path.error());
    HttpRequest request{description.method, std::move(*path), {}, {}};
    bool typed = false;
    for (const auto& [name, text] : description.headers) {
        auto value = text.expand(facts);
        if (!value) return tl::unexpected(value.error());
        if (value->find_first_of("\r\n") != std::string::npos)
            return core::fail("the header {} would have a line break", name);
        typed = typed || is_content_type(name);
        request.headers.emplace_back(name, std::move(*value));
    }
    if (description.body.is_null()) return request;
    const bool text = description.body.is_string();
    auto body = text ? Template::parse(description.body.as_string())->expand(facts)
                     : expand_document(description.body, facts).map(core::to_json);
    if (!body) return tl::unexpected(body.error());
    request.body = std::move(*body);
    if (!typed)
        request.headers.emplace_back("Content-Type", text ? "text/plain" : "application/json");
    return request;
}

Answered<Value> interpret(const Description& description, const HttpResponse& response,
                          const Value& invoked) {
    if (holds(description.missing, response.status)) return Value();
    const std::string told =
        fmt::format("status {}: {}", response.status, core::in_quotes(response.body));
    if (!holds(description.ok, response.status))
        return holds(description.fail, response.status) ? certainly_not(told) : in_doubt(told);
    if (!description.result && description.fail_if.empty()) return invoked;
    auto document = document_of(description, response.body);
    if (!document) return document;
    for (const auto& [pointer, value] : description.fail_if) {
        const Value* found = at_pointer(*document, pointer);
        if (found ? *found == value : value.is_null()) return certainly_not(told);
    }
    return result_of(description, *document, invoked);
}

}  // namespace ordeal::clients::http
