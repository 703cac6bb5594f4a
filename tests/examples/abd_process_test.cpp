#include <memory>

#include <gtest/gtest.h>

#include "core/json.hpp"
#include "tests/runtime/child.hpp"

namespace ordeal::test {
namespace {

using core::Value;

/// The program, next to this one.
std::string abd_program() {
    return (std::filesystem::read_symlink("/proc/self/exe").parent_path() / "abd").string();
}

/// Three replicas over UDP on loopback.
class AbdProcesses : public testing::Test {
  protected:
    void start(int node, const std::string& bug = "") {
        std::vector<std::string> words = {abd_program(), "spawn", fmt::format("--id={}", node),
                                          "--peers=" + peers(),
                                          "--data=" + directory_.path("n" + std::to_string(node))};
        if (!bug.empty()) words.push_back("--bug=" + bug);
        nodes_[node] = std::make_unique<Child>(words, directory_.path("log"));
    }
    void kill(int node) {
        nodes_[node]->signal(SIGKILL);
        EXPECT_EQ(nodes_[node]->wait(), -SIGKILL);
        nodes_[node].reset();
    }
    std::string write(int node, const Value& value) {
        return call(node, Value::object({{"type", "write"}, {"key", "x"}, {"value", value}}));
    }
    std::string read(int node) {
        return call(node, Value::object({{"type", "read"}, {"key", "x"}}));
    }
    /// "write_ok", "read_ok 5", "error 10", "nothing".
    std::string call(int node, Value request) {
        request.set("msg_id", ++msg_id_);
        const Value body = client_.call(port(node), "n" + std::to_string(node), request);
        if (body.is_null()) return "nothing";
        std::string text = body.find("type")->as_string();
        for (const char* name : {"value", "code"})
            if (const Value* value = body.find(name)) text += " " + core::to_json(*value);
        return text;
    }

    static std::uint16_t port(int node) { return static_cast<std::uint16_t>(7000 + node); }
    static std::string peers() {
        std::string text;
        for (int node = 1; node <= 3; ++node)
            text += fmt::format("n{}={}:{},", node, own_ip(), port(node));
        return text;
    }

    TemporaryDirectory directory_;
    std::map<int, std::unique_ptr<Child>> nodes_;
    UdpClient client_;
    int msg_id_ = 0;
};

TEST_F(AbdProcesses, AnyNodeReadsWhatAnyNodeWrote) {
    for (int node = 1; node <= 3; ++node)
        start(node);
    EXPECT_EQ(read(1), "read_ok null");
    const Value value = Value::list({1, "two", Value::object({{"three", 3.5}})});
    EXPECT_EQ(write(1, value), "write_ok");
    EXPECT_EQ(read(2), "read_ok " + core::to_json(value));
    EXPECT_EQ(write(3, nullptr), "write_ok");
    EXPECT_EQ(read(1), "read_ok null");
    EXPECT_EQ(call(1, Value::object({{"type", "cas"}, {"key", "x"}, {"from", 1}})), "error 10");
}

TEST_F(AbdProcesses, AMinorityMayBeDownAndComeBack) {
    start(1);
    start(2);
    EXPECT_EQ(write(1, 5), "write_ok");
    EXPECT_EQ(read(2), "read_ok 5");
    kill(2);
    start(3);
    EXPECT_EQ(read(3), "read_ok 5");
    EXPECT_EQ(write(3, 6), "write_ok");
    kill(1);
    start(2);
    EXPECT_EQ(read(2), "read_ok 6");
}

TEST_F(AbdProcesses, WithoutAMajorityTheClientIsToldThatNobodyKnows) {
    start(1);
    EXPECT_EQ(write(1, 5), "error 0");
}

TEST_F(AbdProcesses, WhatWasWrittenSurvivesAllNodesUnlessTheyForget) {
    for (const std::string bug : {"", "forgets"}) {
        for (int node = 1; node <= 3; ++node)
            start(node, bug);
        EXPECT_EQ(write(1, 5), "write_ok");
        for (int node = 1; node <= 3; ++node)
            kill(node);
        for (int node = 1; node <= 3; ++node)
            start(node, bug);
        EXPECT_EQ(read(2), bug.empty() ? "read_ok 5" : "read_ok null");
        for (int node = 1; node <= 3; ++node)
            kill(node);
    }
}

TEST_F(AbdProcesses, NoQuorumAnswersAlone) {
    start(1, "no-quorum");
    EXPECT_EQ(write(1, 5), "write_ok");
    EXPECT_EQ(read(1), "read_ok 5");
    start(2, "no-quorum");
    start(3, "no-quorum");
    EXPECT_EQ(read(2), "read_ok null");
}

TEST_F(AbdProcesses, UnknownBugsAreAUsageError) {
    start(1, "no-such-bug");
    EXPECT_EQ(nodes_[1]->wait(), 254);
}

}  // namespace
}  // namespace ordeal::test
