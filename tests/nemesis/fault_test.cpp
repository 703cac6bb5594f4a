#include "nemesis/fault.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/json.hpp"
#include "nemesis/plan.hpp"
#include "nemesis/schedule.hpp"

namespace ordeal::nemesis {
namespace {

using core::Nanoseconds;

const Fault cut = Partition{{{"n1", {"n2", "n3"}}, {"n2", {"n1"}}}, "one"};
const Fault dead = Kill{{"n2", "n1"}};
const Fault stopped = Pause{{"n3"}};
const Fault drifting = ClockDrift{{{"n1", 0.5}, {"n2", 1.25}}};
const Fault bumped = ClockBump{{{"n1", std::chrono::milliseconds(-1500)}, {"n3", Nanoseconds{7}}}};
const Fault lied_to = BadDisk{"lying-fsync", {"n2", "n3"}, {.calls = {"sync"}, .latency = {}}};
const Fault dark = PowerLoss{{"n1"}};

TEST(Fault, KindsHaveTheNamesOfScenariosAndHistories) {
    EXPECT_EQ(kind(cut), "partition");
    EXPECT_EQ(kind(dead), "kill");
    EXPECT_EQ(kind(stopped), "pause");
    EXPECT_EQ(kind(drifting), "clock-drift");
    EXPECT_EQ(kind(bumped), "clock-bump");
    EXPECT_EQ(kind(lied_to), "lying-fsync");
    EXPECT_EQ(kind(dark), "power-loss");
    EXPECT_EQ(kind(Term{}), "term");
    EXPECT_EQ(kind(Stutter{}), "stutter");
    EXPECT_EQ(kind(CrashLoop{}), "crash-loop");
    EXPECT_EQ(kind(ClockStrobe{}), "clock-strobe");
    EXPECT_EQ(kind(FullDisk{}), "full-disk");
    EXPECT_EQ(kind(FailurePoint{}), "fiu");
    EXPECT_EQ(kind(BadLinks{"reset", {}, {}}), "reset");
    EXPECT_EQ(kind(DamagedFiles{.name = "bit-rot"}), "bit-rot");
    EXPECT_EQ(kind(Starvation{.name = "cpu"}), "cpu");
}

TEST(Fault, APlanOfEachNameBecomesAFaultOfThatName) {
    for (const FaultName& one : all_faults()) {
        FaultPlan plan;
        plan.fault = one.name;
        plan.timing.at = Nanoseconds{0};
        if (plan.fault == "partition") plan.shape = "one";
        if (plan.fault == "fiu") plan.point = "wal/sync";
        const auto schedule = make_schedule({plan}, {"n1", "n2"}, 1, Nanoseconds{1000});
        ASSERT_TRUE(schedule) << one.name << ": " << schedule.error().message;
        const Fault& fault = schedule->front().fault;
        EXPECT_EQ(kind(fault), one.name);
        EXPECT_EQ(end_kind(fault), one.end);
        EXPECT_EQ(nodes_of(fault).has_value(), !is_for_links(one.name)) << one.name;
    }
}

TEST(Fault, EndsHaveNamesOfTheirOwn) {
    EXPECT_EQ(end_kind(cut), "heal-partition");
    EXPECT_EQ(end_kind(dead), "restart");
    EXPECT_EQ(end_kind(stopped), "resume");
    EXPECT_EQ(end_kind(drifting), "heal-clock-drift");
    EXPECT_EQ(end_kind(bumped), "heal-clock-bump");
    EXPECT_EQ(end_kind(lied_to), "heal-lying-fsync");
    EXPECT_EQ(end_kind(dark), "power-on");
}

TEST(Fault, KillsAndPowerLossesEndNodes) {
    for (const Fault& fault : {cut, dead, stopped, drifting, bumped, lied_to, dark})
        EXPECT_EQ(ends_nodes(kind(fault)), fault == dead || fault == dark) << to_text(fault);
}

TEST(Fault, AllButPartitionsAreForNodes) {
    using Nodes = std::vector<Node>;
    EXPECT_EQ(nodes_of(cut), std::nullopt);
    EXPECT_EQ(nodes_of(dead), (Nodes{"n2", "n1"}));
    EXPECT_EQ(nodes_of(stopped), (Nodes{"n3"}));
    EXPECT_EQ(nodes_of(drifting), (Nodes{"n1", "n2"}));
    EXPECT_EQ(nodes_of(bumped), (Nodes{"n1", "n3"}));
    EXPECT_EQ(nodes_of(lied_to), (Nodes{"n2", "n3"}));
    EXPECT_EQ(nodes_of(dark), (Nodes{"n1"}));
}

TEST(Fault, TheValueSaysWhoSuffersWhat) {
    EXPECT_EQ(core::to_json(to_value(cut)), R"({"n1":["n2","n3"],"n2":["n1"]})");
    EXPECT_EQ(core::to_json(to_value(dead)), R"(["n2","n1"])");
    EXPECT_EQ(core::to_json(to_value(stopped)), R"(["n3"])");
    EXPECT_EQ(core::to_json(to_value(Grudge{})), "{}");
    EXPECT_EQ(core::to_json(to_value(drifting)), R"({"n1":0.5,"n2":1.25})");
    EXPECT_EQ(core::to_json(to_value(bumped)), R"({"n1":-1500000000,"n3":7})");
    EXPECT_EQ(core::to_json(to_value(lied_to)), R"(["n2","n3"])");
    EXPECT_EQ(core::to_json(to_value(dark)), R"(["n1"])");
}

TEST(Fault, TextForPeople) {
    EXPECT_EQ(to_text(cut), "partition (one): n1 refuses n2, n3; n2 refuses n1");
    EXPECT_EQ(to_text(dead), "kill n2, n1");
    EXPECT_EQ(to_text(stopped), "pause n3");
    EXPECT_EQ(to_text(drifting), "clock-drift n1 at 0.5, n2 at 1.25");
    EXPECT_EQ(to_text(bumped), "clock-bump n1 by -1.5s, n3 by 7ns");
    EXPECT_EQ(to_text(lied_to), "lying-fsync n2, n3 (sync of *)");
    EXPECT_EQ(to_text(dark), "power-loss n1");
}

}  // namespace
}  // namespace ordeal::nemesis
