// Faults of disks on real nodes: what their clients see, what is in their files, and the heal.
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/json.hpp"
#include "nemesis/disk_rule.hpp"
#include "real_world_fixture.hpp"

namespace ordeal::harness {
namespace {

using namespace std::chrono_literals;
using nemesis::BadDisk;
using nemesis::DiskRule;
using nemesis::Evidence;
using nemesis::Fault;
using testing::HasSubstr;
using testing::IsEmpty;

class DiskFaultsTest : public RealWorldTest {
  protected:
    /// Of node n1.
    static Fault bad_disk(const std::string& name, DiskRule rule = {}) {
        if (rule.calls.empty()) rule.calls = nemesis::default_calls(name);
        return BadDisk{name, {"n1"}, rule};
    }

    RealWorldOptions for_fault(const Fault& fault) const {
        auto made = options();
        made.system.nodes = 2;
        made.faults = {fault};
        return made;
    }

    /// What the fault did to these calls on the log of n1.
    static std::string counts(const Evidence& evidence, std::string_view call) {
        const core::Value* at = &evidence.details;
        for (const std::string_view name :
             {std::string_view("calls"), std::string_view("n1"), std::string_view("log"), call})
            if ((at = at->find(name)) == nullptr) return core::to_json(evidence.details);
        return core::to_json(*at);
    }

    std::string log_of_first() const {
        std::ostringstream text;
        text << std::ifstream(folder_.path() / "nodes" / "n1" / "data" / "log").rdbuf();
        return text.str();
    }
};

/// Whether a process with this argument waits without being interruptible, as one does whose call
/// is delayed.
bool somebody_waits(const std::string& argument) {
    return std::ranges::any_of(processes_with(argument),
                               [](pid_t pid) { return state_of(pid) == "D"; });
}

INSTANTIATE_TEST_SUITE_P(As, DiskFaultsTest, testing::Values(As::root, As::user),
                         testing::PrintToStringParamName());

TEST_P(DiskFaultsTest, ACallThatFailsIsSeenByTheServerAndHeals) {
    const Fault fault = bad_disk("eio", {.calls = {"sync"}});
    in_child(GetParam(), [&] {
        const auto world = started(for_fault(fault));
        ASSERT_TRUE(world);
        EXPECT_EQ(say(*world, 0, "add a"), "ok");
        EXPECT_FALSE(evidence_of(world->begin(1, fault)).bit);
        EXPECT_EQ(say(*world, 0, "add b"), "failed");
        EXPECT_EQ(say(*world, 1, "add b"), "ok");
        const Evidence ended = evidence_of(world->end(1, fault));
        EXPECT_TRUE(ended.bit);
        EXPECT_EQ(counts(ended, "fsync"), R"({"matched":1,"hit":1})");
        EXPECT_EQ(say(*world, 0, "add c"), "ok");
        EXPECT_EQ(say(*world, 0, "get"), "abc");
    });
}

TEST_P(DiskFaultsTest, AFaultThatNothingMeetsTouchesNothing) {
    const Fault fault = bad_disk("eio", {.calls = {"sync"}, .files = "*.wal"});
    in_child(GetParam(), [&] {
        const auto world = started(for_fault(fault));
        ASSERT_TRUE(world);
        evidence_of(world->begin(1, fault));
        EXPECT_EQ(say(*world, 0, "add a"), "ok");
        EXPECT_FALSE(evidence_of(world->end(1, fault)).bit);
    });
}

TEST_P(DiskFaultsTest, AFullDiskKeepsWhatItHas) {
    const Fault fault = bad_disk("enospc");
    in_child(GetParam(), [&] {
        const auto world = started(for_fault(fault));
        ASSERT_TRUE(world);
        EXPECT_EQ(say(*world, 0, "add a"), "ok");
        evidence_of(world->begin(1, fault));
        EXPECT_EQ(say(*world, 0, "add b"), "failed");
        EXPECT_EQ(say(*world, 0, "get"), "a");
        EXPECT_TRUE(evidence_of(world->end(1, fault)).bit);
        EXPECT_EQ(say(*world, 0, "add c"), "ok");
        EXPECT_EQ(say(*world, 0, "get"), "ac");
    });
}

TEST_P(DiskFaultsTest, ASlowDiskAnswersLater) {
    DiskRule rule{.calls = {"fsync"}};
    rule.latency = {nemesis::Distribution::constant, 80ms, {}};
    const Fault fault = bad_disk("slow", rule);
    in_child(GetParam(), [&] {
        const auto world = started(for_fault(fault));
        ASSERT_TRUE(world);
        evidence_of(world->begin(1, fault));
        const auto begun = std::chrono::steady_clock::now();
        EXPECT_EQ(say(*world, 0, "add a"), "ok");
        EXPECT_GE(std::chrono::steady_clock::now() - begun, 80ms);
        EXPECT_EQ(counts(evidence_of(world->end(1, fault)), "fsync"),
                  R"({"matched":1,"hit":1,"delayed-ns":80000000})");
    });
}

TEST_P(DiskFaultsTest, ALieIsToldToTheServerOnly) {
    const Fault fault = bad_disk("lying-fsync");
    in_child(GetParam(), [&] {
        const auto world = started(for_fault(fault));
        ASSERT_TRUE(world);
        evidence_of(world->begin(1, fault));
        EXPECT_EQ(say(*world, 0, "add a"), "ok");
        EXPECT_EQ(say(*world, 0, "add b"), "ok");
        EXPECT_EQ(counts(evidence_of(world->end(1, fault)), "fsync"), R"({"matched":2,"hit":2})");
    });
}

TEST_P(DiskFaultsTest, ANodeIsKilledBeforeItsCallIsDone) {
    const Fault fault = bad_disk("kill-at-call", {.calls = {"write"}, .nth = 2});
    in_child(GetParam(), [&] {
        const auto world = started(for_fault(fault));
        ASSERT_TRUE(world);
        evidence_of(world->begin(1, fault));
        EXPECT_EQ(say(*world, 0, "add a"), "ok");
        EXPECT_EQ(say(*world, 0, "add b"), "no answer");
        const Evidence ended = evidence_of(world->end(1, fault));
        EXPECT_TRUE(ended.bit);
        EXPECT_EQ(core::to_json(*ended.details.find("killed")), R"(["n1"])");
        EXPECT_NE(ended.details.find("restarted"), nullptr);
        EXPECT_EQ(say(*world, 0, "get"), "a");
        EXPECT_EQ(say(*world, 0, "add c"), "ok");
        EXPECT_THAT(world->crashes(), IsEmpty());
        EXPECT_EQ(starts(*world), 2);
    });
}

TEST_P(DiskFaultsTest, ATornWriteEndsTheNode) {
    const Fault fault = bad_disk("torn-write");
    in_child(GetParam(), [&] {
        const auto world = started(for_fault(fault));
        ASSERT_TRUE(world);
        EXPECT_EQ(say(*world, 0, "add abc"), "ok");
        evidence_of(world->begin(1, fault));
        EXPECT_EQ(say(*world, 0, "add def"), "no answer");
        EXPECT_EQ(log_of_first(), "abc");
        EXPECT_EQ(counts(evidence_of(world->end(1, fault)), "write"),
                  R"({"matched":1,"hit":1,"bytes-lost":3})");
        EXPECT_EQ(say(*world, 0, "get"), "abc");
    });
}

TEST_P(DiskFaultsTest, AServerThatGivesUpIsStartedAgainAtTheEnd) {
    const Fault fault = bad_disk("eio", {.calls = {"sync"}});
    in_child(GetParam(), [&] {
        const auto world = started(for_fault(fault));
        ASSERT_TRUE(world);
        evidence_of(world->begin(1, fault));
        EXPECT_EQ(say(*world, 0, "add a"), "failed");
        say(*world, 0, "die 3");
        const Evidence ended = evidence_of(world->end(1, fault));
        EXPECT_EQ(core::to_json(*ended.details.find("gave-up")), R"({"n1":"exit code 3"})");
        EXPECT_THAT(world->crashes(), IsEmpty());
        EXPECT_EQ(say(*world, 0, "add b"), "ok");
        say(*world, 0, "die 3");
        EXPECT_TRUE(eventually([&] { return world->crashes().size() == 1; }));
    });
}

TEST_P(DiskFaultsTest, AFaultHoldsForTheNextLifeToo) {
    const Fault fault = bad_disk("eio", {.calls = {"sync"}});
    in_child(GetParam(), [&] {
        const auto world = started(for_fault(fault));
        ASSERT_TRUE(world);
        evidence_of(world->begin(1, fault));
        const Fault kill = nemesis::Kill{{"n1"}};
        evidence_of(world->begin(2, kill));
        evidence_of(world->end(2, kill));
        EXPECT_TRUE(eventually([&] { return say(*world, 0, "ping") == "pong"; }));
        EXPECT_EQ(say(*world, 0, "add a"), "failed");
        EXPECT_TRUE(evidence_of(world->end(1, fault)).bit);
    });
}

TEST_P(DiskFaultsTest, ANodeThatWaitsForItsDiskCanBeStopped) {
    DiskRule rule{.calls = {"fsync"}};
    rule.latency = {nemesis::Distribution::constant, 24h, {}};
    const Fault slow = bad_disk("slow", rule);
    in_child(GetParam(), [&] {
        const auto world = started(for_fault(slow));
        ASSERT_TRUE(world);
        evidence_of(world->begin(1, slow));
        const std::string ip = world->endpoints()[0].ip;
        std::string said;
        std::jthread client([&] {
            if (!world->enter_client_network()) return;
            said = ask(ip, port, "add a", 60s).value_or("no answer");
        });
        EXPECT_TRUE(eventually([&] { return log_of_first() == "a"; }));
        eventually([&] { return somebody_waits(folder_.label()); });
        const Fault pause = nemesis::Pause{{"n1"}};
        EXPECT_TRUE(evidence_of(world->begin(2, pause)).bit);
        evidence_of(world->end(2, pause));
        evidence_of(world->end(1, slow));
        client.join();
        EXPECT_EQ(said, "ok");
    });
}

TEST_P(DiskFaultsTest, AnotherUserInTheNodeIsNoWayOut) {
    const Fault fault = bad_disk("eio", {.calls = {"sync"}});
    auto other = for_fault(fault);
    other.system.user = "nobody";
    in_child(GetParam(), [&] {
        const auto world = started(other);
        ASSERT_TRUE(world);
        evidence_of(world->begin(1, fault));
        EXPECT_EQ(say(*world, 0, "add a"), "failed");
        EXPECT_TRUE(evidence_of(world->end(1, fault)).bit);
        EXPECT_EQ(say(*world, 0, "add b"), "ok");
    });
}

TEST_P(DiskFaultsTest, OnlyFaultsThatMayComeCan) {
    const Fault expected = bad_disk("eio", {.calls = {"sync"}});
    in_child(GetParam(), [&] {
        const auto world = started(for_fault(expected));
        ASSERT_TRUE(world);
        const auto refused = world->begin(1, bad_disk("eio", {.calls = {"write"}}));
        ASSERT_FALSE(refused.has_value());
        EXPECT_THAT(refused.error().message, HasSubstr("were started without"));
    });
}

TEST_P(DiskFaultsTest, AWorldThatStopsLetsWaitingCallsGo) {
    DiskRule rule{.calls = {"write"}, .nth = 1};
    const Fault fault = bad_disk("kill-at-call", rule);
    in_child(GetParam(), [&] {
        const auto world = started(for_fault(fault));
        ASSERT_TRUE(world);
        evidence_of(world->begin(1, fault));
        EXPECT_EQ(say(*world, 0, "add a"), "no answer");
        world->stop();
        EXPECT_THAT(processes_with(folder_.label()), IsEmpty());
    });
}

}  // namespace
}  // namespace ordeal::harness
