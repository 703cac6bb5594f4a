// What the page is told of the nodes' clocks.
#include "harness/report/clock_offsets.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/json.hpp"
#include "tests/harness/show/run_folder.hpp"

namespace ordeal::harness {
namespace {

class ClockOffsets : public RunFolder {
  protected:
    static std::string completion(int time_us, const std::string& node, long long offset_us) {
        return fmt::format(R"({{"index":0,"time":{},"process":0,"type":"ok","f":"read","value":1,)"
                           R"("clock-offset":{},"clock-node":"{}"}})"
                           "\n",
                           1000LL * time_us, 1000LL * offset_us, node);
    }
    core::Value added(const std::string& history) {
        write("history.jsonl", history);
        return add_clock_offsets(columns_, run_ / "history.jsonl");
    }

    Columns columns_;
};

TEST_F(ClockOffsets, AreThoseOfTheCompletions) {
    const std::string told = core::to_json(
        added(completion(5, "n1", 7) + completion(6, "n2", -3) + completion(9, "n1", 8) +
              R"({"process":0,"type":"invoke","f":"read","value":"\"clock-offset\""})"
              "\nno event with \"clock-offset\"\n"));
    EXPECT_EQ(told, R"({"all":3,"shown":3})");
}

TEST_F(ClockOffsets, AreNothingWhereNoneIsTold) {
    EXPECT_TRUE(added(R"({"process":0,"type":"ok","f":"read","value":1})").is_null());
    EXPECT_TRUE(add_clock_offsets(columns_, run_ / "nowhere").is_null());
}

TEST_F(ClockOffsets, OfManyAFewThousandStayAndNoLeapIsLost) {
    std::string packed[2];
    for (const long long leap : {0, 60'000'000}) {
        std::string history;
        for (int i = 0; i < 20'000; ++i)
            history += completion(i, "n1", i == 12'345 ? leap : 0);
        Columns columns;
        write("history.jsonl", history);
        const auto told = add_clock_offsets(columns, run_ / "history.jsonl");
        ASSERT_TRUE(told.is_object());
        EXPECT_EQ(told.find("all")->as_int(), 20'000);
        EXPECT_LE(told.find("shown")->as_int(), 6'000);
        packed[leap > 0] = columns.packed(core::Value::Object{});
    }
    EXPECT_NE(packed[0], packed[1]);
}

}  // namespace
}  // namespace ordeal::harness
