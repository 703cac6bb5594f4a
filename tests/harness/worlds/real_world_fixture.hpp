// What the tests of world real share: a world of world-test-servers in a child process.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "harness/worlds/real_world.hpp"
#include "in_child.hpp"
#include "talk.hpp"

namespace ordeal::harness {

/// Each test runs as root and as a normal user.
class RealWorldTest : public testing::TestWithParam<As> {
  protected:
    static constexpr int port = 7000;

    void SetUp() override {
        if (const auto reason = why_not(GetParam()); !reason.empty()) GTEST_SKIP() << reason;
    }

    /// Three servers, ready when they accept connections.
    RealWorldOptions options(std::vector<std::string> more = {}) const {
        RealWorldOptions made{.run_directory = folder_.path(), .seed = 42};
        made.system.command = {"world-test-server", "--port={node.port}", "--data={node.data}",
                               folder_.label()};
        made.system.command.insert(made.system.command.end(), more.begin(), more.end());
        made.system.port = port;
        made.system.ready = ReadyProbe{.tcp = "{node.ip}:{node.port}"};
        return made;
    }

    /// A world that has started, or nothing after a failure of the test.
    static std::unique_ptr<RealWorld> started(const RealWorldOptions& options) {
        auto world = RealWorld::create(options);
        if (!world) {
            ADD_FAILURE() << world.error().message;
            return nullptr;
        }
        if (const auto done = (*world)->start(); !done) ADD_FAILURE() << done.error().message;
        if (const auto inside = (*world)->enter_client_network(); !inside)
            ADD_FAILURE() << inside.error().message;
        return std::move(*world);
    }

    /// What a fault did, or nothing after a failure of the test.
    static nemesis::Evidence evidence_of(core::Result<nemesis::Evidence> result) {
        if (result) return *std::move(result);
        ADD_FAILURE() << result.error().message;
        return {};
    }

    static nemesis::Evidence begun(RealWorld& world, nemesis::FaultId id,
                                   const nemesis::Fault& fault) {
        return evidence_of(world.begin(id, fault));
    }
    static nemesis::Evidence ended(RealWorld& world, nemesis::FaultId id,
                                   const nemesis::Fault& fault) {
        return evidence_of(world.end(id, fault));
    }

    /// The message of a world that cannot be made or started.
    static std::string failure(const RealWorldOptions& options) {
        const auto world = RealWorld::create(options);
        if (!world) return world.error().message;
        const auto done = (*world)->start();
        return done ? "no failure" : done.error().message;
    }

    static std::string say(const RealWorld& world, std::size_t node, const std::string& line) {
        return ask(world.endpoints()[node].ip, port, line).value_or("no answer");
    }

    /// How often the server of n1 has been started.
    static std::int64_t starts(const RealWorld& world) {
        return world.statistics().find("starts")->find("n1")->as_int();
    }

    TestFolder folder_;
};

}  // namespace ordeal::harness
