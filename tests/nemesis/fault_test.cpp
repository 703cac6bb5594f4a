#include "nemesis/fault.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/json.hpp"

namespace ordeal::nemesis {
namespace {

const Fault cut = Partition{{{"n1", {"n2", "n3"}}, {"n2", {"n1"}}}, "one"};
const Fault dead = Kill{{"n2", "n1"}};
const Fault stopped = Pause{{"n3"}};

TEST(Fault, KindsHaveTheNamesOfScenariosAndHistories) {
    EXPECT_EQ(kind(cut), "partition");
    EXPECT_EQ(kind(dead), "kill");
    EXPECT_EQ(kind(stopped), "pause");
    EXPECT_THAT(names_of(fault_names()),
                testing::ElementsAre(kind(cut), kind(dead), kind(stopped)));
}

TEST(Fault, EndsHaveNamesOfTheirOwn) {
    EXPECT_EQ(end_kind(cut), "heal-partition");
    EXPECT_EQ(end_kind(dead), "restart");
    EXPECT_EQ(end_kind(stopped), "resume");
}

TEST(Fault, TheValueIsTheGrudgeOrTheNodes) {
    EXPECT_EQ(core::to_json(to_value(cut)), R"({"n1":["n2","n3"],"n2":["n1"]})");
    EXPECT_EQ(core::to_json(to_value(dead)), R"(["n2","n1"])");
    EXPECT_EQ(core::to_json(to_value(stopped)), R"(["n3"])");
    EXPECT_EQ(core::to_json(to_value(Grudge{})), "{}");
}

TEST(Fault, TextForPeople) {
    EXPECT_EQ(to_text(cut), "partition (one): n1 refuses n2, n3; n2 refuses n1");
    EXPECT_EQ(to_text(dead), "kill n2, n1");
    EXPECT_EQ(to_text(stopped), "pause n3");
}

}  // namespace
}  // namespace ordeal::nemesis
