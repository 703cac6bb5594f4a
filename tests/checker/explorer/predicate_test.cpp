#include "checker/explorer/predicate.hpp"

#include <gtest/gtest.h>

#include "checker/explorer/address.hpp"

namespace ordeal::test {
namespace {

using checker::Predicate;

const std::string state =
    "n1: State{role: leader}\nn2: State{role: follower, leader: n1}\n"
    "under way: n1 -> n2: \"rock and roll\"\n";

bool holds(std::string_view text) {
    const auto predicate = Predicate::parse(text);
    EXPECT_TRUE(predicate.has_value()) << text;
    return predicate && (*predicate)(state);
}

TEST(Predicate, LooksForWordsAnywhereOrInOneLine) {
    EXPECT_TRUE(holds("role: leader"));
    EXPECT_FALSE(holds("role: candidate"));
    EXPECT_TRUE(holds("@n2 follower"));
    EXPECT_FALSE(holds("@n1 follower"));
    EXPECT_FALSE(holds("@n3 follower"));
    EXPECT_FALSE(holds("@n role"));  // the whole of a name
}

TEST(Predicate, CombinesAndNegates) {
    EXPECT_TRUE(holds("@n1 leader and @n2 follower"));
    EXPECT_FALSE(holds("@n1 leader and @n2 candidate"));
    EXPECT_TRUE(holds("@n1 leader and not @n2 role: leader"));
    EXPECT_FALSE(holds("not leader"));
}

TEST(Predicate, WhatIsInQuotesIsTakenAsItIs) {
    EXPECT_TRUE(holds("\"rock and roll\""));
    EXPECT_FALSE(holds("\"not leader\""));
}

TEST(Predicate, SaysWhatIsWrong) {
    for (const char* text : {"", "  ", "not \"\"", "@n1", "@n1 ", "\"open", "a and ", "\""})
        EXPECT_FALSE(Predicate::parse(text).has_value()) << text;
}

TEST(Address, GoesThereAndBack) {
    const checker::Places road = {0, 4, 2};
    EXPECT_EQ(checker::parse_address("", road).value(), checker::Places{});
    EXPECT_EQ(checker::parse_address("0/2/1", road).value(), (checker::Places{0, 2, 1}));
    EXPECT_EQ(checker::parse_address("run@0", road).value(), (checker::Places{0}));
    EXPECT_EQ(checker::parse_address("run@2/7", road).value(), (checker::Places{0, 4, 2, 7}));
    EXPECT_EQ(checker::to_address({0, 2, 1}), "0/2/1");
    for (const char* text :
         {"/0", "0//1", "x", "-1", "run@", "run@3", "run@x", "0/run@1", "4294967296"})
        EXPECT_FALSE(checker::parse_address(text, road).has_value()) << text;
}

}  // namespace
}  // namespace ordeal::test
