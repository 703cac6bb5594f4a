#include "harness/worlds/ready_probe.hpp"

#include <fstream>
#include <thread>

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "in_child.hpp"
#include "listener.hpp"
#include "nemesis/mechanisms/open_file.hpp"

namespace ordeal::harness {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;
using testing::AllOf;
using testing::HasSubstr;

std::string try_once(const ReadyProbe& ready, const ProbeSite& site = {}) {
    auto probe = make_probe(ready, site);
    if (!probe) return "BAD " + probe.error().message;
    const auto done = (*probe)->attempt(steady_clock::now() + 3s);
    return done ? "ready" : done.error().message;
}

TEST(TcpProbe, ConnectsOrSaysWhyNot) {
    std::string address;
    {
        const Listener listener("");
        address = listener.address();
        EXPECT_EQ(try_once({.tcp = address}), "ready");
    }
    EXPECT_EQ(try_once({.tcp = address}), "Connection refused");
}

TEST(TcpProbe, WantsAnAddress) {
    for (const char* bad : {"", "127.0.0.1", "127.0.0.1:", "127.0.0.1:70000", "127.0.0.1:7x",
                            "host:7000", "127.0.0.1:0"})
        EXPECT_THAT(try_once({.tcp = bad}), HasSubstr("no address for a TCP probe")) << bad;
}

TEST(HttpProbe, Wants2xx) {
    const Listener good("HTTP/1.0 204 fine\r\n\r\n");
    EXPECT_EQ(try_once({.http = "http://" + good.address() + "/health"}), "ready");
    EXPECT_EQ(try_once({.http = "http://" + good.address()}), "ready");
    const Listener bad("HTTP/1.0 503 no\r\n\r\n");
    EXPECT_EQ(try_once({.http = "http://" + bad.address() + "/"}), "status 503");
    const Listener broken("rubbish");
    EXPECT_THAT(try_once({.http = "http://" + broken.address() + "/"}),
                testing::Not(testing::AnyOf("ready", HasSubstr("status"))));
}

TEST(HttpProbe, WantsAUrl) {
    for (const char* bad : {"127.0.0.1:80/", "https://127.0.0.1/", "http://", "http://:80/",
                            "http://127.0.0.1:x/", "http://127.0.0.1:/"})
        EXPECT_THAT(try_once({.http = bad}), HasSubstr("is no URL")) << bad;
}

class LogProbe : public testing::Test {
  protected:
    void write(const std::string& text) {
        std::ofstream(file_, std::ios::binary | std::ios::app) << text;
    }
    TestFolder folder_;
    std::filesystem::path file_ = folder_.path() / "output.log";
};

TEST_F(LogProbe, SeesALineThatComesInPieces) {
    auto probe = make_probe({.log = "^ready [0-9]{2}$"}, {.output = file_});
    ASSERT_TRUE(probe);
    const auto tried = [&] { return (*probe)->attempt(steady_clock::now()).has_value(); };
    EXPECT_FALSE(tried());
    write("starting\nready 4");
    EXPECT_FALSE(tried());
    write("2");
    EXPECT_TRUE(tried());
}

TEST_F(LogProbe, LeavesEarlierLivesOut) {
    write("ready\n");
    EXPECT_EQ(try_once({.log = "ready"}, {.output = file_}), "ready");
    EXPECT_EQ(try_once({.log = "ready"}, {.output = file_, .output_begin = 6}),
              "none of 0 lines matched");
}

TEST_F(LogProbe, SurvivesHugeLines) {
    write(std::string(3'000'000, 'a') + "\nthen ready\n");
    EXPECT_EQ(try_once({.log = "(a|b)*c|ready$"}, {.output = file_}), "ready");
}

TEST_F(LogProbe, WantsAnExpression) {
    EXPECT_THAT(try_once({.log = "(unclosed"}), HasSubstr("no regular expression"));
}

TEST(CommandProbe, NamesAMissingProgram) {
    auto host = ProcessHost::create();
    ASSERT_TRUE(host);
    EXPECT_THAT(try_once({.command = {"no-such-probe"}}, {.host = host->get()}),
                HasSubstr("\"no-such-probe\""));
}

/// Fails a number of times, then succeeds.
class ScriptedProbe final : public Probe {
  public:
    explicit ScriptedProbe(int failures) : failures_(failures) {}
    std::string describe() const override { return "the scripted probe"; }
    core::Result<void> attempt(steady_clock::time_point) override {
        ++tries;
        if (failures_-- > 0) return core::fail("failure {}", tries);
        return {};
    }
    int tries = 0;

  private:
    int failures_;
};

/// A node that ends at the n-th look, or never.
WatchedNode node_that_ends_at(int look, int& looks) {
    return {.name = "n2",
            .ended_within = [look, &looks](core::Nanoseconds) -> std::optional<std::string> {
                return ++looks == look ? std::optional<std::string>("exit code 3") : std::nullopt;
            },
            .last_lines = [] { return std::string("one\ntwo"); }};
}

TEST(WaitUntilReady, TriesUntilItSucceeds) {
    ScriptedProbe probe(4);
    int looks = 0;
    EXPECT_TRUE(wait_until_ready(probe, node_that_ends_at(0, looks), 10s));
    EXPECT_EQ(probe.tries, 5);
    EXPECT_EQ(looks, 5);
}

TEST(WaitUntilReady, TellsAtOnceThatTheNodeEnded) {
    ScriptedProbe probe(1'000'000);
    int looks = 0;
    const auto done = wait_until_ready(probe, node_that_ends_at(3, looks), 1h);
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().message,
              "node n2 ended with exit code 3 before it was ready; its last lines:\n    one\n"
              "    two");
    EXPECT_EQ(probe.tries, 3);
}

TEST(WaitUntilReady, ADeadNodeIsNotReadyThoughTheProbeSucceeded) {
    ScriptedProbe probe(0);
    int looks = 0;
    EXPECT_FALSE(wait_until_ready(probe, node_that_ends_at(1, looks), 10s));
}

TEST(WaitUntilReady, GivesUpAtItsDeadlineAndTellsTheLastTry) {
    ScriptedProbe probe(1'000'000);
    int looks = 0;
    const auto done = wait_until_ready(probe, node_that_ends_at(0, looks), 2ms);
    ASSERT_FALSE(done);
    EXPECT_THAT(done.error().message,
                AllOf(HasSubstr("node n2 was not ready within 2ms"),
                      HasSubstr("the scripted probe failed, the last time with: failure " +
                                std::to_string(probe.tries)),
                      HasSubstr("    one\n    two")));
}

}  // namespace
}  // namespace ordeal::harness
