#include "tests/linearizability/small_domain.hpp"

#include <algorithm>

#include "core/check.hpp"
#include "tests/linearizability/histories.hpp"

namespace ordeal::testing {

namespace {

using core::Operation;
using core::Value;
using Kinds = std::vector<Operation>;

/// An operation without an answer, that may be of unknown outcome.
void add_both(Kinds& kinds, const std::string& f, const Value& argument) {
    kinds.push_back(make_kind(f, argument));
    kinds.push_back(make_kind(f, argument, nullptr, "info"));
}

void add_looks(Kinds& kinds, const std::string& f, const std::vector<Value>& answers,
               const Value& argument = nullptr) {
    for (const Value& answer : answers)
        kinds.push_back(make_kind(f, argument, answer));
}

void add_cas(Kinds& kinds, const Value& from, const Value& to, std::string_view outcome = "ok") {
    kinds.push_back(make_kind("cas", Value::list({from, to}), nullptr, outcome));
}

Kinds register_kinds() {
    Kinds kinds;
    add_looks(kinds, "read", {nullptr, 1, 2});
    add_both(kinds, "write", 1);
    add_both(kinds, "write", 2);
    return kinds;
}

Kinds cas_kinds() {
    Kinds kinds = register_kinds();
    for (const auto* outcome : {"ok", "info"}) {
        add_cas(kinds, 1, 2, outcome);
        add_cas(kinds, 2, 1, outcome);
    }
    add_cas(kinds, 1, 1);
    add_cas(kinds, 2, 2);
    return kinds;
}

Kinds observing_kinds() {
    Kinds kinds = register_kinds();
    for (const auto* outcome : {"ok", "fail", "info"}) {
        add_cas(kinds, 1, 2, outcome);
        add_cas(kinds, 2, 1, outcome);
    }
    return kinds;
}

Kinds kv_kinds() {
    Kinds kinds = register_kinds();
    add_both(kinds, "delete", nullptr);
    for (const int value : {1, 2}) {
        add_cas(kinds, nullptr, value);
        add_cas(kinds, value, 3 - value);
        add_cas(kinds, value, 3 - value, "info");
    }
    return kinds;
}

Kinds counter_kinds() {
    Kinds kinds;
    add_looks(kinds, "read", {0, 1, 2, 3});
    add_both(kinds, "add", 1);
    add_both(kinds, "add", 2);
    kinds.push_back(make_kind("add", -1));
    return kinds;
}

Kinds append_kinds() {
    Kinds kinds;
    add_looks(kinds, "get", {"", "a", "b", "ab", "ba"});
    for (const auto* letter : {"a", "b"}) {
        add_both(kinds, "append", letter);
        add_both(kinds, "put", letter);
    }
    return kinds;
}

Kinds pile_kinds(const std::string& in, const std::string& out) {
    Kinds kinds;
    add_both(kinds, in, 1);
    add_both(kinds, in, 2);
    add_looks(kinds, out, {nullptr, 1, 2});
    kinds.push_back(make_kind(out, nullptr, nullptr, "info"));
    return kinds;
}

Kinds set_kinds() {
    Kinds kinds;
    for (const int value : {1, 2}) {
        add_both(kinds, "add", value);
        add_both(kinds, "remove", value);
        add_looks(kinds, "contains", {false, true}, value);
    }
    add_looks(kinds, "read",
              {Value::list({}), Value::list({1}), Value::list({2}), Value::list({1, 2})});
    return kinds;
}

Kinds log_kinds() {
    Kinds kinds;
    add_both(kinds, "append", 1);
    add_both(kinds, "append", 2);
    add_looks(kinds, "read",
              {Value::list({}), Value::list({1}), Value::list({2}), Value::list({1, 2}),
               Value::list({2, 1})});
    return kinds;
}

Kinds transaction_kinds() {
    const auto write = [](const char* key, int value) {
        return Value::list({"write", key, value});
    };
    const auto read = [](const char* key, Value value) {
        return Value::list({"read", key, std::move(value)});
    };
    Kinds kinds;
    for (const Value& steps :
         {Value::list({read("x", nullptr), read("y", nullptr)}),
          Value::list({read("x", 1), read("y", nullptr)}),
          Value::list({read("x", 1), read("y", 2)}), Value::list({write("x", 1)}),
          Value::list({write("x", 1), write("y", 2)}), Value::list({read("x", 1), write("x", 2)})})
        kinds.push_back(make_kind("txn", steps, steps));
    kinds.push_back(make_kind("txn", Value::list({write("y", 2)}), nullptr, "info"));
    kinds.push_back(
        make_kind("txn", Value::list({read("x", nullptr), write("x", 1)}), nullptr, "info"));
    return kinds;
}

/// 1 and 2, or the letters a and b, exchanged.
Value exchange(const Value& value) {
    if (value == Value(1)) return 2;
    if (value == Value(2)) return 1;
    if (value.is_string()) {
        std::string text = value.as_string();
        for (char& letter : text)
            letter = letter == 'a' ? 'b' : 'a';
        return text;
    }
    if (!value.is_list()) return value;
    auto list = value.as_list();
    for (Value& item : list)
        item = exchange(item);
    return list;
}

/// What is read of a set has no order.
Value normal(const std::string& model, const Value& value) {
    Value out = value;
    if (model == "set" && out.is_list()) std::sort(out.as_list().begin(), out.as_list().end());
    return out;
}

SmallDomain symmetric(SmallDomain domain) {
    for (const Operation& kind : domain.kinds) {
        const auto place =
            std::find_if(domain.kinds.begin(), domain.kinds.end(), [&](const Operation& other) {
                return other.f == kind.f && other.outcome == kind.outcome &&
                       other.argument == exchange(kind.argument) &&
                       normal(domain.model, other.result) ==
                           normal(domain.model, exchange(kind.result));
            });
        CHECK(place != domain.kinds.end(), "{}: {} has no counterpart", domain.name, kind.f);
        domain.exchanged.push_back(static_cast<std::uint8_t>(place - domain.kinds.begin()));
    }
    return domain;
}

SmallDomain simple(const std::string& model, Kinds kinds) {
    return symmetric({.name = model, .model = model, .initial = {}, .kinds = std::move(kinds)});
}

}  // namespace

const std::vector<SmallDomain>& small_domains() {
    using linearizability::FailedCas;
    static const std::vector<SmallDomain> domains{
        simple("register", register_kinds()),
        simple("cas-register", cas_kinds()),
        symmetric(
            {"cas-register-observing", "cas-register", {}, FailedCas::observed, observing_kinds()}),
        simple("kv", kv_kinds()),
        simple("append-kv", append_kinds()),
        {"multi-register", "multi-register", Value::object({{"x", nullptr}, {"y", nullptr}}),
         FailedCas::dropped, transaction_kinds()},
        simple("write-once-register", register_kinds()),
        {"counter", "counter", {}, FailedCas::dropped, counter_kinds()},
        simple("set", set_kinds()),
        simple("fifo-queue", pile_kinds("enqueue", "dequeue")),
        simple("unordered-queue", pile_kinds("enqueue", "dequeue")),
        simple("stack", pile_kinds("push", "pop")),
        {"priority-queue",
         "priority-queue",
         {},
         FailedCas::dropped,
         pile_kinds("insert", "remove-min")},
        simple("mutex",
               {make_kind("acquire", nullptr), make_kind("acquire", nullptr, nullptr, "info"),
                make_kind("release", nullptr), make_kind("release", nullptr, nullptr, "info")}),
        simple("log", log_kinds())};
    return domains;
}

std::vector<bool> crashed_kinds(const SmallDomain& domain) {
    std::vector<bool> out;
    for (const Operation& kind : domain.kinds)
        out.push_back(kind.outcome == core::EventType::info);
    return out;
}

}  // namespace ordeal::testing
