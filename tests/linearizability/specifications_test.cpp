// Every specification against brute force: all histories of up to three operations, and random
// larger ones, with all searches.
#include "linearizability/search/decide.hpp"
#include "linearizability/specifications/collection.hpp"
#include "linearizability/specifications/multi_register.hpp"
#include "linearizability/specifications/register.hpp"
#include "linearizability/specifications/scalars.hpp"
#include "tests/linearizability/engine_check.hpp"

namespace ordeal::testing {
namespace {

using core::Operation;
using core::Value;
using linearizability::Decide;
using linearizability::DepthFirst;
using linearizability::Forward;
using linearizability::Limits;
using linearizability::Problem;
using Kinds = std::vector<Operation>;

template <typename S>
bool all_agree(EngineCheck<S>& check, const std::vector<Placed>& history) {
    const auto depth_first = [](S& spec, const Problem<S>& problem, Limits& limits) {
        return DepthFirst<S>(spec, problem, limits).run();
    };
    const auto forward = [](S& spec, const Problem<S>& problem, Limits& limits) {
        return Forward<S, 1>(spec, problem, limits).run();
    };
    const auto narrow_first = [](S& spec, const Problem<S>& problem, Limits& limits) {
        return Decide<S, 1>(spec, problem, limits, 1).run();
    };
    return check.agrees(history, depth_first) && check.agrees(history, forward) &&
           check.agrees(history, narrow_first);
}

template <typename S>
void check_small(EngineCheck<S>& check, std::size_t count) {
    const std::size_t kinds = check.kinds().size();
    std::size_t combinations = 1;
    for (std::size_t i = 0; i < count; ++i)
        combinations *= kinds;
    for (const auto& overlap : all_overlaps(count, 3))
        for (std::size_t number = 0; number < combinations; ++number) {
            auto history = overlap;
            std::size_t rest = number;
            for (auto& placed : history) {
                placed.kind = rest % kinds;
                rest /= kinds;
            }
            forget_returns(history, check.kinds());
            if (!all_agree(check, history)) return;
        }
}

template <typename S>
void check_random(EngineCheck<S>& check, std::uint64_t seed) {
    core::Random random(seed);
    for (int i = 0; i < 4'000; ++i) {
        auto history =
            random_history(random, 1 + random.below(7), 1 + random.below(4), check.kinds().size());
        forget_returns(history, check.kinds());
        ASSERT_TRUE(all_agree(check, history));
    }
}

template <typename S>
void check_model(const std::string& model, const Kinds& kinds, Value initial = nullptr) {
    linearizability::JudgeOptions options;
    options.model = model;
    options.initial = std::move(initial);
    EngineCheck<S> check(options, kinds);
    for (std::size_t count = 1; count <= 3; ++count)
        check_small(check, count);
    check_random(check, 7);
}

/// An operation without an answer, that may be of unknown outcome.
void add_both(Kinds& kinds, const std::string& f, const Value& argument) {
    kinds.push_back(make_kind(f, argument));
    kinds.push_back(make_kind(f, argument, nullptr, "info"));
}

Kinds register_kinds() {
    Kinds kinds;
    for (const Value& value : {Value(), Value(1), Value(2)})
        kinds.push_back(make_kind("read", nullptr, value));
    add_both(kinds, "write", 1);
    add_both(kinds, "write", 2);
    return kinds;
}

TEST(Specifications, Register) {
    check_model<linearizability::Register>("register", register_kinds());
}

TEST(Specifications, Kv) {
    auto kinds = register_kinds();
    add_both(kinds, "delete", nullptr);
    kinds.push_back(make_kind("cas", Value::list({nullptr, 1})));
    check_model<linearizability::Register>("kv", kinds);
}

TEST(Specifications, WriteOnceRegister) {
    check_model<linearizability::WriteOnceRegister>("write-once-register", register_kinds());
}

TEST(Specifications, Counter) {
    Kinds kinds;
    for (const int value : {0, 1, 2, 3})
        kinds.push_back(make_kind("read", nullptr, value));
    add_both(kinds, "add", 1);
    add_both(kinds, "add", 2);
    kinds.push_back(make_kind("add", -1));
    check_model<linearizability::Counter>("counter", kinds);
}

TEST(Specifications, Mutex) {
    Kinds kinds;
    add_both(kinds, "acquire", nullptr);
    add_both(kinds, "release", nullptr);
    check_model<linearizability::Mutex>("mutex", kinds);
}

TEST(Specifications, AppendKv) {
    Kinds kinds;
    for (const auto* text : {"", "a", "b", "ab", "ba"})
        kinds.push_back(make_kind("get", nullptr, text));
    add_both(kinds, "append", "a");
    add_both(kinds, "append", "b");
    kinds.push_back(make_kind("put", "a"));
    check_model<linearizability::AppendKv>("append-kv", kinds);
}

Kinds queue_kinds(const std::string& in, const std::string& out) {
    Kinds kinds;
    add_both(kinds, in, 1);
    add_both(kinds, in, 2);
    for (const Value& value : {Value(), Value(1), Value(2)})
        kinds.push_back(make_kind(out, nullptr, value));
    kinds.push_back(make_kind(out, nullptr, nullptr, "info"));
    return kinds;
}

TEST(Specifications, FifoQueue) {
    check_model<linearizability::FifoQueue>("fifo-queue", queue_kinds("enqueue", "dequeue"));
    check_model<linearizability::FifoQueue>("fifo-queue", queue_kinds("enqueue", "dequeue"),
                                            Value::list({2, 1}));
}

TEST(Specifications, UnorderedQueue) {
    check_model<linearizability::UnorderedQueue>("unordered-queue",
                                                 queue_kinds("enqueue", "dequeue"));
}

TEST(Specifications, Stack) {
    check_model<linearizability::Stack>("stack", queue_kinds("push", "pop"));
}

TEST(Specifications, PriorityQueue) {
    check_model<linearizability::PriorityQueue>("priority-queue",
                                                queue_kinds("insert", "remove-min"));
    check_model<linearizability::PriorityQueue>(
        "priority-queue", queue_kinds("insert", "remove-min"), Value::list({1, 2}));
}

TEST(Specifications, Set) {
    Kinds kinds;
    for (const char* f : {"add", "remove"}) {
        add_both(kinds, f, 1);
        kinds.push_back(make_kind(f, 2));
    }
    kinds.push_back(make_kind("contains", 1, true));
    kinds.push_back(make_kind("contains", 1, false));
    for (const Value& seen : {Value::list({}), Value::list({1}), Value::list({2, 1})})
        kinds.push_back(make_kind("read", nullptr, seen));
    check_model<linearizability::Set>("set", kinds);
}

TEST(Specifications, Log) {
    Kinds kinds;
    add_both(kinds, "append", 1);
    add_both(kinds, "append", 2);
    for (const Value& seen : {Value::list({}), Value::list({1}), Value::list({2}),
                              Value::list({1, 2}), Value::list({2, 1})})
        kinds.push_back(make_kind("read", nullptr, seen));
    check_model<linearizability::Log>("log", kinds);
}

TEST(Specifications, MultiRegister) {
    const auto write = [](const char* key, int value) {
        return Value::list({"write", key, value});
    };
    const auto read = [](const char* key, Value value) {
        return Value::list({"read", key, std::move(value)});
    };
    Kinds kinds;
    const auto add = [&kinds](const Value& steps) {
        kinds.push_back(make_kind("txn", steps, steps));
    };
    add(Value::list({read("x", nullptr), read("y", nullptr)}));
    add(Value::list({read("x", 1), read("y", nullptr)}));
    add(Value::list({read("x", 1), read("y", 2)}));
    add(Value::list({write("x", 1)}));
    add(Value::list({write("x", 1), write("y", 2)}));
    add(Value::list({read("x", 1), write("x", 2)}));
    kinds.push_back(make_kind("txn", Value::list({write("y", 2)}), nullptr, "info"));
    kinds.push_back(
        make_kind("txn", Value::list({read("x", nullptr), write("x", 1)}), nullptr, "info"));
    check_model<linearizability::MultiRegister>("multi-register", kinds,
                                                Value::object({{"x", nullptr}, {"y", nullptr}}));
}

}  // namespace
}  // namespace ordeal::testing
