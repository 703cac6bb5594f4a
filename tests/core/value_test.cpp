#include "core/value.hpp"

#include <cmath>
#include <limits>
#include <unordered_set>

#include <gtest/gtest.h>

namespace ordeal::core {
namespace {

/// One of each kind and more, in the order that Value promises.
std::vector<Value> in_order() {
    return {nullptr,
            false,
            true,
            INT64_MIN,
            -1,
            0,
            1,
            INT64_MAX,
            -std::numeric_limits<double>::infinity(),
            -1.5,
            -0.0,
            0.0,
            1.0,
            "",
            "a",
            "aa",
            "b",
            Value::List{},
            Value::list({nullptr}),
            Value::list({1}),
            Value::list({1, 1}),
            Value::list({2}),
            Value::Object{},
            Value::object({{"a", 1}}),
            Value::object({{"a", 2}}),
            Value::object({{"b", 0}}),
            Value::object({{"a", 1}, {"b", 2}})};
}

TEST(Value, OrderIsTotalByKindThenContent) {
    const auto values = in_order();
    for (std::size_t i = 0; i < values.size(); ++i)
        for (std::size_t j = 0; j < values.size(); ++j) {
            EXPECT_EQ(values[i] <=> values[j], i <=> j) << i << " " << j;
            EXPECT_EQ(values[i] == values[j], i == j) << i << " " << j;
        }
}

TEST(Value, DifferentValuesHaveDifferentHashes) {
    std::unordered_set<std::uint64_t> hashes;
    for (const Value& value : in_order())
        EXPECT_TRUE(hashes.insert(value.hash()).second) << value.kind();
    EXPECT_NE(Value::list({1, 2}).hash(), Value::list({2, 1}).hash());
    EXPECT_NE(Value::list({Value::list({}), 1}).hash(), Value::list({Value::list({1})}).hash());
    EXPECT_NE(Value::object({{"a", 1}, {"b", 2}}).hash(),
              Value::object({{"a", 2}, {"b", 1}}).hash());
}

TEST(Value, HashIsTheSameOnEveryMachine) {
    const auto value = Value::object({{"a", 1}, {"b", Value::list({true, nullptr, 2.5, "x"})}});
    EXPECT_EQ(value.hash(), 0xf66bca825cdc19d0U);
}

TEST(Value, ObjectsAreEqualWhateverTheOrderOfMembers) {
    const auto a = Value::object({{"x", 1}, {"y", Value::object({{"p", 1}, {"q", 2}})}});
    const auto b = Value::object({{"y", Value::object({{"q", 2}, {"p", 1}})}, {"x", 1}});
    EXPECT_EQ(a, b);
    EXPECT_EQ(a.hash(), b.hash());
    EXPECT_EQ(a <=> b, std::strong_ordering::equal);
    EXPECT_EQ(a.as_object()[0].name, "x");  // but each keeps its own
    EXPECT_EQ(b.as_object()[0].name, "y");
}

TEST(Value, IntegersAreNotNumbers) {
    EXPECT_NE(Value(1), Value(1.0));
    EXPECT_EQ(Value(1).as_double(), 1.0);
    EXPECT_EQ(Value(7U), Value(std::int64_t{7}));
    EXPECT_DEATH(Value(~0UL), "INT64_MAX");
}

TEST(Value, NotANumberEqualsItself) {
    const Value nan(std::nan(""));
    EXPECT_EQ(nan, nan);
    EXPECT_EQ(nan.hash(), Value(std::nan("")).hash());
}

TEST(Value, WrongKindIsABrokenInvariant) {
    EXPECT_DEATH(Value("x").as_int(), "a value is string, not integer");
    EXPECT_DEATH(Value(1).as_string(), "a value is integer, not string");
    EXPECT_DEATH(Value().as_object(), "a value is null, not object");
    EXPECT_DEATH(Value(1.5).as_list(), "a value is number, not list");
    EXPECT_DEATH(Value::List{Value::Object{}}[0].as_bool(), "a value is object, not boolean");
}

TEST(Value, SetAddsOrReplaces) {
    Value value;
    value.set("a", 1).set("b", 2).set("a", 3);
    EXPECT_EQ(value, Value::object({{"a", 3}, {"b", 2}}));
    EXPECT_EQ(value.as_object().size(), 2U);
    EXPECT_EQ(value.find("c"), nullptr);
    EXPECT_EQ(Value(5).find("a"), nullptr);
    EXPECT_DEATH(Value(5).set("a", 1), "not object");
}

TEST(Value, PushMakesAList) {
    Value value;
    value.push(1).push("x");
    EXPECT_EQ(value, Value::list({1, "x"}));
    EXPECT_DEATH(Value("x").push(1), "not list");
}

TEST(Value, KindsHaveNames) {
    EXPECT_EQ(Value().kind(), "null");
    EXPECT_EQ(Value(true).kind(), "boolean");
    EXPECT_EQ(Value(1).kind(), "integer");
    EXPECT_EQ(Value(1.0).kind(), "number");
    EXPECT_EQ(Value("").kind(), "string");
    EXPECT_EQ(Value(Value::List{}).kind(), "list");
    EXPECT_EQ(Value(Value::Object{}).kind(), "object");
}

}  // namespace
}  // namespace ordeal::core
