// The times that stand in what nodes write.
#include "harness/show/log_lines.hpp"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace ordeal::harness
