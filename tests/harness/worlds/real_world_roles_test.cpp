// Who holds a role, as nodes of world real say themselves, and what is captured of a world's
// packets.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "real_world_fixture.hpp"

namespace ordeal::harness {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

class RealWorldRoles : public RealWorldTest {
  protected:
    /// A server is leader when it was told to write that down.
    RealWorldOptions with_roles() const {
        RealWorldOptions made = options();
        made.system.roles["leader"] = {
            .tcp = "{node.ip}:{node.port}", .send = "get\n", .matches = "^leader$", .within = 2s};
        made.system.roles["writer"] = {
            .command = {"cat", "log"}, .matches = "leader", .within = 2s};
        return made;
    }
};

INSTANTIATE_TEST_SUITE_P(As, RealWorldRoles, testing::Values(As::root, As::user),
                         testing::PrintToStringParamName());

TEST_P(RealWorldRoles, TheNodesThatSaySo) {
    in_child(GetParam(), [this] {
        const auto world = started(with_roles());
        ASSERT_EQ(say(*world, 1, "add leader"), "ok");
        const auto found = world->holders_of("leader");
        ASSERT_TRUE(found) << found.error().message;
        EXPECT_THAT(found->nodes, ElementsAre("n2"));
        EXPECT_EQ(*found->answers.find("n2"), core::Value("leader"));
        const auto by_command = world->holders_of("writer");
        ASSERT_TRUE(by_command) << by_command.error().message;
        EXPECT_THAT(by_command->nodes, ElementsAre("n2"));
        ASSERT_EQ(say(*world, 2, "add leader"), "ok");
        EXPECT_THAT(world->holders_of("leader")->nodes, ElementsAre("n2", "n3"));
    });
}

TEST_P(RealWorldRoles, WhoIsPausedOrDeadDoesNotAnswer) {
    in_child(GetParam(), [this] {
        auto options = with_roles();
        options.system.roles["leader"].within = 100ms;
        const auto world = started(options);
        ASSERT_EQ(say(*world, 0, "add leader"), "ok");
        ASSERT_EQ(say(*world, 1, "add leader"), "ok");
        ASSERT_TRUE(world->begin(1, nemesis::Pause{{"n1"}}));
        ASSERT_TRUE(world->begin(2, nemesis::Kill{{"n2"}}));
        const auto found = world->holders_of("leader");
        ASSERT_FALSE(found);
        EXPECT_THAT(found.error().message, HasSubstr("nobody said within 100ms to be leader; "
                                                     "n1: paused; n2: not running; n3: "));
        ASSERT_TRUE(world->end(1, nemesis::Pause{{"n1"}}));
        EXPECT_THAT(world->holders_of("leader")->nodes, ElementsAre("n1"));
    });
}

TEST_P(RealWorldRoles, OneThatTheScenarioDoesNotNameIsNone) {
    in_child(GetParam(), [this] {
        const auto world = started(with_roles());
        EXPECT_THAT(world->holders_of("boss").error().message, HasSubstr("no role boss"));
    });
}

TEST_P(RealWorldRoles, CapturesWhatIsSaid) {
    in_child(GetParam(), [this] {
        RealWorldOptions captured = options();
        captured.capture = true;
        const auto world = started(captured);
        world->use_clock(core::MonotonicClock());
        EXPECT_EQ(say(*world, 0, "ping"), "pong");
        world->stop();
        const core::Value figures = *world->statistics().find("network");
        const core::Value* const capture = figures.find("capture");
        ASSERT_NE(capture, nullptr);
        EXPECT_EQ(*capture->find("packets"), *figures.find("received"));
        EXPECT_EQ(capture->find("missed")->as_int(), 0);
        EXPECT_EQ(static_cast<std::uintmax_t>(capture->find("bytes")->as_int()),
                  std::filesystem::file_size(captured.run_directory / "capture.pcapng"));
    });
}

}  // namespace
}  // namespace ordeal::harness
