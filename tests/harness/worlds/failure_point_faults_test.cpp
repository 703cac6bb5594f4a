// Failure points of real nodes: what their clients see, what is counted, the heal, and what is out
// of reach.
#include <filesystem>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/json.hpp"
#include "harness/worlds/program_lookup.hpp"
#include "nemesis/mechanisms/failure_points/reach.hpp"
#include "real_world_fixture.hpp"

namespace ordeal::harness {
namespace {

using nemesis::Evidence;
using nemesis::FailurePoint;
using nemesis::Fault;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string sync_point = "posix/io/sync/fsync";

class FailurePointFaultsTest : public RealWorldTest {
  protected:
    void SetUp() override {
        RealWorldTest::SetUp();
        if (const auto found = nemesis::find_posix_points(); !found && !IsSkipped())
            GTEST_SKIP() << found.error().message;
    }

    /// Of node n1.
    static Fault at(const std::string& point, double probability = 1) {
        return FailurePoint{{"n1"}, point, probability};
    }

    /// Two nodes of the server that loads the C library.
    RealWorldOptions for_fault(const Fault& fault) const {
        auto made = options();
        made.system.command[0] += "-dynamic";
        made.system.nodes = 2;
        made.faults = {fault};
        return made;
    }

    static std::string counts(const Evidence& evidence) {
        const core::Value* const calls = evidence.details.find("calls");
        return calls == nullptr ? "none" : core::to_json(*calls);
    }
};

INSTANTIATE_TEST_SUITE_P(As, FailurePointFaultsTest, testing::Values(As::root, As::user),
                         testing::PrintToStringParamName());

TEST_P(FailurePointFaultsTest, ACallThatFailsIsSeenByTheServerAndHeals) {
    const Fault fault = at(sync_point);
    in_child(GetParam(), [&] {
        const auto world = started(for_fault(fault));
        ASSERT_TRUE(world);
        EXPECT_EQ(say(*world, 0, "add a"), "ok");
        const Evidence begun = evidence_of(world->begin(1, fault));
        EXPECT_FALSE(begun.bit);
        EXPECT_EQ(core::to_json(begun.details), R"({"reached":{"n1":["world-test-serv"]}})");
        EXPECT_EQ(say(*world, 0, "add b"), "failed");
        EXPECT_EQ(say(*world, 0, "add c"), "failed");
        EXPECT_EQ(say(*world, 1, "add b"), "ok");
        const Evidence ended = evidence_of(world->end(1, fault));
        EXPECT_TRUE(ended.bit);
        EXPECT_EQ(counts(ended), R"({"n1":{"asked":2,"failed":2}})");
        EXPECT_EQ(say(*world, 0, "add d"), "ok");
        EXPECT_EQ(say(*world, 0, "get"), "abcd");
        EXPECT_THAT(world->crashes(), IsEmpty());
    });
}

TEST_P(FailurePointFaultsTest, APatternIsAboutAllThatBeginSo) {
    const Fault fault = at("posix/io/sync/*");
    in_child(GetParam(), [&] {
        const auto world = started(for_fault(fault));
        ASSERT_TRUE(world);
        evidence_of(world->begin(1, fault));
        EXPECT_EQ(say(*world, 0, "add a"), "failed");
        EXPECT_EQ(say(*world, 0, "ping"), "pong");
        EXPECT_EQ(counts(evidence_of(world->end(1, fault))), R"({"n1":{"asked":1,"failed":1}})");
    });
}

TEST_P(FailurePointFaultsTest, APointThatNoProgramComesToTouchesNothing) {
    const Fault fault = at("wal/sync");
    in_child(GetParam(), [&] {
        const auto world = started(for_fault(fault));
        ASSERT_TRUE(world);
        evidence_of(world->begin(1, fault));
        EXPECT_EQ(say(*world, 0, "add a"), "ok");
        const Evidence ended = evidence_of(world->end(1, fault));
        EXPECT_FALSE(ended.bit);
        EXPECT_EQ(counts(ended), R"({"n1":{"asked":0,"failed":0}})");
    });
}

TEST_P(FailurePointFaultsTest, AFaultHoldsForTheNextLifeToo) {
    const Fault fault = at(sync_point);
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
        EXPECT_EQ(say(*world, 0, "add b"), "ok");
    });
}

TEST_P(FailurePointFaultsTest, ANodeThatIsDownHasItInItsNextLife) {
    const Fault fault = at(sync_point);
    in_child(GetParam(), [&] {
        const auto world = started(for_fault(fault));
        ASSERT_TRUE(world);
        const Fault kill = nemesis::Kill{{"n1"}};
        evidence_of(world->begin(1, kill));
        const Evidence begun = evidence_of(world->begin(2, fault));
        EXPECT_EQ(core::to_json(begun.details), R"({"not-running":["n1"]})");
        evidence_of(world->end(1, kill));
        EXPECT_TRUE(eventually([&] { return say(*world, 0, "ping") == "pong"; }));
        EXPECT_EQ(say(*world, 0, "add a"), "failed");
        EXPECT_TRUE(evidence_of(world->end(2, fault)).bit);
    });
}

TEST_P(FailurePointFaultsTest, AServerThatGivesUpIsStartedAgainAtTheEnd) {
    const Fault fault = at(sync_point);
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
    });
}

TEST_P(FailurePointFaultsTest, AnotherUserInTheNodeIsNoWayOut) {
    const Fault fault = at(sync_point);
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

TEST_P(FailurePointFaultsTest, ASecondFaultIsCountedFromItsOwnBeginning) {
    const Fault fault = at(sync_point);
    in_child(GetParam(), [&] {
        const auto world = started(for_fault(fault));
        ASSERT_TRUE(world);
        for (const nemesis::FaultId id : {1U, 2U}) {
            evidence_of(world->begin(id, fault));
            EXPECT_EQ(say(*world, 0, "add a"), "failed");
            EXPECT_EQ(counts(evidence_of(world->end(id, fault))),
                      R"({"n1":{"asked":1,"failed":1}})");
            EXPECT_EQ(say(*world, 0, "add a"), "ok");
        }
    });
}

TEST_P(FailurePointFaultsTest, AStaticProgramIsRefusedBeforeItStarts) {
    const Fault fault = at(sync_point);
    auto still = for_fault(fault);
    still.system.command[0] = "world-test-server";
    in_child(GetParam(), [&] {
        const std::string said = failure(still);
        EXPECT_THAT(said, HasSubstr("node n1: no fiu can hit it: "));
        EXPECT_THAT(said, HasSubstr("is linked statically"));
        EXPECT_THAT(said, HasSubstr("use eio, enospc, slow or lying-fsync"));
    });
}

TEST_P(FailurePointFaultsTest, AStaticProgramBehindAScriptIsRefusedAtTheFault) {
    const Fault fault = at(sync_point);
    auto still = for_fault(fault);
    still.system.command = {"sh", "-c",
                            "exec \"$0\" --port={node.port} --data={node.data} " + folder_.label(),
                            own_folder() / "world-test-server"};
    in_child(GetParam(), [&] {
        const auto world = started(still);
        ASSERT_TRUE(world);
        const auto refused = world->begin(1, fault);
        ASSERT_FALSE(refused.has_value());
        EXPECT_THAT(
            refused.error().message,
            HasSubstr("node n1 runs no program that a fiu can hit: world-test-serv is linked "));
        EXPECT_EQ(say(*world, 0, "add a"), "ok");
    });
}

TEST_P(FailurePointFaultsTest, NothingIsLeftInTheFolder) {
    const Fault fault = at(sync_point);
    in_child(GetParam(), [&] {
        const auto world = started(for_fault(fault));
        ASSERT_TRUE(world);
        const auto file = folder_.path() / "nodes" / "n1" / "failure-points";
        EXPECT_TRUE(std::filesystem::exists(file));
        world->stop();
        EXPECT_FALSE(std::filesystem::exists(file));
    });
}

}  // namespace
}  // namespace ordeal::harness
