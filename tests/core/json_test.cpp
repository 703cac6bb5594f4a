#include "core/json.hpp"

#include <cmath>
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/json_scanner.hpp"
#include "core/json_strict.hpp"
#include "core/random.hpp"

namespace ordeal::core {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

std::string error_of(std::string_view text) {
    const auto value = parse_json(text);
    return value ? "parsed: " + to_json(*value) : value.error().message;
}

std::string random_text(Random& random) {
    static const std::vector<std::string> pieces{"a",    "\"",   "\\", "/",      "\n",         "\t",
                                                 "\x01", "\x7f", "é",  "\u2028", "\U0001f600", ""};
    std::string text;
    for (std::uint64_t i = random.below(5); i > 0; --i)
        text += random.pick(pieces);
    return text;
}

Value random_value(Random& random, int depth) {
    switch (random.below(depth == 0 ? 5 : 7)) {
        case 0:
            return nullptr;
        case 1:
            return random.chance(0.5);
        case 2:
            return static_cast<std::int64_t>(random.next() >> random.below(64));
        case 3:
            return random.normal(0, std::pow(10, static_cast<double>(random.between(-300, 300))));
        case 4:
            return random_text(random);
        case 5: {
            Value::List list;
            for (std::uint64_t i = random.below(4); i > 0; --i)
                list.push_back(random_value(random, depth - 1));
            return list;
        }
        default: {
            Value object = Value::Object{};
            for (std::uint64_t i = random.below(4); i > 0; --i)
                object.set(random_text(random), random_value(random, depth - 1));
            return object;
        }
    }
}

TEST(Json, RandomValuesComeBackTheSame) {
    Random random(1);
    for (int i = 0; i < 3000; ++i) {
        const Value value = random_value(random, 4);
        const auto line = parse_json(to_json(value));
        ASSERT_TRUE(line) << to_json(value) << line.error().message;
        EXPECT_EQ(*line, value) << to_json(value);
        const auto pretty = parse_json(to_pretty_json(value));
        ASSERT_TRUE(pretty) << to_pretty_json(value);
        EXPECT_EQ(*pretty, value) << to_pretty_json(value);
        EXPECT_EQ(to_json(value).find('\n'), std::string::npos);
    }
}

TEST(Json, WritesWhatStandsInTheContract) {
    const auto value = Value::object(
        {{"a", 1}, {"b", Value::list({true, nullptr, -2.5, 1.0})}, {"c", Value::Object{}}});
    EXPECT_EQ(to_json(value), R"({"a":1,"b":[true,null,-2.5,1.0],"c":{}})");
    EXPECT_EQ(to_json(Value::List{}), "[]");
    EXPECT_EQ(to_json("q\"\\\n\x01/é"), R"("q\"\\\n\u0001/é")");
    EXPECT_EQ(to_json(1e300), "1e+300");
    EXPECT_EQ(to_json(std::numeric_limits<double>::infinity()), "null");
    EXPECT_EQ(to_json(std::nan("")), "null");
    EXPECT_EQ(to_pretty_json(Value::object(
                  {{"a", Value::list({1, 2})}, {"b", Value::list({Value::object({{"c", 1}})})}})),
              "{\n    \"a\": [1,2],\n    \"b\": [\n        {\n            \"c\": 1\n        }\n"
              "    ]\n}");
}

TEST(Json, KeepsTheOrderOfMembersAndTheKindOfNumbers) {
    EXPECT_EQ(to_json(*parse_json(R"( {"b":1, "a":1.0, "c":1e2, "d":-0 } )")),
              R"({"b":1,"a":1.0,"c":100.0,"d":0})");
}

TEST(Json, WritesBytesThatAreNotUtf8AsReplacement) {
    EXPECT_EQ(to_json("a\xff z"), "\"a\xef\xbf\xbd z\"");
    EXPECT_EQ(to_json("\xc3"), "\"\xef\xbf\xbd\"");
}

TEST(Json, IntegersReachTheEndsOfSixtyFourBits) {
    EXPECT_EQ(parse_json("9223372036854775807")->as_int(), INT64_MAX);
    EXPECT_EQ(parse_json("-9223372036854775808")->as_int(), INT64_MIN);
    for (const char* text :
         {"9223372036854775808", "18446744073709551615", "18446744073709551616",
          "-9223372036854775809", "100000000000000000000000000000000000000000"}) {
        EXPECT_THAT(error_of(text), HasSubstr("does not fit in 64 bits"));
        EXPECT_THAT(error_of(text), HasSubstr(text));
        EXPECT_THAT(error_of(text), StartsWith("column "));
    }
}

TEST(Json, NumbersBeyondDoubleAreErrors) {
    EXPECT_EQ(error_of("[1e400]"), "column 6: number overflow parsing '1e400'");
}

TEST(Json, DuplicateMembersAreErrors) {
    EXPECT_EQ(error_of(R"({"a":1,"b":2,"a":3})"), "column 16: the member \"a\" is there twice");
    EXPECT_TRUE(parse_json(R"([{"a":1},{"a":2},{"b":{"a":{"a":1}}}])"));
}

TEST(Json, DeepNestingIsAnErrorNotACrash) {
    const auto nested = [](std::size_t depth) {
        return std::string(depth, '[') + std::string(depth, ']');
    };
    EXPECT_TRUE(parse_json(nested(1000)));
    EXPECT_EQ(error_of(nested(1001)), "column 1001: more than 1000 levels deep");
    EXPECT_THAT(error_of(std::string(10'000'000, '[')), HasSubstr("levels deep"));
    std::string objects;
    for (int i = 0; i < 100'000; ++i)
        objects += "{\"a\":";
    EXPECT_THAT(error_of(objects), HasSubstr("levels deep"));
}

TEST(Json, InvalidUtf8IsAnError) {
    for (const char* text : {"\"\xff\"", "\"\xc3\"", "\"\xc0\x80\"", "\"\xed\xa0\x80\"",
                             "\"\xf4\x90\x80\x80\"", "\"\xe2\x82\"", "{\"\x80\":1}"})
        EXPECT_THAT(error_of(text), HasSubstr("ill-formed UTF-8")) << text;
    EXPECT_THAT(error_of(R"("\ud800")"), HasSubstr("surrogate"));
}

TEST(Json, EveryTruncationIsAnError) {
    const std::string text = R"({"a":[1,-2.5e3,true,null],"b":{"c":"d\u00e9\n"}})";
    ASSERT_TRUE(parse_json(text));
    for (std::size_t length = 0; length < text.size(); ++length)
        EXPECT_THAT(error_of(text.substr(0, length)), StartsWith("column ")) << length;
}

TEST(Json, NothingIsDroppedBehindTheDocument) {
    EXPECT_THAT(error_of("{} x"), StartsWith("column 4: "));
    EXPECT_THAT(error_of("1 2"), StartsWith("column 3: "));
    EXPECT_EQ(error_of(std::string("1\0 garbage", 10)), "column 2: a NUL byte is not JSON");
    EXPECT_EQ(error_of(std::string("1\0", 2)), "column 2: a NUL byte is not JSON");
}

TEST(Json, WhatIsNotJsonIsAnError) {
    for (const char* text : {"", " ", "nul", "+1", "01", "1.", ".5", "'a'", "[1,]", "{\"a\":1,}",
                             "{a:1}", "// x\n1", "NaN", "\"\t\"", "{\"a\" 1}", "[1 2]", "]"})
        EXPECT_THAT(error_of(text), StartsWith("column ")) << text;
}

TEST(Json, RandomBytesNeverCrash) {
    Random random(2);
    const std::string alphabet = "{}[]\",:0123456789.eE+-truefalsn \\u\xc3\xa9/*";
    for (int i = 0; i < 20'000; ++i) {
        std::string text;
        for (std::uint64_t length = random.below(30); length > 0; --length)
            text += alphabet[random.below(alphabet.size())];
        if (const auto value = parse_json(text)) {
            EXPECT_EQ(*parse_json(to_json(*value)), *value) << text;
        }
    }
}

/// The quick reader takes exactly what the strict one takes, and reads it alike.
TEST(Json, TheQuickReaderAgreesWithTheStrictOne) {
    const std::vector<std::string> pieces{"{",
                                          "}",
                                          "[",
                                          "]",
                                          ",",
                                          ":",
                                          " ",
                                          "\n",
                                          "\"a\"",
                                          "\"b\":",
                                          "\"a\":1",
                                          "null",
                                          "true",
                                          "false",
                                          "0",
                                          "-1",
                                          "12",
                                          "01",
                                          "1.5",
                                          "1e5",
                                          "1e999",
                                          "1e-999",
                                          "5e-324",
                                          "-0.0",
                                          ".5",
                                          "1.",
                                          "\"\\n\"",
                                          "\"\\u00e9\"",
                                          "\"\\ud83d\\ude00\"",
                                          "\"\\ud83d\\u0041\"",
                                          "\"\\ud83d\"",
                                          "\"\\udc00\"",
                                          "\"\\u00g0\"",
                                          "\"\xc3\xa9\"",
                                          "\"\xc3\"",
                                          "\"\xed\xa0\x80\"",
                                          "\"\xf0\x9f\x98\x80\"",
                                          "\"",
                                          "\\",
                                          "\t",
                                          "\x7f",
                                          "9223372036854775807",
                                          "9223372036854775808",
                                          "-9223372036854775808",
                                          "\"\x01\"",
                                          "nul",
                                          "+1",
                                          "1 2"};
    Random random(7);
    int right = 0;
    for (int i = 0; i < 200'000; ++i) {
        std::string text;
        for (std::uint64_t length = random.below(8) + 1; length > 0; --length)
            text += random.pick(pieces);
        JsonScanner scanner(text);
        Value quick;
        const bool taken = scanner.value(quick) && scanner.at_end();
        const auto strict = parse_json_strictly(text);
        ASSERT_EQ(taken, strict.has_value()) << text;
        if (strict) {
            ASSERT_EQ(quick, *strict) << text;
        }
        right += taken;
    }
    EXPECT_GT(right, 5000);
}

TEST(Json, LongDocumentsNameTheLine) {
    const auto error = [](std::string_view text) { return parse_long_json(text).error().message; };
    EXPECT_THAT(error("[1,\n  2 3]"), StartsWith("2: column 5: "));
    EXPECT_THAT(error("[1,\n"), StartsWith("2: column 1: "));
    EXPECT_THAT(error("]"), StartsWith("1: column 1: "));
    EXPECT_EQ(error("{\"a\":1,\n\"a\":2}"), "2: column 3: the member \"a\" is there twice");
}

TEST(Json, MembersByName) {
    const auto value = Value::object({{"s", "x"}, {"i", 5}});
    EXPECT_EQ(*string_at(value, "s"), "x");
    EXPECT_EQ(*int_at(value, "i"), 5);
    EXPECT_EQ(string_at(value, "i").error().message, "\"i\": expected a string, got integer");
    EXPECT_EQ(int_at(value, "s").error().message, "\"s\": expected an integer, got string");
    EXPECT_EQ(int_at(value, "z").error().message, "the member \"z\" is missing");
    EXPECT_EQ(string_at(3, "z").error().message, "expected an object, got integer");
}

}  // namespace
}  // namespace ordeal::core
