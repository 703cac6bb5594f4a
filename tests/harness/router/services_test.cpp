#include <deque>
#include <optional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/history/operation.hpp"
#include "core/random.hpp"
#include "harness/router/services/service.hpp"
#include "linearizability/consistency/promise.hpp"
#include "linearizability/judge.hpp"

namespace ordeal::harness {
namespace {

using core::EventType;
using core::Random;
using core::Value;
using testing::HasSubstr;

Value read(const char* key) {
    return Value::object({{"type", "read"}, {"key", key}});
}
Value write(const char* key, Value value) {
    return Value::object({{"type", "write"}, {"key", key}, {"value", std::move(value)}});
}
Value cas(const char* key, Value from, Value to, bool create = false) {
    return Value::object({{"type", "cas"},
                          {"key", key},
                          {"from", std::move(from)},
                          {"to", std::move(to)},
                          {"create_if_not_exists", create}});
}
std::int64_t code_of(const Value& answer) {
    const Value* code = answer.find("code");
    return code ? code->as_int() : 0;
}
std::string type_of(const Value& answer) {
    return answer.find("type")->as_string();
}

Value ask(Service& service, const Value& body) {
    return service.answer("n1", body, core::Nanoseconds(0));
}

TEST(Services, LinKvKeepsTheRulesOfItsRpcs) {
    const auto kv = make_lin_kv();
    EXPECT_EQ(code_of(ask(*kv, read("x"))), 20);
    EXPECT_EQ(code_of(ask(*kv, cas("x", 1, 2))), 20);
    EXPECT_EQ(type_of(ask(*kv, cas("x", 0, 2, true))), "cas_ok");
    EXPECT_EQ(*ask(*kv, read("x")).find("value"), Value(2));
    EXPECT_EQ(code_of(ask(*kv, cas("x", 1, 3, true))), 22);
    EXPECT_EQ(type_of(ask(*kv, cas("x", 2, nullptr))), "cas_ok");
    EXPECT_EQ(*ask(*kv, read("x")).find("value"), Value(nullptr));
    EXPECT_EQ(type_of(ask(*kv, write("x", Value::list({1, "two"})))), "write_ok");
    EXPECT_EQ(*ask(*kv, read("x")).find("value"), Value::list({1, "two"}));
    EXPECT_EQ(code_of(ask(*kv, read("y"))), 20);
}

TEST(Services, EveryStoreRefusesWhatItDoesNotUnderstand) {
    for (NamedService& each : make_services(1)) {
        EXPECT_EQ(code_of(ask(*each.service, Value::object({{"type", "explode"}}))), 10);
        if (each.name == "lin-tso") continue;
        EXPECT_EQ(code_of(ask(*each.service, Value::object({{"type", "read"}}))), 12);
        const Value answer = ask(*each.service, Value::object({{"type", "write"}, {"key", 1}}));
        EXPECT_EQ(code_of(answer), 12);
        EXPECT_THAT(answer.find("text")->as_string(), HasSubstr("\"value\""));
    }
}

TEST(Services, EveryTimestampIsGreaterThanAllBefore) {
    const auto oracle = make_lin_tso();
    std::int64_t last = -1;
    for (int i = 0; i < 100; ++i) {
        const Value answer = ask(*oracle, Value::object({{"type", "ts"}}));
        EXPECT_EQ(type_of(answer), "ts_ok");
        EXPECT_GT(answer.find("ts")->as_int(), last);
        last = answer.find("ts")->as_int();
    }
}

/// Askers who write distinct values to a key and read it, one request at a time each, so that the
/// order of the operations is that of the real time in which they were made.
std::vector<core::Operation> history(Service& service, std::uint64_t seed, std::size_t askers) {
    Random random(seed);
    std::vector<core::Operation> operations;
    for (int i = 0; i < 40; ++i) {
        const std::size_t asker = random.below(askers);
        core::Operation operation;
        operation.process = static_cast<std::int64_t>(asker);
        operation.f = random.below(3) == 0 ? "write" : "read";
        operation.argument = operation.f == "write" ? Value(i) : Value();
        const Value answer = service.answer("n" + std::to_string(asker),
                                            operation.f == "write" ? write("x", i) : read("x"),
                                            core::Nanoseconds(i * 1'000'000));
        operation.outcome = EventType::ok;
        operation.id = static_cast<std::size_t>(i);
        operation.invoked = static_cast<std::size_t>(2 * i);
        operation.completed = operation.invoked + 1;
        const Value* value = answer.find("value");
        operation.result = operation.f == "write" ? Value(i) : value ? *value : Value();
        operations.push_back(std::move(operation));
    }
    return operations;
}

core::Verdict judged(const std::vector<core::Operation>& operations, const char* promise) {
    linearizability::JudgeOptions options;
    options.model = "register";
    options.consistency = linearizability::promise_named(promise).value();
    return linearizability::judge(operations, options).value().verdict;
}

TEST(Services, LinKvIsLinearizable) {
    for (std::uint64_t seed = 0; seed < 20; ++seed)
        EXPECT_EQ(judged(history(*make_lin_kv(), seed, 3), "linearizable"), core::Verdict::valid);
}

TEST(Services, SeqKvIsSequentialAndSeldomLinearizable) {
    int stale = 0;
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        const auto operations = history(*make_seq_kv(Random(seed)), seed, 3);
        EXPECT_EQ(judged(operations, "sequential"), core::Verdict::valid) << "seed " << seed;
        stale += judged(operations, "linearizable") == core::Verdict::invalid;
    }
    EXPECT_GT(stale, 25);
}

TEST(Services, SeqKvServesOneAskerAsIfItWereLinearizable) {
    for (std::uint64_t seed = 0; seed < 20; ++seed)
        EXPECT_EQ(judged(history(*make_seq_kv(Random(seed)), seed, 1), "linearizable"),
                  core::Verdict::valid);
}

TEST(Services, SeqKvComparesWithThePresentBeforeItSets) {
    const auto kv = make_seq_kv(Random(1));
    for (int i = 0; i < 200; ++i)
        kv->answer("n1", write("x", i), core::Nanoseconds(0));
    int sets = 0;
    for (int i = 0; i < 200; ++i)
        sets += type_of(kv->answer("n" + std::to_string(2 + i), cas("x", 7, 8),
                                   core::Nanoseconds(0))) == "cas_ok";
    EXPECT_EQ(sets, 0);
}

TEST(Services, LwwKvBreaksEvenTheOrderOfOneAsker) {
    int broken = 0;
    for (std::uint64_t seed = 0; seed < 20; ++seed)
        broken += judged(history(*make_lww_kv(Random(seed)), seed, 1), "sequential") ==
                  core::Verdict::invalid;
    EXPECT_GT(broken, 10);
}

TEST(Services, LwwKvAgreesInTheEnd) {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        const auto kv = make_lww_kv(Random(seed));
        for (int i = 0; i < 20; ++i)
            ask(*kv, write("x", i));
        std::optional<Value> last;
        int agreed = 0;
        for (int i = 0; i < 1000; ++i) {
            const Value answer = ask(*kv, read("x"));
            const Value* value = answer.find("value");
            agreed = value && last && *last == *value ? agreed + 1 : 0;
            last = value ? std::optional(*value) : std::nullopt;
        }
        EXPECT_GT(agreed, 500);
    }
}

}  // namespace
}  // namespace ordeal::harness
