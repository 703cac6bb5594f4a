// Losses of power, full disks and damaged files, on shells as servers: what they find in their
// folders, and what the evidence says.
#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/json.hpp"
#include "nemesis/mechanisms/durable_files/fuse_probe.hpp"
#include "real_world_fixture.hpp"

namespace ordeal::harness {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using nemesis::Fault;
using testing::HasSubstr;
using testing::Not;

std::string content(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

class PowerFaults : public RealWorldTest {
  protected:
    /// Three shells that run the script and are ready once they have said so, in each life anew.
    RealWorldOptions shells(const std::string& script, Fault fault) const {
        RealWorldOptions made = options();
        made.system.command = {"sh", "-c", script};
        made.system.ready = ReadyProbe{.log = "^ready$"};
        made.faults = {std::move(fault)};
        return made;
    }
    fs::path data(const std::string& node) const {
        return fs::path(folder_.path()) / "nodes" / node / "data";
    }
    bool no_space_was_left(const std::string& node) const {
        const std::string told = content(data(node).parent_path() / "output.log");
        return told.find("No space left") != std::string::npos;
    }
    bool one_of_three_ends(std::size_t all) const {
        return eventually([&] { return processes_with(folder_.label()).size() <= all - all / 3; },
                          60s);
    }
    /// In the child: no mount can be had, and the world has said why.
    static bool unavailable(const RealWorldOptions& options) {
        const auto able = nemesis::power_loss_available();
        if (able) return false;
        const auto world = RealWorld::create(options);
        EXPECT_TRUE(world);
        const auto can = (*world)->can(kind(options.faults.front()));
        EXPECT_FALSE(can);
        EXPECT_THAT(can.error().message, HasSubstr(able.error().message));
        return true;
    }
};

INSTANTIATE_TEST_SUITE_P(As, PowerFaults, testing::Values(As::root, As::user),
                         testing::PrintToStringParamName());

TEST_P(PowerFaults, PowerLossTakesWhatWasNotSynced) {
    in_child(GetParam(), [&] {
        const Fault fault = nemesis::PowerLoss{{"n1"}};
        const auto made = shells(
            "echo again >> lives; sync lives; cat kept; echo synced > kept; sync kept;"
            " echo written >> kept; echo never > lost; echo ready; exec sleep 600",
            fault);
        if (unavailable(made)) return;
        const auto world = started(made);
        ASSERT_TRUE(world);
        EXPECT_EQ(content(data("n1") / "kept"), "synced\nwritten\n");
        const auto begun = evidence_of(world->begin(1, fault));
        EXPECT_TRUE(begun.bit);
        EXPECT_EQ(content(data("n1") / "kept"), "synced\n");
        EXPECT_FALSE(fs::exists(data("n1") / "lost"));
        EXPECT_EQ(content(data("n2") / "kept"), "synced\nwritten\n") << "it has power";
        const std::string told = core::to_json(begun.details);
        EXPECT_THAT(told, HasSubstr(R"("bytes-lost":{"n1":14})"));
        EXPECT_THAT(told, HasSubstr(R"("file":"kept","appended":8)"));
        EXPECT_THAT(told, HasSubstr(R"("file":"lost","undone":"created","bytes":6)"));
        evidence_of(world->end(1, fault));
        EXPECT_EQ(content(data("n1") / "lives"), "again\nagain\n");
        EXPECT_THAT(content(data("n1").parent_path() / "output.log"), HasSubstr("synced"));
        EXPECT_THAT(content("/proc/self/mounts"), Not(HasSubstr(data("n1").string())));
        world->stop();
        EXPECT_FALSE(fs::exists(data("n1").parent_path() / "unsynced"));
    });
}

TEST_P(PowerFaults, AKillLosesNothingAndAPowerLossAfterItDoes) {
    in_child(GetParam(), [&] {
        const Fault fault = nemesis::PowerLoss{{"n1"}};
        const auto made = shells("echo again >> lives; echo ready; exec sleep 600", fault);
        if (unavailable(made)) return;
        const auto world = started(made);
        ASSERT_TRUE(world);
        const Fault kill = nemesis::Kill{{"n1"}};
        evidence_of(world->begin(1, kill));
        evidence_of(world->end(1, kill));
        EXPECT_EQ(content(data("n1") / "lives"), "again\nagain\n");
        evidence_of(world->begin(2, fault));
        EXPECT_FALSE(fs::exists(data("n1") / "lives"));
        evidence_of(world->end(2, fault));
        EXPECT_EQ(content(data("n1") / "lives"), "again\n");
    });
}

TEST_P(PowerFaults, AFullDiskRefusesWritesUntilItIsOver) {
    in_child(GetParam(), [&] {
        const Fault fault = nemesis::FullDisk{{"n1"}, 10'000};
        const auto made = shells(
            "echo ready; while :; do head -c 4096 /dev/zero >> big && echo x >> small;"
            " sleep 0.01; done",
            fault);
        if (unavailable(made)) return;
        const auto world = started(made);
        ASSERT_TRUE(world);
        const auto size = [&](const char* node) {
            std::error_code absent;
            const auto found = fs::file_size(data(node) / "big", absent);
            return absent ? 0 : found;
        };
        ASSERT_TRUE(eventually([&] { return fs::exists(data("n1") / "small"); }, 60s));
        evidence_of(world->begin(1, fault));
        const auto full = size("n1");
        const auto other = size("n2");
        EXPECT_TRUE(eventually([&] { return no_space_was_left("n1"); }, 60s));
        EXPECT_TRUE(eventually([&] { return size("n2") > other + 20'000; }, 60s));
        EXPECT_LE(size("n1"), full + 10'000);
        const auto over = evidence_of(world->end(1, fault));
        EXPECT_TRUE(over.bit) << core::to_json(over.details);
        EXPECT_TRUE(eventually([&] { return size("n1") > full + 20'000; }, 60s));
    });
}

TEST_P(PowerFaults, AServerThatGivesUpOnAFullDiskIsNoCrash) {
    in_child(GetParam(), [&] {
        const Fault fault = nemesis::FullDisk{{"n1"}, 1000};
        const auto made = shells(
            "echo ready; while head -c 4096 /dev/zero >> big; do sleep 0.01; done; exit 3 "
            "# " +
                folder_.label(),
            fault);
        if (unavailable(made)) return;
        const auto world = started(made);
        ASSERT_TRUE(world);
        const auto all = processes_with(folder_.label()).size();
        evidence_of(world->begin(1, fault));
        EXPECT_TRUE(one_of_three_ends(all));
        const auto over = evidence_of(world->end(1, fault));
        EXPECT_TRUE(over.bit);
        EXPECT_THAT(core::to_json(over.details), HasSubstr(R"("gave-up":{"n1":"exit code 3"})"));
        EXPECT_THAT(core::to_json(over.details), HasSubstr(R"("restarted":{"n1":)"));
        EXPECT_TRUE(world->crashes().empty());
    });
}

TEST_P(PowerFaults, ARestartThatAnotherFaultForbidsIsNoError) {
    in_child(GetParam(), [&] {
        const Fault full = nemesis::FullDisk{{"n1"}, 1000};
        const Fault kill = nemesis::Kill{{"n1"}};
        const auto made = shells(
            "rm -f written; head -c 4096 /dev/zero >> log || exit 3; touch written; echo ready;"
            " sleep 600 # " +
                folder_.label(),
            full);
        if (unavailable(made)) return;
        const auto world = started(made);
        ASSERT_TRUE(world);
        const auto all = processes_with(folder_.label()).size();
        evidence_of(world->begin(1, full));
        evidence_of(world->begin(2, kill));
        const auto up = evidence_of(world->end(2, kill));
        EXPECT_THAT(core::to_json(up.details), HasSubstr(R"("not-yet-ready":{"n1":)"));
        EXPECT_TRUE(eventually([&] { return no_space_was_left("n1"); }, 60s));
        EXPECT_TRUE(one_of_three_ends(all));
        EXPECT_FALSE(fs::exists(data("n1") / "written"));
        const auto over = evidence_of(world->end(1, full));
        EXPECT_THAT(core::to_json(over.details), HasSubstr(R"("gave-up":{"n1":"exit code 3"})"));
        EXPECT_TRUE(fs::exists(data("n1") / "written"));
        EXPECT_TRUE(world->crashes().empty());
    });
}

TEST_P(PowerFaults, BitsRotAndEndsAreCutWhileTheNodeIsDown) {
    in_child(GetParam(), [&] {
        const std::string whole(100, 'a');
        const Fault rot = nemesis::DamagedFiles{"bit-rot", {"n1"}, "wal/*", 3};
        const Fault cut = nemesis::DamagedFiles{"truncate", {"n2"}, "wal/*", 30};
        const Fault none = nemesis::DamagedFiles{"truncate", {"n1"}, "nothing-like-it", 30};
        auto made = shells("if ! test -e wal; then mkdir wal; printf '" + whole +
                               "' > wal/log; fi; echo ready; exec sleep 600",
                           rot);
        made.faults = {rot, cut};
        const auto world = started(made);
        ASSERT_TRUE(world);
        const auto rotten = evidence_of(world->begin(1, rot));
        EXPECT_TRUE(rotten.bit);
        const std::string damaged = content(data("n1") / "wal/log");
        EXPECT_EQ(damaged.size(), whole.size());
        EXPECT_NE(damaged, whole);
        EXPECT_THAT(core::to_json(rotten.details), HasSubstr(R"("file":"wal/log","flipped":[)"));
        evidence_of(world->end(1, rot));
        EXPECT_EQ(content(data("n1") / "wal/log"), damaged);
        EXPECT_TRUE(evidence_of(world->begin(2, cut)).bit);
        EXPECT_EQ(content(data("n2") / "wal/log"), whole.substr(30));
        evidence_of(world->end(2, cut));
        const auto nothing = evidence_of(world->begin(3, none));
        EXPECT_FALSE(nothing.bit);
        EXPECT_THAT(core::to_json(nothing.details), HasSubstr(R"("nothing-to-damage":["n1"])"));
        evidence_of(world->end(3, none));
    });
}

}  // namespace
}  // namespace ordeal::harness
