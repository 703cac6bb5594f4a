// A violation is noticed while the history is recorded, and only a violation.
#include "harness/runner/live_judge.hpp"

#include <gtest/gtest.h>

namespace ordeal::harness {
namespace {

using core::EventType;
using core::Value;

class Live : public testing::Test {
  protected:
    void record(std::int64_t process, EventType type, const std::string& f, const Value& value) {
        core::Event event;
        event.process.number = process;
        event.type = type;
        event.f = f;
        event.value = value;
        recorder_.record(std::move(event));
    }
    void operation(const std::string& f, const Value& argument, const Value& result) {
        record(0, EventType::invoke, f, argument);
        record(0, EventType::ok, f, result);
    }
    std::unique_ptr<LiveJudge> start() {
        linearizability::JudgeOptions options;
        options.model = "register";
        return std::move(LiveJudge::start(recorder_, options).value());
    }

    core::MonotonicClock clock_;
    Recorder recorder_{LineFile::create("/dev/null").value(), clock_, [](const core::Error&) {}};
};

TEST_F(Live, AViolationIsNoticed) {
    for (int i = 0; i < 1000; ++i)
        operation("write", i, i);
    const auto judge = start();
    EXPECT_FALSE(judge->violated());
    operation("read", nullptr, 7);
    judge->violated().wait(false);  // for as long as the test may take, if it is never noticed
    EXPECT_TRUE(judge->violated());
    EXPECT_EQ(judge->judged(), 2002);
}

TEST_F(Live, AHistoryThatIsNoneEndsItQuietly) {
    const auto judge = start();
    record(0, EventType::ok, "read", 1);
    operation("read", nullptr, 7);
    EXPECT_FALSE(judge->violated());
}

TEST_F(Live, AnUnknownModelIsAnError) {
    linearizability::JudgeOptions options;
    options.model = "banana";
    EXPECT_FALSE(LiveJudge::start(recorder_, options));
}

TEST_F(Live, PiecesOfTheHistory) {
    operation("write", 1, 1);
    operation("write", 2, 2);
    EXPECT_EQ(recorder_.events_from(0, 3).size(), 3);
    EXPECT_EQ(recorder_.events_from(3, 3).at(0).index, 3);
    EXPECT_TRUE(recorder_.events_from(4, 3).empty());
    EXPECT_TRUE(recorder_.events_from(9, 3).empty());
}

}  // namespace
}  // namespace ordeal::harness
