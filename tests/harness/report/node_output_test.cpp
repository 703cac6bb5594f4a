// Which lines of long output a page gets.
#include "harness/report/node_output.hpp"

#include <fstream>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "core/json.hpp"

namespace ordeal::harness {
namespace {

using core::Value;
using testing::HasSubstr;
using testing::Not;
namespace fs = std::filesystem;

/// 09:00:00 of the day on which the lines were written.
constexpr core::Nanoseconds zero = std::chrono::seconds(1'767'258'000);

class NodeOutput : public testing::Test {
  protected:
    NodeOutput() : run_(fs::path(testing::TempDir()) / fmt::format("output-{}", ::getpid())) {
        fs::create_directories(run_ / "nodes/n1");
    }
    ~NodeOutput() override { fs::remove_all(run_); }

    /// A line of a hundred bytes for each second from 09:00 on, in the time zone of `hour`.
    void write(int seconds, int hour = 9) const {
        std::ofstream file(run_ / "nodes/n1/output.log");
        for (int second = 0; second < seconds; ++second)
            file << fmt::format("2026-01-01T{:02}:{:02}:{:02}Z {:<79}\n", hour + second / 3600,
                                second / 60 % 60, second % 60, fmt::format("line-{};", second));
    }

    std::vector<std::string> parts(std::optional<LogMoment> moment) const {
        const Value list = node_output(run_, moment);
        EXPECT_EQ(list.as_list().size(), 1U);
        std::vector<std::string> texts;
        std::uintmax_t bytes = 0;
        for (const Value& part : list.as_list().at(0).find("parts")->as_list()) {
            texts.push_back(core::string_at(part, "text").value());
            bytes += texts.back().size() +
                     static_cast<std::uintmax_t>(core::int_at(part, "left_out").value());
        }
        EXPECT_EQ(bytes, fs::file_size(run_ / "nodes/n1/output.log")) << "nothing is unaccounted";
        return texts;
    }

    fs::path run_;
};

TEST_F(NodeOutput, OfLittleIsWhole) {
    write(100);
    EXPECT_EQ(parts(LogMoment{std::chrono::seconds(50), zero}).size(), 1U);
}

TEST_F(NodeOutput, OfMuchIsBeginningAndEnd) {
    write(5000);
    const auto texts = parts(std::nullopt);
    ASSERT_EQ(texts.size(), 2U);
    EXPECT_THAT(texts[0], HasSubstr("line-0;"));
    EXPECT_THAT(texts[1], HasSubstr("line-4999;"));
    EXPECT_THAT(texts[0] + texts[1], Not(HasSubstr("line-2000;")));
}

TEST_F(NodeOutput, HasWhatStandsAroundAMoment) {
    write(5000);
    const auto texts = parts(LogMoment{std::chrono::seconds(2000), zero});
    ASSERT_EQ(texts.size(), 3U);
    for (const int second : {1900, 2000, 2001, 2100})
        EXPECT_THAT(texts[1], HasSubstr(fmt::format("line-{};", second)));
    EXPECT_TRUE(texts[1].starts_with("2026-01-01T09:")) << "whole lines";
    EXPECT_TRUE(texts[1].ends_with("\n"));
}

TEST_F(NodeOutput, OfANodeWithLocalTimeIsFoundToo) {
    write(5000, 14);
    const auto texts = parts(LogMoment{std::chrono::seconds(2000), zero});
    ASSERT_EQ(texts.size(), 3U);
    EXPECT_THAT(texts[1], HasSubstr("line-2000;"));
}

TEST_F(NodeOutput, NearTheEndIsOnePartWithIt) {
    write(5000);
    const auto texts = parts(LogMoment{std::chrono::seconds(4900), zero});
    ASSERT_EQ(texts.size(), 2U);
    EXPECT_THAT(texts[1], HasSubstr("line-4999;"));
}

}  // namespace
}  // namespace ordeal::harness
