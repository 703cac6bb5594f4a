#include "clients/maelstrom/protocol.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "clients/maelstrom/topology.hpp"
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

std::string text_of_error(std::int64_t code, const Value& body) {
    const std::string_view name = name_of_error(code);
    std::string text = fmt::format("{} ({})", name.empty() ? "error" : name, code);
    if (const Value* said = body.find("text"); said && said->is_string())
        text += ": " + core::in_quotes(said->as_string(), longest_text_bytes);
    return text;
}

/// Which request a message answers.
std::optional<std::int64_t> answered_id(const Value& body) {
    const Value* in_reply_to = body.find("in_reply_to");
    if (!in_reply_to || !in_reply_to->is_int()) return std::nullopt;
    return in_reply_to->as_int();
}

Malformed misfit(std::string why) {
    return {std::move(why), true};
}

Dialect& dialect_of(const Request& request) {
    return request.dialect != nullptr ? *request.dialect : plain_dialect();
}

using Meaning = std::variant<Completion, Stale, Malformed>;

Meaning completed_by_error(const Value& body, const Request& request) {
    const Value* code = body.find("code");
    if (!code || !code->is_int()) return misfit("an error needs code, an integer");
    const bool read = request.invocation.f == "read";
    if (code->as_int() == key_does_not_exist && read && request.missing_key_is_null)
        return Completion{EventType::ok, {}, {}};
    return Completion{outcome_of_error(code->as_int()), request.invocation.value,
                      text_of_error(code->as_int(), body)};
}

Meaning completed_by(const Value& body, const Request& request) {
    Dialect& dialect = dialect_of(request);
    const std::string expected = dialect.type_of(request.invocation.f) + "_ok";
    const Value* type = body.find("type");
    if (!type || !type->is_string())
        return misfit(fmt::format("expected {} or error, but it has no type", expected));
    if (type->as_string() == "error") return completed_by_error(body, request);
    if (type->as_string() != expected)
        return misfit(fmt::format("expected {} or error, not {}", expected,
                                  core::in_quotes(type->as_string(), longest_text_bytes)));
    auto value = dialect.answer(request.invocation, body);
    if (!value) return misfit(fmt::format("{} needs {}", expected, value.error().message));
    return Completion{EventType::ok, *std::move(value), {}};
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

core::Result<Conventions> read_conventions(const Value& options, std::string_view workload) {
    std::vector<WordOption> known = {{"refused", {"fail", "info"}},
                                     {"missing-key", {"null", "fail"}}};
    const bool broadcast = workload == "broadcast";
    if (broadcast) known.push_back({"topology", topology_names()});
    const auto words = read_options(options, known);
    if (!words) return tl::unexpected(words.error());
    return Conventions{words->at(0) == "fail" ? EventType::fail : EventType::info,
                       words->at(1) == "null", broadcast ? words->at(2) : std::string()};
}

core::Result<Value> body_of(const Request& request) {
    const Invocation& invocation = request.invocation;
    const Dialect& dialect = dialect_of(request);
    constexpr std::size_t most_members = 5;
    Value::Object body;
    body.reserve(most_members);
    body.emplace_back("type", dialect.type_of(invocation.f));
    body.emplace_back("msg_id", request.msg_id);
    if (auto asked = dialect.ask(invocation, body); !asked) return tl::unexpected(asked.error());
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
    if (dest->as_string() == request.src) return interpret_body(*body, request);
    if (!answered_id(*body)) return Malformed{"it has no in_reply_to"};
    return Stale{};
}

std::variant<Completion, Stale, Malformed> interpret_body(const Value& body,
                                                          const Request& request) {
    const auto id = answered_id(body);
    if (!id) return Malformed{"it has no in_reply_to"};
    if (*id != request.msg_id) return Stale{};
    return completed_by(body, request);
}

Completion unknown_outcome(const Request& request, const Malformed& reply) {
    return {EventType::info, request.invocation.value, "malformed reply: " + reply.why};
}

}  // namespace ordeal::clients::maelstrom
