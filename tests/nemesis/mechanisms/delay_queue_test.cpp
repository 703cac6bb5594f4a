#include "nemesis/mechanisms/delay_queue.hpp"

#include <algorithm>
#include <utility>

#include <gtest/gtest.h>

#include "core/random.hpp"

namespace ordeal::nemesis {
namespace {

using core::Nanoseconds;

std::vector<std::uint8_t> bytes_of(std::uint32_t number) {
    return {static_cast<std::uint8_t>(number >> 16), static_cast<std::uint8_t>(number >> 8),
            static_cast<std::uint8_t>(number)};
}

TEST(DelayQueue, IsEmptyAtFirst) {
    DelayQueue queue;
    EXPECT_FALSE(queue.next_due().has_value());
    EXPECT_EQ(queue.pop_due(Nanoseconds(1'000'000)), nullptr);
}

TEST(DelayQueue, GivesNothingBeforeItIsDue) {
    DelayQueue queue;
    queue.push(Nanoseconds(100), 3, bytes_of(1));
    EXPECT_EQ(queue.next_due(), Nanoseconds(100));
    EXPECT_EQ(queue.pop_due(Nanoseconds(99)), nullptr);
    const auto* packet = queue.pop_due(Nanoseconds(100));
    ASSERT_NE(packet, nullptr);
    EXPECT_EQ(packet->link, 3U);
    EXPECT_EQ(packet->bytes, bytes_of(1));
    EXPECT_EQ(queue.size(), 0U);
}

TEST(DelayQueue, OrdersLikeAStableSort) {
    core::Random random(3);
    DelayQueue queue;
    std::vector<std::pair<std::int64_t, std::uint32_t>> expected;
    for (std::uint32_t i = 0; i < 5000; ++i) {
        const auto due = static_cast<std::int64_t>(random.below(500));
        queue.push(Nanoseconds(due), 0, bytes_of(i));
        expected.emplace_back(due, i);
    }
    std::sort(expected.begin(), expected.end());  // numbers ascend, so this is a stable sort
    for (const auto& [due, number] : expected) {
        EXPECT_EQ(queue.next_due(), Nanoseconds(due));
        const auto* packet = queue.pop_due(Nanoseconds(1000));
        ASSERT_NE(packet, nullptr);
        EXPECT_EQ(packet->bytes, bytes_of(number));
    }
}

TEST(DelayQueue, ReusesBuffersWithoutMixingThem) {
    DelayQueue queue;
    for (std::uint32_t round = 0; round < 100; ++round) {
        queue.push(Nanoseconds(round), round, bytes_of(round));
        queue.push(Nanoseconds(round), round + 1, bytes_of(round + 1));
        for (const std::uint32_t expected : {round, round + 1}) {
            const auto* packet = queue.pop_due(Nanoseconds(round));
            ASSERT_NE(packet, nullptr);
            EXPECT_EQ(packet->link, expected);
            EXPECT_EQ(packet->bytes, bytes_of(expected));
        }
    }
}

}  // namespace
}  // namespace ordeal::nemesis
