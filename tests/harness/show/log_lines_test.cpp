// The times that stand in what nodes write.
#include "harness/show/log_lines.hpp"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <unistd.h>

namespace ordeal::harness {
namespace {

using core::Nanoseconds;

/// `date -u -d '2026-11-23 12:43:18' +%s`
constexpr Nanoseconds second = std::chrono::seconds(1795437798);

TEST(LogLines, TellTheirTimesInTheUsualWays) {
    using namespace std::chrono_literals;
    EXPECT_EQ(stamp_of(R"({"level":"info","ts":"2026-11-23T12:43:18.920Z","msg":"x"})"),
              second + 920ms);
    EXPECT_EQ(stamp_of("2026-11-23 12:43:18,005 [myid:1] - INFO"), second + 5ms);
    EXPECT_EQ(stamp_of("[1] 2026/11/23 12:43:18.000001 [INF] Server is ready"), second + 1us);
    EXPECT_EQ(stamp_of("4711:C 23 Nov 2026 12:43:18.920 * oO0OoO0OoO0Oo"), second + 920ms);
    EXPECT_EQ(stamp_of("2026-11-23 12:43:18 UTC LOG:  starting"), second);
}

TEST(LogLines, OthersHaveNone) {
    for (const char* line :
         {"", "listening on 10.77.0.1:7000", "2026-13-40T12:43:18", "12026-11-23T12:43:18",
          "2026-11-23", "23 Foo 2026 12:43:18", "2026-11-23T12:43"})
        EXPECT_FALSE(stamp_of(line)) << line;
    EXPECT_FALSE(stamp_of(std::string(130, '.') + "2026-11-23T12:43:18Z"))
        << "too far from the left";
}

TEST(LogLines, AreInTheTimeZoneOfTheFirst) {
    using namespace std::chrono_literals;
    EXPECT_EQ(zone_of(300ms), 0ns);
    EXPECT_EQ(zone_of(5h + 30min + 2s), 5h + 30min);
    EXPECT_EQ(zone_of(-8h - 2s), -8h);
    EXPECT_EQ(zone_of(-24h * 365), std::nullopt) << "that is the time of something else";
}

TEST(LogLines, OfALongRunKeepIt) {
    using namespace std::chrono_literals;
    const auto run =
        std::filesystem::path(testing::TempDir()) / ("log-lines-" + std::to_string(::getpid()));
    std::filesystem::create_directories(run / "nodes/n1");
    std::ofstream(run / "nodes/n1/output.log") << "built 2019-01-01 00:00:00\n"
                                                  "2026-11-23 14:43:19 a\n"
                                                  "2026-11-23 14:53:18 b\n";
    std::vector<std::optional<Nanoseconds>> times;
    const auto read = for_each_log_line(run, {"n1"}, second,
                                        [&](const NodeLine& line) { times.push_back(line.time); });
    std::filesystem::remove_all(run);
    ASSERT_TRUE(read);
    EXPECT_EQ(times, (std::vector<std::optional<Nanoseconds>>{std::nullopt, 1s, 10min}));
}

}  // namespace
}  // namespace ordeal::harness
