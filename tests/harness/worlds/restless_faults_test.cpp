// The faults of world real that ask, or strike again and again, and those of single links.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include "core/json.hpp"
#include "real_world_fixture.hpp"

namespace ordeal::harness {
namespace {

using namespace std::chrono_literals;
using nemesis::Evidence;
using nemesis::Fault;

class RestlessFaults : public RealWorldTest {
  protected:
    RealWorldOptions single(std::vector<std::string> command = {}) const {
        auto one = options();
        one.system.nodes = 1;
        if (!command.empty()) one.system.command = std::move(command);
        return one;
    }
};

INSTANTIATE_TEST_SUITE_P(As, RestlessFaults, testing::Values(As::root, As::user),
                         testing::PrintToStringParamName());

TEST_P(RestlessFaults, TermAsksAndTheNodeStartsAgain) {
    in_child(GetParam(), [&] {
        const auto world = started(single());
        ASSERT_TRUE(world);
        const Fault fault = nemesis::Term{{"n1"}};
        const Evidence begun = evidence_of(world->begin(1, fault));
        EXPECT_TRUE(begun.bit);
        EXPECT_EQ(begun.details.find("still-running"), nullptr);
        EXPECT_EQ(say(*world, 0, "ping"), "no answer");
        evidence_of(world->end(1, fault));
        EXPECT_EQ(say(*world, 0, "ping"), "pong");
        EXPECT_EQ(starts(*world), 2);
        EXPECT_THAT(world->crashes(), testing::IsEmpty());
    });
}

TEST_P(RestlessFaults, AServerThatDoesNotListenToTermIsKilledInTheEnd) {
    auto deaf = single(
        {"/bin/sh", "-c", "trap '' TERM; exec world-test-server --port=7000", folder_.label()});
    deaf.system.environment["PATH"] =
        std::filesystem::read_symlink("/proc/self/exe").parent_path().string() + ":/usr/bin:/bin";
    in_child(GetParam(), [&] {
        const auto world = started(deaf);
        ASSERT_TRUE(world);
        const Fault fault = nemesis::Term{{"n1"}};
        const Evidence begun = evidence_of(world->begin(1, fault));
        EXPECT_EQ(core::to_json(*begun.details.find("still-running")), R"(["n1"])");
        EXPECT_EQ(say(*world, 0, "ping"), "pong");
        evidence_of(world->end(1, fault));
        EXPECT_EQ(say(*world, 0, "ping"), "pong");
        EXPECT_EQ(starts(*world), 2);
    });
}

TEST_P(RestlessFaults, AStutteringServerStopsAndGoesOnAgainAndAgain) {
    in_child(GetParam(), [&] {
        const auto world = started(single());
        ASSERT_TRUE(world);
        const auto all = [&](const std::string& wanted) {
            return eventually([&] {
                for (const pid_t pid : processes_with(folder_.label()))
                    if (state_of(pid) == wanted) return true;
                return false;
            });
        };
        const Fault fault = nemesis::Stutter{{"n1"}, 0.5, 20ms};
        evidence_of(world->begin(1, fault));
        EXPECT_TRUE(all("T"));
        EXPECT_EQ(say(*world, 0, "ping"), "pong") << "it runs for half of the time";
        EXPECT_TRUE(all("T"));
        const Evidence whole = evidence_of(world->end(1, fault));
        EXPECT_TRUE(whole.bit);
        EXPECT_GE(whole.details.find("stops")->find("n1")->as_int(), 2);
        for (const pid_t pid : processes_with(folder_.label()))
            EXPECT_NE(state_of(pid), "T");
        EXPECT_EQ(say(*world, 0, "ping"), "pong");
        EXPECT_EQ(starts(*world), 1);
    });
}

TEST_P(RestlessFaults, ACrashLoopKillsWhatComesUp) {
    in_child(GetParam(), [&] {
        const auto world = started(single());
        ASSERT_TRUE(world);
        EXPECT_EQ(say(*world, 0, "add precious"), "ok");
        const Fault fault = nemesis::CrashLoop{{"n1"}, 100ms};
        evidence_of(world->begin(1, fault));
        // On a busy machine some are struck before there is a process to kill.
        EXPECT_TRUE(eventually([&] { return starts(*world) >= 8; }, 60s));
        const Evidence whole = evidence_of(world->end(1, fault));
        EXPECT_GE(whole.details.find("kills")->find("n1")->as_int(), 3);
        EXPECT_EQ(say(*world, 0, "get"), "precious");
        EXPECT_THAT(world->crashes(), testing::IsEmpty());
    });
}

TEST_P(RestlessFaults, AStutterThatIsKilledMeanwhileComesBack) {
    in_child(GetParam(), [&] {
        const auto world = started(single());
        ASSERT_TRUE(world);
        const Fault stutter = nemesis::Stutter{{"n1"}, 0.5, 20ms};
        const Fault kill = nemesis::Kill{{"n1"}};
        evidence_of(world->begin(1, stutter));
        evidence_of(world->begin(2, kill));
        evidence_of(world->end(2, kill));
        evidence_of(world->end(1, stutter));
        EXPECT_TRUE(eventually([&] { return say(*world, 0, "ping") == "pong"; }));
        EXPECT_EQ(starts(*world), 2);
    });
}

TEST_P(RestlessFaults, ACutLinkIsCutThatWayOnly) {
    in_child(GetParam(), [&] {
        const auto world = started(options());
        ASSERT_TRUE(world);
        const Fault fault = nemesis::BadLinks{"cut", {{"n1", "n2"}}, {.cut = true}};
        EXPECT_FALSE(evidence_of(world->begin(1, fault)).bit);
        EXPECT_NE(say(*world, 0, "reach 10.77.0.2 7000"), "reached");
        EXPECT_EQ(say(*world, 0, "reach 10.77.0.3 7000"), "reached");
        const Evidence whole = evidence_of(world->end(1, fault));
        EXPECT_TRUE(whole.bit) << core::to_json(whole.details);
        EXPECT_EQ(say(*world, 0, "reach 10.77.0.2 7000"), "reached");
    });
}

}  // namespace
}  // namespace ordeal::harness
