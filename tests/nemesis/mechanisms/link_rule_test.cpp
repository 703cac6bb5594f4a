#include "nemesis/link_rule.hpp"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace ordeal::nemesis {
namespace {

using namespace std::chrono_literals;

struct Moments {
    double mean_ms = 0;
    double deviation_ms = 0;
    double least_ms = 1e300;
    double most_ms = 0;
};

Moments moments_of(const Latency& latency, int draws = 100'000) {
    core::Random random(7);
    std::vector<double> all;
    Moments moments;
    for (int i = 0; i < draws; ++i) {
        all.push_back(static_cast<double>(latency.draw(random).count()) / 1e6);
        moments.mean_ms += all.back() / draws;
        moments.least_ms = std::min(moments.least_ms, all.back());
        moments.most_ms = std::max(moments.most_ms, all.back());
    }
    double square = 0;
    for (const double draw : all)
        square += (draw - moments.mean_ms) * (draw - moments.mean_ms) / draws;
    moments.deviation_ms = std::sqrt(square);
    return moments;
}

TEST(Latency, ConstantIsAlwaysItsMean) {
    const auto moments = moments_of({.mean = 20ms, .jitter = 5ms});
    EXPECT_EQ(moments.least_ms, 20);
    EXPECT_EQ(moments.most_ms, 20);
}

TEST(Latency, UniformFillsMeanPlusMinusJitter) {
    const auto moments = moments_of({Distribution::uniform, 20ms, 6ms});
    EXPECT_NEAR(moments.mean_ms, 20, 0.1);
    EXPECT_NEAR(moments.deviation_ms, 6 / std::sqrt(3), 0.1);
    EXPECT_GE(moments.least_ms, 14);
    EXPECT_LE(moments.most_ms, 26);
    EXPECT_LT(moments.least_ms, 14.1);
    EXPECT_GT(moments.most_ms, 25.9);
}

TEST(Latency, ExponentialHasItsMeanAsItsDeviation) {
    const auto moments = moments_of({Distribution::exponential, 2ms, 0ms});
    EXPECT_NEAR(moments.mean_ms, 2, 0.05);
    EXPECT_NEAR(moments.deviation_ms, 2, 0.05);
}

TEST(Latency, NormalHasMeanAndDeviation) {
    const auto moments = moments_of({Distribution::normal, 20ms, 3ms});
    EXPECT_NEAR(moments.mean_ms, 20, 0.1);
    EXPECT_NEAR(moments.deviation_ms, 3, 0.1);
}

TEST(Latency, IsNeverNegative) {
    EXPECT_EQ(moments_of({Distribution::normal, 1ms, 10ms}).least_ms, 0);
    EXPECT_EQ(moments_of({Distribution::uniform, 1ms, 10ms}).least_ms, 0);
}

}  // namespace
}  // namespace ordeal::nemesis
