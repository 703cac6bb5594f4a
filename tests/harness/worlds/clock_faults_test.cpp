// Faults of clocks in world real, seen by what servers say, and in their evidence.
#include <chrono>
#include <cstdlib>
#include <optional>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <time.h>

#include "core/json.hpp"
#include "nemesis/mechanisms/clock/exec_watch.hpp"
#include "real_world_fixture.hpp"

namespace ordeal::harness {
namespace {

using namespace std::chrono_literals;
using nemesis::ClockBump;
using nemesis::ClockDrift;
using nemesis::ClockStrobe;
using nemesis::Fault;
using nemesis::Kill;
using std::chrono::nanoseconds;

std::int64_t now_ns(clockid_t clock = CLOCK_REALTIME) {
    timespec now{};
    ::clock_gettime(clock, &now);
    return now.tv_sec * std::int64_t{1'000'000'000} + now.tv_nsec;
}

class ClockFaultsOfNodes : public RealWorldTest {
  protected:
    void SetUp() override {
        RealWorldTest::SetUp();
        if (IsSkipped()) return;
        const auto available = nemesis::clock_faults_available();
        ASSERT_TRUE(available) << available.error().message;
    }

    RealWorldOptions options_for(const std::vector<Fault>& faults) const {
        RealWorldOptions made = options();
        made.faults = faults;
        return made;
    }

    /// How far a node's clock is off, from what its server says: at least, and at most.
    static void expect_offset(const RealWorld& world, std::size_t node, nanoseconds offset) {
        const std::int64_t before = now_ns();
        const std::int64_t told = std::stoll(say(world, node, "time"));
        const std::int64_t after = now_ns();
        EXPECT_GE(told, before + offset.count()) << "node " << node;
        EXPECT_LE(told, after + offset.count()) << "node " << node;
    }

    static std::int64_t told(const nemesis::Evidence& evidence, std::string_view what,
                             std::string_view node) {
        const core::Value* const nodes = evidence.details.find(what);
        const core::Value* const value = nodes == nullptr ? nullptr : nodes->find(node);
        if (value != nullptr) return value->as_int();
        ADD_FAILURE() << "no " << what << " of " << node << " in "
                      << core::to_json(evidence.details);
        return 0;
    }

    /// A measurement of an offset is off by what it took.
    static void expect_near(std::int64_t measured, nanoseconds offset) {
        EXPECT_LE(std::llabs(measured - offset.count()), nanoseconds(50ms).count()) << measured;
    }
};

INSTANTIATE_TEST_SUITE_P(As, ClockFaultsOfNodes, testing::Values(As::root, As::user),
                         testing::PrintToStringParamName());

TEST_P(ClockFaultsOfNodes, ABumpIsSeenByTheServerAndMeasuredAndHealed) {
    const Fault bump = ClockBump{{{"n1", 24h}, {"n3", -90s}}};
    in_child(GetParam(), [&] {
        const auto world = started(options_for({bump}));
        ASSERT_TRUE(world->can("clock-bump"));
        for (const std::size_t node : {0, 1, 2})
            expect_offset(*world, node, 0s);
        const auto beginning = begun(*world, 1, bump);
        EXPECT_TRUE(beginning.bit);
        expect_near(told(beginning, "measured-ns", "n1"), 24h);
        expect_near(told(beginning, "measured-ns", "n3"), -90s);
        expect_offset(*world, 0, 24h);
        expect_offset(*world, 1, 0s);
        expect_offset(*world, 2, -90s);
        std::optional<nanoseconds> offset;
        ASSERT_TRUE(eventually([&] { return (offset = world->clock_offset("n3")).has_value(); }));
        expect_near(offset->count(), -90s);
        const auto end = ended(*world, 1, bump);
        expect_near(told(end, "measured-at-end-ns", "n1"), 24h);
        expect_near(told(end, "healed-ns", "n1"), 0s);
        EXPECT_EQ(end.details.find("without-it"), nullptr) << core::to_json(end.details);
        for (const std::size_t node : {0, 1, 2})
            expect_offset(*world, node, 0s);
    });
}

TEST_P(ClockFaultsOfNodes, ProgramsOfAServerHaveItsClock) {
    const Fault bump = ClockBump{{{"n2", 5h}}};
    in_child(GetParam(), [&] {
        const auto world = started(options_for({bump}));
        begun(*world, 1, bump);
        const std::int64_t before = now_ns() / 1'000'000'000;
        const std::int64_t said = std::stoll(say(*world, 1, "run date +%s"));
        const std::int64_t after = now_ns() / 1'000'000'000;
        EXPECT_GE(said, before + 5 * 3600);
        EXPECT_LE(said, after + 5 * 3600);
        ended(*world, 1, bump);
    });
}

TEST_P(ClockFaultsOfNodes, TheNextLifeHasTheClockToo) {
    const Fault bump = ClockBump{{{"n1", 3h}}};
    in_child(GetParam(), [&] {
        const auto world = started(options_for({bump}));
        begun(*world, 1, bump);
        begun(*world, 2, Kill{{"n1"}});
        ended(*world, 2, Kill{{"n1"}});
        ASSERT_TRUE(eventually([&] { return say(*world, 0, "ping") == "pong"; }));
        expect_offset(*world, 0, 3h);
        const auto end = ended(*world, 1, bump);
        expect_near(told(end, "measured-at-end-ns", "n1"), 3h);
        expect_near(told(end, "lowest-ns", "n1"), 3h);
        expect_offset(*world, 0, 0s);
    });
}

TEST_P(ClockFaultsOfNodes, ANodeThatIsDownIsNotMeasured) {
    const Fault bump = ClockBump{{{"n1", 3h}}};
    in_child(GetParam(), [&] {
        const auto world = started(options_for({bump}));
        begun(*world, 2, Kill{{"n1"}});
        const auto beginning = begun(*world, 1, bump);
        EXPECT_FALSE(beginning.bit);
        ASSERT_NE(beginning.details.find("not-measured"), nullptr);
        EXPECT_EQ(core::to_json(*beginning.details.find("not-measured")), R"(["n1"])");
        ended(*world, 1, bump);
    });
}

TEST_P(ClockFaultsOfNodes, ANodeThatIsStoppedHasTheClockWhenItGoesOn) {
    const Fault bump = ClockBump{{{"n1", 3h}}};
    const Fault pause = nemesis::Pause{{"n1"}};
    in_child(GetParam(), [&] {
        const auto world = started(options_for({bump}));
        begun(*world, 1, pause);
        EXPECT_NE(begun(*world, 2, bump).details.find("not-measured"), nullptr);
        ended(*world, 1, pause);
        expect_offset(*world, 0, 3h);
        expect_near(told(ended(*world, 2, bump), "measured-at-end-ns", "n1"), 3h);
    });
}

TEST_P(ClockFaultsOfNodes, ADriftIsMeasured) {
    const Fault drift = ClockDrift{{{"n1", 50.0}, {"n2", 0.01}}};
    in_child(GetParam(), [&] {
        const auto world = started(options_for({drift}));
        const std::int64_t before = now_ns();
        const std::int64_t monotonic = std::stoll(say(*world, 0, "monotonic"));
        EXPECT_LE(monotonic, now_ns(CLOCK_MONOTONIC));
        begun(*world, 1, drift);
        const std::int64_t begun_at = now_ns();
        while (now_ns() < begun_at + nanoseconds(40ms).count())
            say(*world, 0, "time");
        const std::int64_t least = now_ns() - begun_at;
        const auto end = ended(*world, 1, drift);
        const std::int64_t most = now_ns() - before;
        EXPECT_TRUE(end.bit);
        EXPECT_GE(told(end, "measured-at-end-ns", "n1"), 48 * least);
        EXPECT_LE(told(end, "measured-at-end-ns", "n1"), 50 * most);
        EXPECT_LE(told(end, "measured-at-end-ns", "n2"), -least / 2);
        EXPECT_GE(told(end, "measured-at-end-ns", "n2"), -most);
        expect_near(told(end, "healed-ns", "n1"), 0s);
        expect_offset(*world, 0, 0s);
    });
}

TEST_P(ClockFaultsOfNodes, AStrobeJumpsToAndFro) {
    const Fault strobe = ClockStrobe{{{"n1", 1h}}, 20ms};
    in_child(GetParam(), [&] {
        const auto world = started(options_for({strobe}));
        begun(*world, 1, strobe);
        int jumps = 0;
        for (bool ahead = true; jumps < 6;) {
            const bool seen = std::stoll(say(*world, 0, "time")) - now_ns() > 0;
            jumps += seen != ahead ? 1 : 0;
            ahead = seen;
        }
        const auto end = ended(*world, 1, strobe);
        EXPECT_TRUE(end.bit);
        EXPECT_GE(told(end, "jumps", "n1"), 6);
        expect_near(told(end, "highest-ns", "n1"), 1h);
        expect_offset(*world, 0, 0s);
    });
}

/// One listener serves both.
TEST_P(ClockFaultsOfNodes, GoTogetherWithFaultsOfDisks) {
    const Fault bump = ClockBump{{{"n1", 5h}}};
    const Fault eio = nemesis::BadDisk{"eio", {"n1"}, {.calls = {"sync"}}};
    in_child(GetParam(), [&] {
        const auto world = started(options_for({bump, eio}));
        begun(*world, 1, bump);
        begun(*world, 2, eio);
        expect_offset(*world, 0, 5h);
        EXPECT_EQ(say(*world, 0, "add x"), "failed");
        const std::int64_t before = now_ns() / 1'000'000'000;
        EXPECT_GE(std::stoll(say(*world, 0, "run date +%s")), before + 5 * 3600);
        EXPECT_TRUE(ended(*world, 2, eio).bit);
        EXPECT_EQ(say(*world, 0, "add x"), "ok");
        ended(*world, 1, bump);
        expect_offset(*world, 0, 0s);
    });
}

TEST_P(ClockFaultsOfNodes, WorldsWithoutThemHaveNoWitness) {
    in_child(GetParam(), [&] {
        const auto world = started(options());
        EXPECT_FALSE(world->clock_offset("n1"));
        EXPECT_FALSE(world->begin(1, ClockBump{{{"n1", 1h}}}));
    });
}

}  // namespace
}  // namespace ordeal::harness
