// The examples as processes, over UDP on loopback; ABD has tests of its own.
#include <map>
#include <memory>

#include <gtest/gtest.h>

#include "core/json.hpp"
#include "tests/runtime/child.hpp"

namespace ordeal::test {
namespace {

using core::Value;

class Processes : public testing::Test {
  protected:
    void start(const std::string& program, int node, int nodes, const std::string& bug = "") {
        const auto here = std::filesystem::read_symlink("/proc/self/exe").parent_path();
        std::string peers;
        for (int peer = 1; peer <= nodes; ++peer)
            peers += fmt::format("n{}={}:{},", peer, own_ip(), port(peer));
        std::vector<std::string> words = {(here / program).string(), "spawn",
                                          fmt::format("--id=n{}", node), "--peers=" + peers,
                                          "--data=" + directory_.path(fmt::format("n{}", node))};
        if (!bug.empty()) words.push_back("--bug=" + bug);
        nodes_[node] = std::make_unique<Child>(words, directory_.path("log"));
    }
    void kill(int node) {
        nodes_[node]->signal(SIGKILL);
        EXPECT_EQ(nodes_[node]->wait(), -SIGKILL);
        nodes_.erase(node);
    }
    std::string write(int node, const Value& value) {
        return call(node, Value::object({{"type", "write"}, {"key", "x"}, {"value", value}}));
    }
    /// Asks until the write is done; gives the last answer.
    std::string write_until_ok(int node, const Value& value) {
        std::string answer;
        for (int attempt = 0; attempt < 100 && answer != "write_ok"; ++attempt)
            answer = write(node, value);
        return answer;
    }
    std::string read(int node) {
        return call(node, Value::object({{"type", "read"}, {"key", "x"}}));
    }
    /// Asks until the answer is that one; gives the last answer.
    std::string read_until(int node, const std::string& expected) {
        std::string answer;
        for (int attempt = 0; attempt < 20'000 && answer != expected; ++attempt)
            answer = read(node);
        return answer;
    }

    /// Whoever of four servers is killed comes back with what it had; meanwhile another one may
    /// have taken its place.
    void kill_each(const std::string& program) {
        for (int node = 1; node <= 4; ++node)
            start(program, node, 4);
        EXPECT_EQ(write_until_ok(4, 5), "write_ok");
        for (int node = 1; node <= 4; ++node) {
            kill(node);
            start(program, node, 4);
            EXPECT_EQ(read_until(node, "read_ok 5"), "read_ok 5");
        }
    }

  private:
    std::string call(int node, Value request) {
        request.set("msg_id", ++msg_id_);
        const Value body = client_.call(port(node), fmt::format("n{}", node), request);
        if (body.is_null()) return "nothing";
        std::string text = body.find("type")->as_string();
        for (const char* name : {"value", "code"})
            if (const Value* value = body.find(name)) text += " " + core::to_json(*value);
        return text;
    }
    static std::uint16_t port(int node) { return static_cast<std::uint16_t>(7100 + node); }

    TemporaryDirectory directory_;
    std::map<int, std::unique_ptr<Child>> nodes_;
    UdpClient client_;
    int msg_id_ = 0;
};

TEST_F(Processes, SingleCopyKeepsWhatWasWrittenUnlessItForgets) {
    for (const std::string bug : {"", "forgets"}) {
        start("single-copy", 1, 1, bug);
        EXPECT_EQ(read(1), "read_ok null");
        EXPECT_EQ(write(1, 5), "write_ok");
        EXPECT_EQ(read(1), "read_ok 5");
        kill(1);
        start("single-copy", 1, 1, bug);
        EXPECT_EQ(read(1), bug.empty() ? "read_ok 5" : "read_ok null");
        kill(1);
    }
}

TEST_F(Processes, SingleCopyReadsTheValueBeforeTheLast) {
    start("single-copy", 1, 1, "stale-reads");
    EXPECT_EQ(write(1, 5), "write_ok");
    EXPECT_EQ(read(1), "read_ok null");
}

TEST_F(Processes, PaxosDecidesOnce) {
    for (int node = 1; node <= 3; ++node)
        start("paxos", node, 3);
    EXPECT_EQ(read(1), "error 11");
    EXPECT_EQ(write(1, 5), "write_ok");
    for (int node = 1; node <= 3; ++node)
        EXPECT_EQ(read_until(node, "read_ok 5"), "read_ok 5");
}

TEST_F(Processes, PaxosDecidesWithoutAMinorityAndTellsItLater) {
    start("paxos", 1, 3);
    start("paxos", 2, 3);
    EXPECT_EQ(write(2, "two"), "write_ok");
    kill(1);
    kill(2);
    start("paxos", 3, 3);
    EXPECT_EQ(read(3), "error 11");
    start("paxos", 2, 3);
    EXPECT_EQ(read_until(3, "read_ok \"two\""), "read_ok \"two\"");
}

TEST_F(Processes, PrimaryAndBackupOutliveTheirServers) {
    kill_each("primary-backup");
}

TEST_F(Processes, AChainOutlivesItsServers) {
    kill_each("chain-replication");
}

TEST_F(Processes, ALockThatADeadServerHoldsIsGivenToAnother) {
    for (int node = 1; node <= 3; ++node)
        start("lock-service", node, 3);
    EXPECT_EQ(write_until_ok(2, 5), "write_ok");
    kill(2);
    EXPECT_EQ(read(3), "read_ok 5");
}

TEST_F(Processes, PingPongGoesOnWhateverIsLost) {
    start("ping-pong", 1, 2);
    EXPECT_EQ(read(1), "read_ok 0");
    start("ping-pong", 2, 2);
    EXPECT_EQ(read_until(1, "read_ok 1000"), "read_ok 1000");
    EXPECT_EQ(read_until(2, "read_ok 1000"), "read_ok 1000");
}

TEST_F(Processes, AnAlarmRings) {
    start("timers", 1, 1);
    EXPECT_EQ(read_until(1, "read_ok 1"), "read_ok 1");
    start("timers", 2, 2, "snoozes");
    EXPECT_EQ(read_until(2, "read_ok 2"), "read_ok 2");
}

}  // namespace
}  // namespace ordeal::test
