#include "clients/maelstrom/protocol.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "clients/options.hpp"
#include "core/json.hpp"
#include "core/text/words.hpp"

namespace ordeal::clients::maelstrom {

namespace {

using core::EventType;
using core::Value;

struct Code {
    std::int64_t number;
    std::string_view name;
};

constexpr std::int64_t timeout = 0;
constexpr std::int64_t crash = 13;
constexpr std::int64_t key_does_not_exist = 20;
constexpr std::int64_t first_custom = 1000;
constexpr std::size_t longest_text_bytes = 200;  // of a node's words in a history

constexpr std::array codes = {
    Code{timeout, "timeout"},
    Code{1, "node-not-found"},
    Code{10, "not-supported"},
    Code{11, "temporarily-unavailable"},
    Code{12, "malformed-request"},
    Code{crash, "crash"},
    Code{14, "abort"},
    Code{key_does_not_exist, "key-does-not-exist"},
    Code{21, "key-already-exists"},
    Code{22, "precondition-failed"},
    Code{30, "txn-conflict"},
};

/// Without ok the value is that of the invocation.
Completion unknown_outcome(const Request& request, std::string error) {
    return {EventType::info, request.invocation.value, std::move(error)};
}

std::string text_of_error(std::int64_t code, const Value& body) {
    const std::string_view name = name_of_error(code);
    std::string text = fmt::format("{} ({})", name.empty() ? "error" : name, code);
    if (const Value* said = body.find("text"); said && said->is_string())
        text += ": " + core::in_quotes(said->as_string(), longest_text_bytes);
    return text;
}

Completion completed_by_error(const Value& body, const Request& request) {
    const Value* code = body.find("code");
    if (!code || !code->is_int())
        return unknown_outcome(request, "malformed reply: an error without code");
    const bool read = request.invocation.f == "read";
    if (code->as_int() == key_does_not_exist && read && request.missing_key_is_null)
        return {EventType::ok, {}, {}};
    return {outcome_of_error(code->as_int()), request.invocation.value,
            text_of_error(code->as_int(), body)};
}

Completion completed_by(const Value& body, const Request& request) {
    const std::string& f = request.invocation.f;
    const Value* type = body.find("type");
    if (!type || !type->is_string())
        return unknown_outcome(request, "malformed reply: it has no type");
    if (type->as_string() == "error") return completed_by_error(body, request);
    if (type->as_string() != f + "_ok")
        return unknown_outcome(
            request, fmt::format("unknown reply {} to {}", core::in_quotes(type->as_string()), f));
    const Value* value = body.find("value");
    if (f == "read" && !value)
        return unknown_outcome(request, "malformed reply: a read_ok without value");
    return {EventType::ok, value ? *value : request.invocation.value, {}};
}

}  // namespace

EventType outcome_of_error(std::int64_t code) {
    const bool definite = code > 0 && code < first_custom && code != timeout && code != crash;
    return definite ? EventType::fail : EventType::info;
}

std::string_view name_of_error(std::int64_t code) {
    const auto* found = std::ranges::find(codes, code, &Code::number);
    return found == codes.end() ? std::string_view() : found->name;
}

core::Result<Conventions> read_conventions(const Value& options) {
    const auto words =
        read_options(options, {{"refused", {"fail", "info"}}, {"missing-key", {"null", "fail"}}});
    if (!words) return tl::unexpected(words.error());
    return Conventions{words->at(0) == "fail" ? EventType::fail : EventType::info,
                       words->at(1) == "null"};
}

core::Result<Value> body_of(const Request& request) {
    const Invocation& invocation = request.invocation;
    constexpr std::size_t most_members = 5;
    Value::Object body;
    body.reserve(most_members);
    body.emplace_back("type", invocation.f);
    body.emplace_back("msg_id", request.msg_id);
    if (invocation.key) body.emplace_back("key", *invocation.key);
    if (invocation.f == "cas") {
        if (!invocation.value.is_list() || invocation.value.as_list().size() != 2)
            return core::fail("the value of a cas is [from, to], not {}",
                              core::to_json(invocation.value));
        body.emplace_back("from", invocation.value.as_list()[0]);
        body.emplace_back("to", invocation.value.as_list()[1]);
    } else if (invocation.f != "read") {
        body.emplace_back("value", invocation.value);
    }
    return Value(std::move(body));
}

core::Result<std::string> encode(const Request& request) {
    auto body = body_of(request);
    if (!body) return tl::unexpected(body.error());
    return core::to_json(
        Value::object({{"src", request.src}, {"dest", request.dest}, {"body", *std::move(body)}}));
}

std::variant<Completion, Stale, Malformed> interpret(std::string_view datagram,
                                                     const Request& request) {
    const auto message = core::parse_json(datagram);
    if (!message) return Malformed{message.error().message};
    const Value* dest = message->find("dest");
    if (!dest || !dest->is_string()) return Malformed{"it has no dest"};
    const Value* body = message->find("body");
    if (!body || !body->is_object()) return Malformed{"it has no body"};
    auto meaning = interpret_body(*body, request);
    if (dest->as_string() != request.src && std::holds_alternative<Completion>(meaning))
        return Stale{};
    return meaning;
}

std::variant<Completion, Stale, Malformed> interpret_body(const Value& body,
                                                          const Request& request) {
    const Value* in_reply_to = body.find("in_reply_to");
    if (!in_reply_to || !in_reply_to->is_int()) return Malformed{"it has no in_reply_to"};
    if (in_reply_to->as_int() != request.msg_id) return Stale{};
    return completed_by(body, request);
}

}  // namespace ordeal::clients::maelstrom
