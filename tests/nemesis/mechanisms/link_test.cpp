#include "nemesis/mechanisms/link.hpp"

#include <algorithm>
#include <set>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ordeal::nemesis {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

Link make_link(const LinkRule& rule, std::uint64_t seed = 1) {
    return Link(link_stream(seed, "n1", "n2"), rule);
}

/// The packets, by number, that a link loses of so many, one each microsecond.
std::set<int> lost_by(Link link, int packets) {
    std::set<int> lost;
    for (int i = 0; i < packets; ++i)
        if (link.decide(i * 1us, 100).dropped == DropReason::loss) lost.insert(i);
    return lost;
}

TEST(Link, WithoutRuleDeliversAtOnce) {
    auto link = make_link({});
    const auto decision = link.decide(5ms, 1500);
    EXPECT_EQ(decision.dropped, DropReason::none);
    ASSERT_EQ(decision.deliveries().size(), 1U);
    EXPECT_EQ(decision.deliveries()[0].due, 5ms);
    EXPECT_FALSE(decision.deliveries()[0].corrupt);
    EXPECT_FALSE(decision.deliveries()[0].overtakes);
}

TEST(Link, CutDropsEverything) {
    auto link = make_link({.cut = true});
    for (int i = 0; i < 100; ++i)
        EXPECT_EQ(link.decide(i * 1ms, 100).dropped, DropReason::cut);
}

TEST(Link, LosesTheAskedPart) {
    for (const double loss : {0.0, 0.05, 0.5, 1.0}) {
        const auto lost = static_cast<double>(lost_by(make_link({.loss = loss}), 100'000).size());
        EXPECT_NEAR(lost / 100'000, loss, 0.005);
    }
}

TEST(Link, DuplicatesTheAskedPart) {
    auto link = make_link({.duplicate = 0.2});
    std::size_t deliveries = 0;
    for (int i = 0; i < 50'000; ++i)
        deliveries += link.decide(i * 1us, 100).count;
    EXPECT_NEAR(static_cast<double>(deliveries) / 50'000, 1.2, 0.01);
}

TEST(Link, CorruptsTheAskedPartAtDifferentPlaces) {
    auto link = make_link({.corrupt = 0.1});
    std::set<std::uint64_t> places;
    for (int i = 0; i < 50'000; ++i) {
        const auto decision = link.decide(i * 1us, 100);
        if (decision.all[0].corrupt) places.insert(decision.all[0].corruption);
    }
    EXPECT_NEAR(static_cast<double>(places.size()) / 50'000, 0.1, 0.005);
}

TEST(Link, KeepsTheOrderUnlessReorderIsAsked) {
    auto link = make_link({.latency = {Distribution::exponential, 10ms, 0ms}, .duplicate = 0.1});
    core::Nanoseconds last{0};
    for (int i = 0; i < 10'000; ++i) {
        const auto decision = link.decide(i * 100us, 100);
        for (const auto& delivery : decision.deliveries()) {
            EXPECT_GE(delivery.due, last);
            EXPECT_FALSE(delivery.overtakes);
            last = delivery.due;
        }
    }
}

TEST(Link, ReorderedPacketsTrulyOvertake) {
    auto link = make_link({.latency = {.mean = 10ms}, .reorder = 0.1});
    std::vector<std::pair<core::Nanoseconds, int>> arrivals;
    int claimed = 0;
    for (int i = 0; i < 10'000; ++i) {
        const auto decision = link.decide(i * 100us, 100);
        arrivals.emplace_back(decision.all[0].due, i);
        claimed += decision.all[0].overtakes ? 1 : 0;
    }
    // Oracle: a packet overtook if one that came before it is due later.
    int overtook = 0;
    for (std::size_t i = 0; i < arrivals.size(); ++i) {
        const auto first = arrivals.begin() + static_cast<long>(i > 200 ? i - 200 : 0);
        overtook += std::any_of(first, arrivals.begin() + static_cast<long>(i),
                                [&](auto& before) { return before.first > arrivals[i].first; });
    }
    EXPECT_EQ(claimed, overtook);
    EXPECT_NEAR(overtook / 10'000.0, 0.1, 0.02);
}

TEST(Link, RateSpacesPacketsByTheirSize) {
    auto link = make_link({.latency = {.mean = 1ms}, .rate_bits_per_second = 1'000'000});
    // 1250 bytes at 1 Mbit/s take 10 ms each.
    for (int i = 1; i <= 5; ++i)
        EXPECT_EQ(link.decide(0ms, 1250).all[0].due, i * 10ms + 1ms);
    EXPECT_EQ(link.decide(200ms, 125).all[0].due, 202ms);
}

TEST(Link, RateDropsWhatWouldWaitTooLong) {
    auto link = make_link({.rate_bits_per_second = 1'000'000});
    int passed = 0;
    while (link.decide(0ms, 1250).dropped == DropReason::none)
        ++passed;
    EXPECT_EQ(passed, 51);  // the queue holds 500 ms; the last one starts at its very end
    EXPECT_EQ(link.decide(0ms, 1250).dropped, DropReason::rate);
    EXPECT_EQ(link.decide(11ms, 1250).dropped, DropReason::none);
}

TEST(Link, SameSeedSameFate) {
    const LinkRule rule{.latency = {Distribution::normal, 5ms, 2ms},
                        .loss = 0.1,
                        .duplicate = 0.1,
                        .reorder = 0.1,
                        .corrupt = 0.1};
    auto one = make_link(rule);
    auto two = make_link(rule);
    for (int i = 0; i < 1000; ++i) {
        const auto a = one.decide(i * 1ms, 100);
        const auto b = two.decide(i * 1ms, 100);
        ASSERT_EQ(a.dropped, b.dropped);
        ASSERT_EQ(a.count, b.count);
        for (std::size_t j = 0; j < a.count; ++j) {
            EXPECT_EQ(a.all[j].due, b.all[j].due);
            EXPECT_EQ(a.all[j].corruption, b.all[j].corruption);
        }
    }
}

TEST(Link, AskingForMoreDoesNotChangeWhichPacketsAreLost) {
    const auto alone = lost_by(make_link({.loss = 0.1}), 1000);
    const auto together = lost_by(make_link({.latency = {Distribution::exponential, 5ms, 0ms},
                                             .loss = 0.1,
                                             .duplicate = 0.3,
                                             .reorder = 0.3,
                                             .corrupt = 0.3}),
                                  1000);
    EXPECT_EQ(alone, together);
    EXPECT_FALSE(alone.empty());
}

TEST(Link, EachHasAStreamOfItsOwn) {
    std::set<std::set<int>> fates;
    for (const auto* from : {"n1", "n2", "n3"})
        for (const auto* to : {"n1", "n2", "n3"})
            fates.insert(lost_by(Link(link_stream(1, from, to), {.loss = 0.5}), 64));
    fates.insert(lost_by(make_link({.loss = 0.5}, 2), 64));
    EXPECT_EQ(fates.size(), 10U);
}

TEST(Link, ValidateNamesWhatIsWrong) {
    EXPECT_TRUE(validate(LinkRule{.loss = 1, .duplicate = 1}).has_value());
    EXPECT_THAT(validate(LinkRule{.loss = 1.5}).error().message, HasSubstr("loss"));
    EXPECT_THAT(validate(LinkRule{.corrupt = -0.1}).error().message, HasSubstr("corrupt"));
    EXPECT_THAT(validate(LinkRule{.latency = {.mean = -1ms}}).error().message,
                HasSubstr("latency"));
    const double nothing = std::numeric_limits<double>::quiet_NaN();
    EXPECT_THAT(validate(LinkRule{.reorder = nothing}).error().message, HasSubstr("reorder"));
}

}  // namespace
}  // namespace ordeal::nemesis
