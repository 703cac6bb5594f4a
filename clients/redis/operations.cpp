#include "clients/redis/operations.hpp"

#include <algorithm>
#include <array>

#include "clients/options.hpp"
#include "core/json.hpp"

namespace ordeal::clients::redis {

namespace {

using core::EventType;
using core::Value;

constexpr const char* cas_script =
    "local v = redis.call('GET', KEYS[1]) if v == false then v = 'null' end "
    "if v ~= ARGV[1] then return 0 end redis.call('SET', KEYS[1], ARGV[2]) return 1";
constexpr const char* drain_script =
    "local all = redis.call('LRANGE', KEYS[1], 0, -1) redis.call('DEL', KEYS[1]) return all";
// The token is drawn before the lock is taken: a refused write leaves nothing taken.
constexpr const char* acquire_script =
    "if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end "
    "local token = redis.call('INCR', KEYS[2]) redis.call('SET', KEYS[1], ARGV[1]) "
    "if ARGV[2] ~= '0' then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end return token";
constexpr const char* release_script =
    "if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end return redis.call('DEL', KEYS[1])";

Completion not_ok(EventType type, const Invocation& invocation, std::string why) {
    return {type, invocation.value, std::move(why)};
}

Completion unexpected(const Invocation& invocation) {
    return not_ok(EventType::info, invocation, "a reply of another kind than that of the command");
}

Completion done(const Invocation& invocation, const Reply& reply) {
    if (reply.kind != Reply::Kind::integer && reply.text != "OK") return unexpected(invocation);
    return {EventType::ok, invocation.value, std::nullopt};
}

Completion one(const Invocation& invocation, const Reply& reply, const char* otherwise) {
    if (reply.kind != Reply::Kind::integer) return unexpected(invocation);
    if (reply.integer == 0) return not_ok(EventType::fail, invocation, otherwise);
    return {EventType::ok, invocation.value, std::nullopt};
}

Completion swapped(const Invocation& invocation, const Reply& reply) {
    return one(invocation, reply, "another value is there");
}

Completion released(const Invocation& invocation, const Reply& reply) {
    return one(invocation, reply, "not held");
}

Completion with_token(const Invocation& invocation, const Reply& reply) {
    Completion completion = one(invocation, reply, "taken");
    if (completion.type == EventType::ok) completion.value = reply.integer;
    return completion;
}

Completion acquired(const Invocation& invocation, const Reply& reply) {
    return one(invocation, reply, "taken");
}

Completion value_read(const Invocation& invocation, const Reply& reply) {
    if (reply.kind == Reply::Kind::nil) return {EventType::ok, nullptr, std::nullopt};
    auto value = core::parse_json(reply.text);
    if (reply.kind != Reply::Kind::text || !value) return unexpected(invocation);
    return {EventType::ok, std::move(*value), std::nullopt};
}

Completion number_read(const Invocation& invocation, const Reply& reply) {
    Completion completion = value_read(invocation, reply);
    if (completion.type == EventType::ok && completion.value.is_null()) completion.value = 0;
    return completion;
}

Completion taken(const Invocation& invocation, const Reply& reply) {
    if (reply.kind == Reply::Kind::nil) return not_ok(EventType::fail, invocation, "empty");
    return value_read(invocation, reply);
}

Completion list_read(const Invocation& invocation, const Reply& reply) {
    if (reply.kind != Reply::Kind::list) return unexpected(invocation);
    Value::List values;
    for (const Reply& item : reply.items) {
        auto value = core::parse_json(item.text);
        if (!value) return unexpected(invocation);
        values.push_back(std::move(*value));
    }
    return {EventType::ok, std::move(values), std::nullopt};
}

Completion set_read(const Invocation& invocation, const Reply& reply) {
    Completion completion = list_read(invocation, reply);
    if (completion.type == EventType::ok) std::ranges::sort(completion.value.as_list());
    return completion;
}

/// "register:k0"; of what has no key, "set".
std::string name_of(const Invocation& invocation, std::string_view what) {
    if (!invocation.key) return std::string(what);
    const Value& key = *invocation.key;
    return fmt::format("{}:{}", what, key.is_string() ? key.as_string() : core::to_json(key));
}

using Made = core::Result<Operation>;

Made unknown(const Invocation& invocation, const Terms& terms) {
    return core::fail("the workload {} has no \"{}\" with the value {}", terms.kind, invocation.f,
                      core::to_json(invocation.value));
}

Made of_register(const Invocation& invocation, const Terms& terms) {
    const std::string name = name_of(invocation, "register");
    const Value& value = invocation.value;
    if (invocation.f == "read") return Operation{{"GET", name}, value_read};
    if (invocation.f == "write") return Operation{{"SET", name, core::to_json(value)}, done};
    if (invocation.f == "cas" && value.is_list() && value.as_list().size() == 2)
        return Operation{{"EVAL", cas_script, "1", name, core::to_json(value.as_list()[0]),
                          core::to_json(value.as_list()[1])},
                         swapped};
    return unknown(invocation, terms);
}

Made of_set(const Invocation& invocation, const Terms& terms) {
    const std::string name = name_of(invocation, "set");
    if (invocation.f == "read") return Operation{{"SMEMBERS", name}, set_read};
    if (invocation.f == "add")
        return Operation{{"SADD", name, core::to_json(invocation.value)}, done};
    return unknown(invocation, terms);
}

Made of_counter(const Invocation& invocation, const Terms& terms) {
    const std::string name = name_of(invocation, "counter");
    if (invocation.f == "read") return Operation{{"GET", name}, number_read};
    if (invocation.f == "add" && invocation.value.is_int())
        return Operation{{"INCRBY", name, core::to_json(invocation.value)}, done};
    return unknown(invocation, terms);
}

Made of_queue(const Invocation& invocation, const Terms& terms) {
    const std::string name = name_of(invocation, "queue");
    if (invocation.f == "enqueue")
        return Operation{{"RPUSH", name, core::to_json(invocation.value)}, done};
    if (invocation.f == "dequeue") return Operation{{"LPOP", name}, taken};
    if (invocation.f == "drain") return Operation{{"EVAL", drain_script, "1", name}, list_read};
    return unknown(invocation, terms);
}

Made of_lock(const Invocation& invocation, const Terms& terms) {
    const std::string name = name_of(invocation, "lock");
    if (invocation.f == "acquire")
        return Operation{{"EVAL", acquire_script, "2", name, name + ":token", terms.owner,
                          terms.lease_milliseconds},
                         terms.kind == "lock" ? with_token : acquired};
    if (invocation.f == "release")
        return Operation{{"EVAL", release_script, "1", name, terms.owner}, released};
    return unknown(invocation, terms);
}

struct Kind {
    std::string_view name;
    Made (*make)(const Invocation&, const Terms&);
};

constexpr std::array kinds = {
    Kind{"register", of_register}, Kind{"cas-register", of_register},
    Kind{"lin-kv", of_register},   Kind{"set", of_set},
    Kind{"g-set", of_set},         Kind{"counter", of_counter},
    Kind{"g-counter", of_counter}, Kind{"pn-counter", of_counter},
    Kind{"queue", of_queue},       Kind{"total-queue", of_queue},
    Kind{"fifo-queue", of_queue},  Kind{"unordered-queue", of_queue},
    Kind{"lock", of_lock},         Kind{"mutex", of_lock},
};

constexpr std::array<std::string_view, 18> definite = {
    "READONLY",   "LOADING", "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN", "BUSY",
    "NOREPLICAS", "MISCONF", "OOM",        "MOVED",       "ASK",      "CROSSSLOT",
    "NOAUTH",     "NOPERM",  "WRONGTYPE",  "EXECABORT",   "NOSCRIPT", "ERR"};

}  // namespace

const std::vector<std::string_view>& workload_kinds() {
    static const std::vector<std::string_view> names = names_of(kinds);
    return names;
}

Made operation_of(const Invocation& invocation, const Terms& terms) {
    for (const Kind& kind : kinds)
        if (kind.name == terms.kind) return kind.make(invocation, terms);
    return unknown(invocation, terms);
}

EventType outcome_of_error(std::string_view error) {
    const std::string_view word = error.substr(0, error.find(' '));
    const bool known = std::ranges::find(definite, word) != definite.end();
    return known ? EventType::fail : EventType::info;
}

Completion complete(const Operation& operation, const Invocation& invocation, const Reply& reply) {
    if (reply.kind == Reply::Kind::error)
        return not_ok(outcome_of_error(reply.text), invocation, reply.text);
    return operation.meaning(invocation, reply);
}

}  // namespace ordeal::clients::redis
