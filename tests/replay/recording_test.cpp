// Traces and a history as they are found on disk, merged.
#include "checker/replay/recording.hpp"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

namespace ordeal::checker {
namespace {

using actors::StepKind;
namespace fs = std::filesystem;

class RecordingOfARun : public ::testing::Test {
  protected:
    void SetUp() override {
        folder_ = fs::temp_directory_path() /
                  ("ordeal-recording-" + std::to_string(::getpid()) + "-" +
                   ::testing::UnitTest::GetInstance()->current_test_info()->name());
        fs::remove_all(folder_);
        write("scenario.json", scenario);
        write("history.jsonl", history);
        write("nodes/n1/data/trace.jsonl", first);
        write("nodes/n2/data/trace.jsonl", second);
    }
    void TearDown() override { fs::remove_all(folder_); }

    void write(const std::string& name, const std::string& text) {
        fs::create_directories((folder_ / name).parent_path());
        std::ofstream(folder_ / name) << text;
    }
    core::Result<Recording> load() { return load_recording(folder_.string()); }
    std::string error() {
        const auto recording = load();
        return recording ? "" : recording.error().message;
    }

    // n1 stores 5, tells n2, which is killed before its save is durable, and answers.
    static constexpr const char* scenario = R"({"system":{"nodes":2,
        "command":["/bin/abd","spawn","--bug=forgets"]},
        "workload":{"model":"register","initial":null,"options":{}},
        "check":{"consistency":"linearizable"}})";
    static constexpr const char* history =
        R"({"index":0,"time":100,"process":0,"type":"invoke","f":"write","value":5}
{"index":1,"time":150,"process":1,"type":"invoke","f":"read","value":null}
{"index":2,"time":160,"process":1,"type":"fail","f":"read","value":null,"error":"refused"}
{"index":3,"time":400,"process":0,"type":"ok","f":"write","value":5}
)";
    static constexpr const char* first =
        R"({"node":"n1","index":0,"time":1000,"event":"start","saved":1,"state":"0a"}
{"node":"n1","index":1,"time":1200,"event":"message","src":"c0",)"
        R"("body":{"type":"write","msg_id":1,"value":5},"sent":[)"
        R"({"dest":"n2","body":{"type":"store"}},{"dest":"c0","body":{"type":"write_ok",)"
        R"("in_reply_to":1}}],"set":[{"timer":"t"}],"state":"0b"}
{"node":"n1","index":2,"time":1500,"event":"timer","timer":"t","state":"0b"}
)";
    static constexpr const char* second =
        R"({"node":"n2","index":0,"time":1010,"event":"start","saved":1,"state":"0a"}
{"node":"n2","index":1,"time":1250,"event":"message","src":"n1","body":{"type":"store"},)"
        R"("saved":2,"state":"0c"}
{"node":"n2","index":2,"time":1260,"event":"message","src":"n1","body":{"type":"store"},)"
        R"("state":"0c"}
{"node":"n2","index":0,"time":1400,"event":"start","recovered":1,"state":"0a"}
{"node":"n2","ind)";

    fs::path folder_;
};

TEST_F(RecordingOfARun, IsInCausalOrder) {
    const auto recording = load();
    ASSERT_TRUE(recording.has_value()) << recording.error().message;
    EXPECT_EQ(recording->program, "abd");
    EXPECT_EQ(recording->bug, "forgets");
    EXPECT_EQ(recording->nodes, 2U);
    std::vector<StepKind> kinds;
    for (const RecordedStep& step : recording->steps)
        kinds.push_back(step.kind);
    using enum StepKind;
    // The read that was refused is not there; nor is the line that was cut.
    const std::vector<StepKind> expected = {start,   start, invoke,  deliver, deliver,
                                            deliver, crash, restart, timer,   deliver};
    EXPECT_EQ(kinds, expected);
    const auto& steps = recording->steps;
    EXPECT_EQ(steps[3].origin, (Origin{2, 0}));  // the request
    EXPECT_EQ(steps[4].origin, (Origin{3, 0}));  // the message to n2
    EXPECT_EQ(steps[5].origin, (Origin{3, 0}));  // its duplicate
    EXPECT_EQ(steps[6].lost_saves, 1U);
    EXPECT_EQ(steps[8].origin, (Origin{3, 0}));  // the timer
    EXPECT_EQ(steps[9].origin, (Origin{3, 0}));  // the answer, to c0
    EXPECT_TRUE(steps[9].whom.is_client());
    EXPECT_EQ(most_down(*recording), 1U);
}

TEST_F(RecordingOfARun, IsThatOfTheNodesWhereTheWorldKeepsMessagesOnly) {
    write("trace.jsonl", R"({"time":1,"sent":1,"src":"c0","dest":"n1","fate":"lost","body":{}})"
                         "\n");
    const auto recording = load();
    ASSERT_TRUE(recording.has_value()) << recording.error().message;
    EXPECT_EQ(recording->steps.size(), 10U);
}

TEST_F(RecordingOfARun, TellsWhatDoesNotFit) {
    write("nodes/n2/data/trace.jsonl",
          R"({"node":"n2","time":1,"event":"start"}
{"node":"n2","time":2,"event":"message","src":"n1","body":{"type":"forged"}}
)");
    EXPECT_NE(error().find("n2 received what n1 did not send"), std::string::npos) << error();
    write("nodes/n2/data/trace.jsonl", "{\"node\":\"n2\",\"time\":1,\"event\":\"timer\"}\n");
    EXPECT_NE(error().find("the trace of n2 does not begin with its start"), std::string::npos);
    write("nodes/n2/data/trace.jsonl", "nonsense\n");
    EXPECT_NE(error().find("trace.jsonl:1: "), std::string::npos) << error();
    write("nodes/n2/data/trace.jsonl", second);
    write("history.jsonl", "{\"index\":0,\"process\":0,\"type\":\"invoke\",\"f\":\"read\"}\n");
    EXPECT_NE(error().find("is a read; n1 received"), std::string::npos) << error();
    write("history.jsonl", "");
    EXPECT_NE(error().find("not in the history"), std::string::npos) << error();
    fs::remove_all(folder_ / "nodes");
    EXPECT_NE(error().find("the run has no traces"), std::string::npos) << error();
    fs::remove(folder_ / "scenario.json");
    EXPECT_NE(error().find("scenario.json"), std::string::npos) << error();
}

}  // namespace
}  // namespace ordeal::checker
