// The agenda against a list that is sorted by the definition: by time, then by order of planning.
#include "harness/simulation/agenda.hpp"

#include <gtest/gtest.h>

#include "core/random.hpp"

namespace ordeal::harness {
namespace {

using core::Nanoseconds;

Occurrence some_occurrence(core::Random& random, Nanoseconds now, std::uint32_t number) {
    Occurrence occurrence;
    occurrence.kind = static_cast<OccurrenceKind>(random.below(7));
    occurrence.time = now + Nanoseconds(random.between(0, 20));
    occurrence.number = number;
    return occurrence;
}

TEST(Agenda, WhatIsDueFirstComesFirstAndOfTwoTheOnePlannedFirst) {
    core::Random random(3);
    Agenda agenda;
    std::vector<Occurrence> expected;  // in order of planning
    Nanoseconds now{0};
    std::uint32_t planned = 0;
    for (int step = 0; step < 50'000; ++step) {
        if (expected.empty() || random.chance(expected.size() < 40 ? 0.6 : 0.4)) {
            const Occurrence occurrence = some_occurrence(random, now, planned++);
            agenda.plan(occurrence);
            expected.push_back(occurrence);
            continue;
        }
        const auto first = std::ranges::min_element(expected, {}, &Occurrence::time);
        ASSERT_EQ(agenda.next(), first->time);
        const Occurrence taken = agenda.take();
        ASSERT_EQ(taken.number, first->number);
        ASSERT_EQ(taken.time, first->time);
        ASSERT_EQ(taken.kind, first->kind);
        now = taken.time;
        expected.erase(first);
    }
    while (!expected.empty()) {
        const auto first = std::ranges::min_element(expected, {}, &Occurrence::time);
        ASSERT_EQ(agenda.take().number, first->number);
        expected.erase(first);
    }
    EXPECT_FALSE(agenda.next());
}

}  // namespace
}  // namespace ordeal::harness
