#include "clients/etcd/messages.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "clients/base64.hpp"
#include "core/json.hpp"
#include "core/text/words.hpp"

namespace ordeal::clients::etcd {

using core::EventType;
using core::Value;

namespace {

/// An integer, as a number or, as the gateway writes it, in a string.
std::optional<std::int64_t> integer(const Value* value) {
    if (value && value->is_int()) return value->as_int();
    if (!value || !value->is_string()) return std::nullopt;
    const std::string& text = value->as_string();
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

/// Bytes in base64; empty ones are left out of an answer.
std::optional<std::string> bytes(const Value* value) {
    if (!value) return std::string();
    return value->is_string() ? from_base64(value->as_string()) : std::nullopt;
}

Value compare(std::string_view key, std::string_view target, std::string_view field, Value value) {
    Value comparison = Value::object({{"key", to_base64(key)}, {"target", target}});
    comparison.set("result", "EQUAL");
    comparison.set(field, std::move(value));
    return comparison;
}

/// Codes of gRPC that say: refused, and nothing done.
constexpr std::array<std::int64_t, 8> definite_codes = {3, 5, 6, 7, 9, 11, 12, 16};
/// Errors of other codes that etcd gives before anything is proposed.
constexpr std::array<std::string_view, 3> definite_errors = {
    "etcdserver: too many requests", "etcdserver: no leader", "raft proposal dropped"};

bool is_definite(std::int64_t code, std::string_view message) {
    return std::ranges::find(definite_codes, code) != definite_codes.end() ||
           std::ranges::any_of(definite_errors, [&](std::string_view error) {
               return message.find(error) != std::string_view::npos;
           });
}

}  // namespace

Value range(std::string_view key, bool serializable) {
    Value request = Value::object({{"key", to_base64(key)}});
    if (serializable) request.set("serializable", true);
    return request;
}

Value range_of_prefix(std::string_view prefix, bool serializable) {
    std::string end(prefix);
    ++end.back();
    Value request = range(prefix, serializable);
    request.set("range_end", to_base64(end));
    return request;
}

Value set_to(std::string_view key, const Value& value) {
    Value request = Value::object({{"key", to_base64(key)}});
    if (value.is_null()) return Value::object({{"request_delete_range", std::move(request)}});
    request.set("value", to_base64(core::to_json(value)));
    return Value::object({{"request_put", std::move(request)}});
}

Value value_is(std::string_view key, const Value& value) {
    if (value.is_null()) return unchanged_since(key, 0);
    return compare(key, "VALUE", "value", to_base64(core::to_json(value)));
}

Value unchanged_since(std::string_view key, std::int64_t mod_revision) {
    return compare(key, "MOD", "mod_revision", std::to_string(mod_revision));
}

Value transaction(Value::List compare, Value::List success) {
    return Value::object({{"compare", std::move(compare)}, {"success", std::move(success)}});
}

std::optional<std::vector<KeyValue>> keys_of(const Value& answer) {
    if (!answer.find("header")) return std::nullopt;
    std::vector<KeyValue> keys;
    const Value* list = answer.find("kvs");
    if (!list) return keys;
    if (!list->is_list()) return std::nullopt;
    for (const Value& item : list->as_list()) {
        const auto key = bytes(item.find("key"));
        const auto text = bytes(item.find("value"));
        const auto revision = integer(item.find("mod_revision"));
        if (!key || !text || !revision) return std::nullopt;
        keys.push_back({*key, *text, *revision});
    }
    return keys;
}

bool succeeded(const Value& transaction_answer) {
    const Value* flag = transaction_answer.find("succeeded");
    return flag && flag->is_bool() && flag->as_bool();
}

std::optional<std::int64_t> revision_of(const Value& answer) {
    const Value* header = answer.find("header");
    return header ? integer(header->find("revision")) : std::nullopt;
}

Value value_of(const std::string& text) {
    auto value = core::parse_json(text);
    return value ? std::move(*value) : Value(text);
}

Trouble trouble_of(unsigned status, const std::string& body) {
    const auto answer = core::parse_json(body);
    const auto code = answer ? integer(answer->find("code")) : std::nullopt;
    if (!code) {
        const bool refused = status >= 400 && status < 500 && status != 408;
        return {refused ? EventType::fail : EventType::info,
                fmt::format("status {}: {}", status, core::in_quotes(body))};
    }
    const Value* message = answer->find("message");
    if (!message) message = answer->find("error");
    const std::string text = message && message->is_string() ? message->as_string() : body;
    return {is_definite(*code, text) ? EventType::fail : EventType::info,
            fmt::format("{} (code {})", text, *code)};
}

}  // namespace ordeal::clients::etcd
