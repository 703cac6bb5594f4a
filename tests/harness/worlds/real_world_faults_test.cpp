// The faults of world real, each seen from outside and in its evidence.
#include <fstream>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include "core/json.hpp"
#include "real_world_fixture.hpp"

namespace ordeal::harness {
namespace {

using namespace std::chrono_literals;
using nemesis::Fault;
using nemesis::Kill;
using nemesis::Partition;
using nemesis::Pause;
using testing::HasSubstr;

class RealWorldFaults : public RealWorldTest {};

INSTANTIATE_TEST_SUITE_P(As, RealWorldFaults, testing::Values(As::root, As::user),
                         testing::PrintToStringParamName());

pid_t pid_in(const nemesis::Evidence& evidence, std::string_view what, std::string_view node) {
    const core::Value* const nodes = evidence.details.find(what);
    const core::Value* const pid = nodes == nullptr ? nullptr : nodes->find(node);
    return pid == nullptr ? 0 : static_cast<pid_t>(pid->as_int());
}

bool exists(pid_t pid) {
    return ::kill(pid, 0) == 0;
}

TEST_P(RealWorldFaults, SaysWhatItCanDo) {
    in_child(GetParam(), [&] {
        const auto world = RealWorld::create(options());
        ASSERT_TRUE(world);
        for (const char* kind : {"partition", "kill", "pause", "term", "stutter", "latency", "cut"})
            EXPECT_TRUE((*world)->can(kind));
        EXPECT_THAT((*world)->can("clock").error().message, HasSubstr("cannot suffer \"clock\""));
    });
}

TEST_P(RealWorldFaults, KillEndsTheServerAndRestartKeepsDataAndAddress) {
    in_child(GetParam(), [&] {
        const auto world = started(options());
        ASSERT_TRUE(world);
        EXPECT_EQ(say(*world, 0, "add precious"), "ok");
        const Fault fault = Kill{{"n1"}};
        const auto evidence = begun(*world, 1, fault);
        EXPECT_TRUE(evidence.bit);
        const pid_t before = pid_in(evidence, "pids", "n1");
        EXPECT_GT(before, 0);
        EXPECT_FALSE(exists(before));
        EXPECT_EQ(say(*world, 0, "ping"), "no answer");
        EXPECT_EQ(say(*world, 1, "ping"), "pong");
        const auto whole = ended(*world, 1, fault);
        EXPECT_EQ(pid_in(whole, "pids", "n1"), before) << core::to_json(whole.details);
        const pid_t after = pid_in(whole, "restarted", "n1");
        EXPECT_TRUE(exists(after));
        EXPECT_NE(after, before);
        EXPECT_EQ(say(*world, 0, "get"), "precious");
        EXPECT_THAT(world->crashes(), testing::IsEmpty());
        EXPECT_EQ(starts(*world), 2);
    });
    std::ifstream log(folder_.path() / "nodes/n1/output.log");
    std::string first;
    std::string second;
    EXPECT_TRUE(std::getline(log, first) && std::getline(log, second));
    EXPECT_EQ(first, second);
}

TEST_P(RealWorldFaults, KillReachesDaemons) {
    in_child(GetParam(), [&] {
        auto alone = options({"--fork"});
        alone.system.nodes = 1;
        const auto world = started(alone);
        ASSERT_TRUE(world);
        const auto evidence = begun(*world, 1, Kill{{"n1"}});
        EXPECT_EQ(evidence.details.find("processes")->find("n1")->as_list().size(), 2);
        EXPECT_THAT(processes_with(folder_.label()), testing::IsEmpty());
    });
}

TEST_P(RealWorldFaults, PauseStopsAllProcessesAndTheyGoOn) {
    in_child(GetParam(), [&] {
        const auto world = started(options({"--fork"}));
        ASSERT_TRUE(world);
        const Fault fault = Pause{{"n2"}};
        const auto evidence = begun(*world, 1, fault);
        EXPECT_TRUE(evidence.bit);
        const auto& pids = evidence.details.find("processes")->find("n2")->as_list();
        EXPECT_EQ(pids.size(), 2);
        for (const auto& pid : pids)
            EXPECT_EQ(state_of(static_cast<pid_t>(pid.as_int())), "T");
        EXPECT_FALSE(ask(world->endpoints()[1].ip, port, "ping", 200ms));
        EXPECT_EQ(say(*world, 0, "ping"), "pong");
        const auto whole = ended(*world, 1, fault);
        for (const auto& pid : pids)
            EXPECT_NE(state_of(static_cast<pid_t>(pid.as_int())), "T");
        EXPECT_EQ(core::to_json(*whole.details.find("resumed")), R"(["n2"])");
        EXPECT_EQ(say(*world, 1, "ping"), "pong");
    });
}

TEST_P(RealWorldFaults, PartitionCutsOneDirectionOfOneLink) {
    in_child(GetParam(), [&] {
        const auto world = started(options());
        ASSERT_TRUE(world);
        const Fault fault = Partition{{{"n1", {"n2"}}}, "one-way"};
        EXPECT_FALSE(begun(*world, 1, fault).bit);
        EXPECT_EQ(say(*world, 0, "reach 10.77.0.2 7000"), "not reached");
        EXPECT_EQ(say(*world, 0, "reach 10.77.0.3 7000"), "reached");
        EXPECT_EQ(say(*world, 2, "reach 10.77.0.2 7000"), "reached");
        EXPECT_EQ(say(*world, 1, "ping"), "pong");  // clients are not partitioned
        const auto whole = ended(*world, 1, fault);
        EXPECT_TRUE(whole.bit);
        EXPECT_GT(whole.details.find("packets-dropped")->as_int(), 0);
        EXPECT_EQ(say(*world, 0, "reach 10.77.0.2 7000"), "reached");
    });
}

TEST_P(RealWorldFaults, PartitionsUnite) {
    in_child(GetParam(), [&] {
        const auto world = started(options());
        ASSERT_TRUE(world);
        const Fault small = Partition{{{"n1", {"n2"}}}, ""};
        const Fault large = Partition{{{"n1", {"n2", "n3"}}}, ""};
        begun(*world, 1, small);
        begun(*world, 2, large);
        EXPECT_EQ(say(*world, 0, "reach 10.77.0.3 7000"), "not reached");
        ended(*world, 2, large);
        EXPECT_EQ(say(*world, 0, "reach 10.77.0.3 7000"), "reached");
        EXPECT_EQ(say(*world, 0, "reach 10.77.0.2 7000"), "not reached");
        ended(*world, 1, small);
        EXPECT_EQ(say(*world, 0, "reach 10.77.0.2 7000"), "reached");
    });
}

TEST_P(RealWorldFaults, ANodeKilledTwiceRestartsWhenTheLastKillEnds) {
    in_child(GetParam(), [&] {
        const auto world = started(options());
        ASSERT_TRUE(world);
        const Fault one = Kill{{"n1"}};
        const Fault both = Kill{{"n1", "n2"}};
        begun(*world, 1, one);
        const auto second = begun(*world, 2, both);
        EXPECT_EQ(core::to_json(*second.details.find("not-running")), R"(["n1"])");
        EXPECT_TRUE(second.bit);  // n2
        const auto first_end = ended(*world, 1, one);
        EXPECT_EQ(core::to_json(*first_end.details.find("held-by-another-fault")), R"(["n1"])");
        EXPECT_EQ(say(*world, 0, "ping"), "no answer");
        ended(*world, 2, both);
        EXPECT_EQ(say(*world, 0, "ping"), "pong");
        EXPECT_EQ(say(*world, 1, "ping"), "pong");
        EXPECT_THAT(world->crashes(), testing::IsEmpty());
    });
}

TEST_P(RealWorldFaults, KillsAndPausesOverlap) {
    in_child(GetParam(), [&] {
        const auto world = started(options());
        ASSERT_TRUE(world);
        const Fault kill = Kill{{"n1"}};
        const Fault pause = Pause{{"n1"}};
        begun(*world, 1, pause);
        EXPECT_TRUE(begun(*world, 2, kill).bit);  // a stopped process dies all the same
        ended(*world, 2, kill);
        EXPECT_EQ(say(*world, 0, "ping"), "no answer");
        const auto restarted = ended(*world, 1, pause);
        EXPECT_GT(pid_in(restarted, "restarted", "n1"), 0);
        EXPECT_EQ(say(*world, 0, "ping"), "pong");
        begun(*world, 3, pause);
        begun(*world, 4, pause);
        ended(*world, 3, pause);
        EXPECT_FALSE(ask(world->endpoints()[0].ip, port, "ping", 100ms));
        ended(*world, 4, pause);
        EXPECT_EQ(say(*world, 0, "ping"), "pong");
    });
}

TEST_P(RealWorldFaults, KillBringsACrashedNodeBackButPauseDoesNot) {
    in_child(GetParam(), [&] {
        const auto world = started(options());
        ASSERT_TRUE(world);
        say(*world, 0, "die 4");
        EXPECT_TRUE(eventually([&] { return say(*world, 0, "ping") == "no answer"; }));
        std::vector<Crash> crashes;
        EXPECT_TRUE(eventually([&] { return !(crashes = world->crashes()).empty(); }));
        EXPECT_FALSE(begun(*world, 1, Pause{{"n1"}}).bit);
        const auto paused = ended(*world, 1, Pause{{"n1"}});
        EXPECT_EQ(core::to_json(*paused.details.find("ended-by-itself")), R"(["n1"])");
        EXPECT_FALSE(begun(*world, 2, Kill{{"n1"}}).bit);
        ended(*world, 2, Kill{{"n1"}});
        EXPECT_EQ(say(*world, 0, "ping"), "pong");
        EXPECT_THAT(world->crashes(), testing::IsEmpty());
    });
}

/// A server that starts once and never again.
RealWorldOptions starts_once(RealWorldOptions made) {
    made.system.command = {"/bin/sh", "-c",
                           "if test -f again; then echo not twice; exit 5; fi; touch again; "
                           "exec world-test-server --port=7000"};
    made.system.environment = {
        {"PATH", std::string(std::getenv("PATH")) + ":" +
                     std::filesystem::read_symlink("/proc/self/exe").parent_path().string()}};
    return made;
}

TEST_P(RealWorldFaults, AFailedRestartIsAnErrorWithItsReason) {
    in_child(GetParam(), [&] {
        const auto world = started(starts_once(options()));
        ASSERT_TRUE(world);
        const Fault fault = Kill{{"n3"}};
        begun(*world, 1, fault);
        const auto whole = world->end(1, fault);
        ASSERT_FALSE(whole);
        EXPECT_THAT(whole.error().message,
                    testing::AllOf(HasSubstr("restart failed: node n3 ended with exit code 5"),
                                   HasSubstr("    not twice")));
        const auto crashes = world->crashes();
        ASSERT_EQ(crashes.size(), 1);
        EXPECT_EQ(crashes[0].how, "exit code 5");
        EXPECT_TRUE(world->end(1, fault));  // as a ledger does that heals
        EXPECT_FALSE(world->end(1, fault));
    });
}

TEST_P(RealWorldFaults, ARestartAmongOtherFaultsNeedNotGetReady) {
    auto slow = options();
    slow.system.ready = ReadyProbe{.command = {"/bin/sh", "-c", "! test -f block"}, .within = 1h};
    in_child(GetParam(), [&] {
        const auto world = started(slow);
        ASSERT_TRUE(world);
        std::ofstream(folder_.path() / "nodes/n1/data/block") << "x";
        const Fault kill = Kill{{"n1"}};
        const Fault partition = Partition{{{"n2", {"n3"}}}, ""};
        begun(*world, 1, partition);
        begun(*world, 2, kill);
        const auto whole = ended(*world, 2, kill);
        const auto* const late = whole.details.find("not-yet-ready");
        ASSERT_TRUE(late);
        EXPECT_THAT(late->find("n1")->as_string(), HasSubstr("was not ready within 500ms"));
        EXPECT_EQ(say(*world, 0, "ping"), "pong");
    });
}

TEST_P(RealWorldFaults, StopEndsAWaitForARestart) {
    auto slow = options();
    slow.system.ready = ReadyProbe{.command = {"/bin/sh", "-c", "! test -f block"}, .within = 1h};
    in_child(GetParam(), [&] {
        const auto world = started(slow);
        ASSERT_TRUE(world);
        std::ofstream(folder_.path() / "nodes/n1/data/block") << "x";
        begun(*world, 1, Kill{{"n1"}});
        std::thread nemesis([&] { EXPECT_FALSE(world->end(1, Kill{{"n1"}})); });
        EXPECT_TRUE(eventually([&] { return processes_with(folder_.label()).size() == 9; }));
        world->stop();
        nemesis.join();
        EXPECT_THAT(processes_with(folder_.label()), testing::IsEmpty());
    });
}

TEST_P(RealWorldFaults, WrongRequestsAreRefused) {
    in_child(GetParam(), [&] {
        const auto world = started(options());
        ASSERT_TRUE(world);
        const auto unknown = world->begin(1, Kill{{"n1", "n7"}});
        ASSERT_FALSE(unknown);
        EXPECT_THAT(unknown.error().message, HasSubstr("no node is called \"n7\""));
        EXPECT_EQ(say(*world, 0, "ping"), "pong");
        EXPECT_FALSE(world->end(1, Kill{{"n1"}}));
        EXPECT_FALSE(world->begin(2, Partition{{{"n1", {"n9"}}}, ""}));
        begun(*world, 3, Pause{{"n1"}});
        EXPECT_FALSE(world->begin(3, Pause{{"n2"}}));
        EXPECT_EQ(say(*world, 1, "ping"), "pong");
    });
}

}  // namespace
}  // namespace ordeal::harness
