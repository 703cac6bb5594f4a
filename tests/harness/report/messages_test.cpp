// Messages read back from traces: those of a world that sees them all, and those of the nodes.
#include "harness/report/messages.hpp"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace ordeal::harness {
namespace {

using core::Nanoseconds;
namespace fs = std::filesystem;

class Messages : public testing::Test {
  protected:
    Messages() : run_(fs::path(testing::TempDir()) / unique_name()) {
        fs::create_directories(run_);
    }
    ~Messages() override { fs::remove_all(run_); }

    void write(const fs::path& file, std::string_view text) const {
        fs::create_directories((run_ / file).parent_path());
        std::ofstream(run_ / file) << text;
    }
    std::vector<SentMessage> read(std::optional<Nanoseconds> zero = Nanoseconds{0}) const {
        return read_messages(run_, zero);
    }

    fs::path run_;

  private:
    static std::string unique_name() {
        const auto* test = testing::UnitTest::GetInstance()->current_test_info();
        return std::string("messages-") + test->name() + "-" + std::to_string(::getpid());
    }
};

TEST_F(Messages, OfAWorldThatSeesThem) {
    write("trace.jsonl",
          R"({"time":9,"sent":5,"src":"n1","dest":"n2","fate":"delivered","body":{"type":"a"}}
not JSON
{"time":7,"sent":6,"src":"n2","dest":"n1","fate":"lost","body":{"type":"b"}}
{"time":12,"sent":5,"src":"n1","dest":"n2","fate":"delivered","copy":true,"body":{"type":"a"}}
{"time":3,"sent":2,"src":"n3","dest":"n1","fate":"cut","body":{}}
)");
    const auto messages = read();
    ASSERT_EQ(messages.size(), 4U);
    EXPECT_EQ(messages[0].fate, "cut") << "in order of sending";
    EXPECT_EQ(messages[0].arrived, std::nullopt);
    EXPECT_EQ(messages[1].arrived, Nanoseconds(9));
    EXPECT_EQ(messages[1].body, R"({"type":"a"})");
    EXPECT_EQ(messages[2].fate, "copy");
    EXPECT_EQ(messages[3].fate, "lost");
}

TEST_F(Messages, OfNodesAreJoinedFirstSentToFirstHandled) {
    write("nodes/n1/data/trace.jsonl",
          R"({"node":"n1","time":1010,"event":"start","sent":[{"dest":"n2","body":1}]}
{"node":"n1","time":1010,"event":"timer","timer":"s","sent":[{"dest":"n2","body":1}]}
{"node":"n1","time":1020,"event":"timer","timer":"t","sent":[{"dest":"n2","body":2}]}
)");
    write("nodes/n2/data/trace.jsonl",
          R"({"node":"n2","time":1030,"event":"message","src":"n1","body":1}
{"node":"n2","time":1040,"event":"message","src":"n1","body":1}
{"node":"n2","time":1050,"event":"message","src":"n1","body":1}
{"node":"n2","time":1060,"event":"message","src":"c7","body":9}
)");
    const auto messages = read(Nanoseconds(1000));
    ASSERT_EQ(messages.size(), 5U);
    EXPECT_EQ(messages[0].sent, Nanoseconds(10));
    EXPECT_EQ(messages[0].arrived, Nanoseconds(30));
    EXPECT_EQ(messages[1].arrived, Nanoseconds(40));
    EXPECT_EQ(messages[2].fate, "copy") << "handled more often than sent";
    EXPECT_EQ(messages[2].arrived, Nanoseconds(50));
    EXPECT_EQ(messages[3].fate, "lost") << "nobody handled it";
    EXPECT_EQ(messages[3].sent, Nanoseconds(20));
    EXPECT_EQ(messages[4].src, "c7");
}

TEST_F(Messages, ToWhoKeepsNoTraceAreNotCalledLost) {
    write("nodes/n1/data/trace.jsonl",
          R"({"node":"n1","time":10,"event":"message","src":"c7","body":1,)"
          R"("sent":[{"dest":"c7","body":2},{"dest":"n2","body":3}]}
)");
    write("nodes/n2/data/trace.jsonl", R"({"node":"n2","time":1,"event":"start"}
)");
    const auto messages = read();
    ASSERT_EQ(messages.size(), 3U);
    EXPECT_EQ(messages[1].dest, "c7");
    EXPECT_EQ(messages[1].fate, "unseen");
    EXPECT_EQ(messages[1].arrived, messages[1].sent);
    EXPECT_EQ(messages[2].fate, "lost") << "n2 keeps a trace, and has not handled it";
}

TEST_F(Messages, OfNodesWhoseClockIsNotKnownAreNone) {
    write("nodes/n1/data/trace.jsonl",
          R"({"node":"n1","time":5,"event":"message","src":"n2","body":1})");
    EXPECT_THAT(read(std::nullopt), testing::IsEmpty());
}

TEST_F(Messages, WithoutTracesThereAreNone) {
    EXPECT_THAT(read(), testing::IsEmpty());
}

TEST(AddMessages, OfAStretchOnlyWhatWasUnderWayInIt) {
    const auto at = [](int us) { return Nanoseconds(us * 1000); };
    const std::vector<SentMessage> messages{{at(1), at(9), "n1", "n2", "delivered", "{}"},
                                            {at(2), at(3), "n1", "n2", "delivered", "{}"},
                                            {at(6), {}, "n2", "n1", "lost", "{}"},
                                            {at(20), at(21), "n1", "n2", "delivered", "{}"}};
    Columns columns;
    const core::Value told = add_messages(columns, messages, Stretch{at(5), at(10)});
    EXPECT_EQ(told.find("all")->as_int(), 4);
    EXPECT_EQ(told.find("shown")->as_int(), 2);
    EXPECT_EQ(told.find("from")->as_int(), 5);
    EXPECT_EQ(add_messages(columns, messages, std::nullopt).find("shown")->as_int(), 4);
}

}  // namespace
}  // namespace ordeal::harness
