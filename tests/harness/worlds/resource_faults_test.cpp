// Starvation in world real, as the server sees it: before, meanwhile, and when it is over.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/json.hpp"
#include "nemesis/mechanisms/resources/resource_limit.hpp"
#include "real_world_fixture.hpp"

namespace ordeal::harness {
namespace {

using namespace std::chrono_literals;
using nemesis::Evidence;
using nemesis::Fault;
using nemesis::Means;
using nemesis::Resource;
using nemesis::Starvation;

class ResourceFaults : public RealWorldTest {
  protected:
    /// One server, with what that fault needs.
    std::unique_ptr<RealWorld> world_for(const Fault& fault) const {
        auto one = options();
        one.system.nodes = 1;
        one.faults = {fault};
        return started(one);
    }
};

INSTANTIATE_TEST_SUITE_P(As, ResourceFaults, testing::Values(As::root, As::user),
                         testing::PrintToStringParamName());

std::string member(const core::Value& value, std::string_view name) {
    const core::Value* const found = value.find(name);
    return found != nullptr ? core::to_json(*found) : "nothing";
}

TEST_P(ResourceFaults, NoMoreDescriptors) {
    in_child(GetParam(), [&] {
        const Fault fault = Starvation{"descriptors", {"n1"}, 1, 20};
        const auto world = world_for(fault);
        ASSERT_TRUE(world);
        EXPECT_EQ(say(*world, 0, "files 100"), "100");
        evidence_of(world->begin(1, fault));
        EXPECT_LT(std::stoi(say(*world, 0, "files 100")), 20);
        const Evidence ended = evidence_of(world->end(1, fault));
        EXPECT_EQ(member(*ended.details.find("n1"), "by"), R"("prlimit RLIMIT_NOFILE")");
        EXPECT_EQ(say(*world, 0, "files 100"), "100");
        EXPECT_EQ(starts(*world), 1);
    });
}

TEST_P(ResourceFaults, HoldTheNextLifeToo) {
    in_child(GetParam(), [&] {
        const Fault fault = Starvation{"descriptors", {"n1"}, 1, 20};
        const auto world = world_for(fault);
        ASSERT_TRUE(world);
        evidence_of(world->begin(1, fault));
        const Fault kill = nemesis::Kill{{"n1"}};
        evidence_of(world->begin(2, kill));
        evidence_of(world->end(2, kill));
        EXPECT_TRUE(eventually([&] { return std::stoi(say(*world, 0, "files 100")) < 20; }));
        evidence_of(world->end(1, fault));
        EXPECT_EQ(say(*world, 0, "files 100"), "100");
    });
}

TEST_P(ResourceFaults, WhatDoesNotSurviveIsStartedAgain) {
    in_child(GetParam(), [&] {
        const Fault fault = Starvation{"descriptors", {"n1"}, 1, 20};
        const auto world = world_for(fault);
        ASSERT_TRUE(world);
        const Evidence begun = evidence_of(world->begin(1, fault));
        EXPECT_EQ(say(*world, 0, "die 3"), "no answer");
        EXPECT_TRUE(eventually([&] { return say(*world, 0, "ping") == "no answer"; }));
        const Evidence ended = evidence_of(world->end(1, fault));
        EXPECT_EQ(say(*world, 0, "ping"), "pong");
        EXPECT_EQ(starts(*world), 2);
        EXPECT_THAT(world->crashes(), testing::IsEmpty());
        EXPECT_TRUE(ended.bit);
    });
}

TEST_P(ResourceFaults, NoMoreMemory) {
    in_child(GetParam(), [&] {
        const Fault fault = Starvation{"memory", {"n1"}, 1, 4U << 20U};
        const auto world = world_for(fault);
        ASSERT_TRUE(world);
        EXPECT_EQ(say(*world, 0, "take 64"), "taken");
        evidence_of(world->begin(1, fault));
        const std::string answer = say(*world, 0, "take 64");
        EXPECT_THAT(answer, testing::AnyOf("refused", "no answer"));
        const Evidence ended = evidence_of(world->end(1, fault));
        if (answer == "no answer") {
            EXPECT_TRUE(ended.bit);  // the kernel ended it
        }
        EXPECT_EQ(say(*world, 0, "take 64"), "taken");
        EXPECT_THAT(world->crashes(), testing::IsEmpty());
    });
}

TEST_P(ResourceFaults, AShareOfAProcessor) {
    in_child(GetParam(), [&] {
        const Fault fault = Starvation{"cpu", {"n1"}, 0.1, 0};
        const auto world = world_for(fault);
        ASSERT_TRUE(world);
        const Evidence begun = evidence_of(world->begin(1, fault));
        const bool cgroup = member(begun.details, "by") == R"("cgroup")";
        // Who stops it from outside comes late on a busy machine: there it computes for longer.
        EXPECT_EQ(say(*world, 0, cgroup ? "compute 60" : "compute 250"), "computed");
        const Evidence ended = evidence_of(world->end(1, fault));
        EXPECT_TRUE(ended.bit) << core::to_json(ended.details);
        EXPECT_EQ(say(*world, 0, "ping"), "pong");
        if (cgroup) {
            EXPECT_GE(ended.details.find("n1")->find("periods-throttled")->as_int(), 4);
        } else {
            EXPECT_EQ(member(begun.details, "by"), R"("duty cycle")");
            EXPECT_GE(ended.details.find("stops")->find("n1")->as_int(), 4);
        }
    });
}

TEST_P(ResourceFaults, NoMoreProcesses) {
    in_child(GetParam(), [&] {
        const auto means = nemesis::means_to_limit(Resource::processes);
        if (!means) return;  // a root without control groups: `ordeal list faults` says so
        const std::uint64_t limit = *means == Means::cgroup ? 2 : 1;
        const Fault fault = Starvation{"processes", {"n1"}, 1, limit};
        const auto world = world_for(fault);
        ASSERT_TRUE(world);
        EXPECT_EQ(say(*world, 0, "fork 10"), "10");
        evidence_of(world->begin(1, fault));
        EXPECT_EQ(say(*world, 0, "fork 10"), *means == Means::cgroup ? "2" : "0");
        const Evidence ended = evidence_of(world->end(1, fault));
        EXPECT_TRUE(ended.bit);
        EXPECT_EQ(say(*world, 0, "fork 10"), "10");
    });
}

}  // namespace
}  // namespace ordeal::harness
