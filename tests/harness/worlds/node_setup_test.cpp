// What comes before a node's first life: its files, its commands of setup, its user, its turn.
#include <filesystem>
#include <fstream>
#include <iterator>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "real_world_fixture.hpp"

namespace ordeal::harness {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

class NodeSetupTest : public RealWorldTest {
  protected:
    std::string text_of(const std::string& file) const {
        std::ifstream in(folder_.path() / "nodes" / file, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }

    /// The command, and then the server that the tests talk to.
    static std::vector<std::string> shell(const std::string& script) {
        return {"/bin/sh", "-c", script + "; exec \"$0\" \"$@\"", "world-test-server",
                "--port={node.port}"};
    }

    RealWorldOptions of_shell(const std::string& script) const {
        auto made = options();
        made.system.command = shell(script);
        made.system.command.push_back(folder_.label());
        made.system.environment["PATH"] = own_path();
        return made;
    }

    static std::string own_path() {
        return fs::read_symlink("/proc/self/exe").parent_path().string() + ":/usr/bin:/bin";
    }
};

INSTANTIATE_TEST_SUITE_P(As, NodeSetupTest, testing::Values(As::root, As::user),
                         testing::PrintToStringParamName());

TEST_P(NodeSetupTest, FilesAreWrittenOnceWithWhatDiffersFromNodeToNode) {
    auto made = of_shell("cat conf/server.conf; echo \"# life\" >> conf/server.conf");
    made.system.files = {{"conf/server.conf", "id {node.id}\n"}};
    made.system.each["n2"].files = {{"conf/server.conf", "other {node.ip}\n"}};
    in_child(GetParam(), [&] {
        const auto world = started(made);
        ASSERT_TRUE(world);
        const nemesis::Fault kill = nemesis::Kill{{"n1"}};
        ASSERT_TRUE(world->begin(1, kill));
        ASSERT_TRUE(world->end(1, kill));
    });
    EXPECT_EQ(text_of("n1/output.log"),
              "id n1\nlistening on port 7000\nid n1\n# life\nlistening on port 7000\n");
    EXPECT_THAT(text_of("n2/output.log"), HasSubstr("other 10.77.0.2\n"));
}

TEST_P(NodeSetupTest, CommandsOfSetupRunInOrderBeforeTheFirstStartOnly) {
    auto made = of_shell("cat made");
    made.system.nodes = 1;
    made.system.setup = {{"/bin/sh", "-c", "echo one of {node.id} > made"},
                         {"/bin/sh", "-c", "echo two >> made"}};
    in_child(GetParam(), [&] {
        const auto world = started(made);
        ASSERT_TRUE(world);
        const nemesis::Fault kill = nemesis::Kill{{"n1"}};
        ASSERT_TRUE(world->begin(1, kill));
        ASSERT_TRUE(world->end(1, kill));
        EXPECT_THAT(world->crashes(), testing::IsEmpty());
    });
    EXPECT_EQ(text_of("n1/output.log"),
              "one of n1\ntwo\nlistening on port 7000\none of n1\ntwo\nlistening on port 7000\n");
}

TEST_P(NodeSetupTest, ASetupThatFailsFailsTheStartAndIsNamed) {
    auto made = options();
    made.system.setup = {{"/bin/true"}, {"/bin/sh", "-c", "echo no room; exit 4"}};
    in_child(GetParam(), [&] {
        EXPECT_THAT(failure(made),
                    AllOf(HasSubstr("system.setup[1] (/bin/sh -c echo no room"),
                          HasSubstr("ended with exit code 4"), HasSubstr("no room")));
    });
}

TEST_P(NodeSetupTest, AServerTakesItselfForTheUserThatTheScenarioNames) {
    auto made = of_shell("id -u; echo mine > file; stat -c %U file");
    made.system.nodes = 1;
    made.system.user = "nobody";
    in_child(GetParam(), [&] {
        const auto world = started(made);
        ASSERT_TRUE(world);
        EXPECT_EQ(say(*world, 0, "ping"), "pong");
        const nemesis::Fault pause = nemesis::Pause{{"n1"}};
        const auto paused = world->begin(1, pause);
        ASSERT_TRUE(paused) << paused.error().message;
        EXPECT_TRUE(paused->bit);
        ASSERT_TRUE(world->end(1, pause));
        const nemesis::Fault kill = nemesis::Kill{{"n1"}};
        ASSERT_TRUE(world->begin(2, kill));
        ASSERT_TRUE(world->end(2, kill));
        EXPECT_EQ(say(*world, 0, "ping"), "pong");
    });
    EXPECT_THAT(text_of("n1/output.log"), HasSubstr("65534\nnobody\nlistening"));
}

TEST_P(NodeSetupTest, SharedMemoryOfANodeGoesWithIt) {
    const std::string name = folder_.label();
    auto made = of_shell("touch /dev/shm/" + name + "; ls /dev/shm");
    made.system.nodes = 1;
    in_child(GetParam(), [&] { ASSERT_TRUE(started(made)); });
    EXPECT_THAT(text_of("n1/output.log"), HasSubstr(name + "\n"));
    EXPECT_FALSE(fs::exists("/dev/shm/" + name));
}

TEST_P(NodeSetupTest, AUserThatIsNotThereIsNamed) {
    auto made = options();
    made.system.user = "no-such-user";
    in_child(GetParam(), [&] {
        EXPECT_THAT(failure(made), HasSubstr("system.user: this machine has no user"));
    });
}

TEST_P(NodeSetupTest, InOrderANodeIsSetUpWhenTheOneBeforeItIsReady) {
    auto made = options();
    made.system.start = StartOrder::in_order;
    made.system.each["n2"].setup = {
        {"/bin/sh", "-c", "ls {node.data}/../../n1/output.log {node.data}/../../n3/output.log"}};
    made.system.each["n3"].setup = {{"/bin/sh", "-c", "cat {node.data}/../../n2/output.log"}};
    in_child(GetParam(), [&] {
        // n3 has no output yet when n2 is set up.
        EXPECT_THAT(failure(made), HasSubstr("cannot access"));
        made.system.each.erase("n2");
        made.run_directory /= "second";
        ASSERT_TRUE(started(made));
    });
    EXPECT_THAT(text_of("../second/nodes/n3/output.log"), HasSubstr("listening on port 7000\n"));
}

TEST_P(NodeSetupTest, AMissingProgramIsSaidWithThePackageThatHasIt) {
    auto made = options();
    made.system.command = {"no-such-server"};
    made.system.packages = {"some-server", "some-tools"};
    in_child(GetParam(), [&] {
        EXPECT_THAT(failure(made),
                    AllOf(HasSubstr("system.command: cannot start \"no-such-server\""),
                          HasSubstr("on Debian: apt-get install some-server some-tools")));
    });
}

}  // namespace
}  // namespace ordeal::harness
