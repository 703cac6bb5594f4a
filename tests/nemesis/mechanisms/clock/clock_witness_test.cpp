// The witness against an untouched clock, and its ring.
#include "nemesis/mechanisms/clock/clock_witness.hpp"

#include <chrono>

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

namespace ordeal::nemesis {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(ClockWitness, WithoutSamplesKnowsNothing) {
    const auto witness = ClockWitness::create();
    ASSERT_TRUE(witness) << witness.error().message;
    EXPECT_FALSE((*witness)->latest(seconds(100)));
    EXPECT_FALSE((*witness)->next(milliseconds(1)));
    EXPECT_TRUE((*witness)->since(0).empty());
}

TEST(ClockWitness, OfATrueClockSaysSo) {
    const auto witness = ClockWitness::create();
    ASSERT_TRUE(witness) << witness.error().message;
    const pid_t child = ::fork();
    if (child == 0) {
        witness_clock((*witness)->descriptor());
        ::_exit(1);
    }
    const std::int64_t begun = monotonic_ns();
    const auto sample = (*witness)->next(seconds(60));
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    ASSERT_TRUE(sample);
    EXPECT_GE(sample->taken, begun);
    EXPECT_LE(sample->taken, monotonic_ns());
    EXPECT_LE(std::abs(sample->offset), sample->window);
}

TEST(ClockWitness, GivesTheSamplesThatItStillHasInOrder) {
    const auto witness = ClockWitness::create();
    ASSERT_TRUE(witness) << witness.error().message;
    void* const memory = ::mmap(nullptr, witness_page_bytes, PROT_READ | PROT_WRITE, MAP_SHARED,
                                (*witness)->descriptor(), 0);
    ASSERT_NE(memory, MAP_FAILED);
    auto& page = *static_cast<WitnessPage*>(memory);
    for (; page.count < 1000; ++page.count)
        page.samples[page.count % page.samples.size()] = {
            .taken = static_cast<std::int64_t>(page.count), .offset = 7, .window = 1};
    const auto last = (*witness)->since(990);
    ASSERT_EQ(last.size(), 10U);
    EXPECT_EQ(last.front().taken, 990);
    EXPECT_EQ(last.back().taken, 999);
    const auto all = (*witness)->since(0);
    EXPECT_GT(all.size(), page.samples.size() / 2);
    EXPECT_LE(all.size(), page.samples.size());
    EXPECT_EQ(all.back().taken, 999);
    EXPECT_EQ(all.front().taken, static_cast<std::int64_t>(1000 - all.size()));
    ::munmap(memory, witness_page_bytes);
}

}  // namespace
}  // namespace ordeal::nemesis
