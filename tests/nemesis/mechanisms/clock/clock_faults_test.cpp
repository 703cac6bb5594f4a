// Clocks of programs that know nothing of it, seen by what they say.
#include <chrono>
#include <iterator>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>

#include "nemesis/mechanisms/clock/clocked_process.hpp"
#include "nemesis/mechanisms/clock/vdso_image.hpp"

namespace ordeal::nemesis {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using std::chrono::seconds;

std::int64_t true_time(clockid_t clock = CLOCK_REALTIME) {
    timespec now{};
    ::clock_gettime(clock, &now);
    return now.tv_sec * std::int64_t{1'000'000'000} + now.tv_nsec;
}

/// Tells, for each line that it reads, all the clocks that the name of a column stands for.
const char* const teller = R"(
import sys, time
for line in sys.stdin:
    print(time.time_ns(), *[time.clock_gettime_ns(c) for c in (0, 5, 11, 1, 4, 6, 7, 2, 3)],
          flush=True))";

enum Column { by_time, realtime, coarse, tai, monotonic, raw, monotonic_coarse, boottime };

class ClockFaults : public ::testing::Test {
  protected:
    void SetUp() override {
        const auto available = clock_faults_available();
        ASSERT_TRUE(available) << available.error().message;
        auto made = NodeClock::create();
        ASSERT_TRUE(made) << made.error().message;
        clock = std::move(*made);
        auto watching = ExecWatch::create();
        ASSERT_TRUE(watching) << watching.error().message;
        watch = std::move(*watching);
    }

    void TearDown() override {
        process.reset();
        watch.reset();
    }

    void start(const std::vector<std::string>& command) {
        auto started = ClockedProcess::start(*watch, *clock, command,
                                             [this](pid_t pid, const core::Result<void>& patched) {
                                                 programs.push_back(pid);
                                                 if (!patched)
                                                     errors.push_back(patched.error().message);
                                             });
        ASSERT_TRUE(started) << started.error().message;
        process = std::move(*started);
    }

    void start_teller() { start({"/usr/bin/python3", "-c", teller}); }

    std::vector<std::int64_t> ask() const {
        process->ask("");
        std::istringstream line(process->next_line());
        std::vector<std::int64_t> clocks{std::istream_iterator<std::int64_t>(line), {}};
        EXPECT_EQ(clocks.size(), 10U) << line.str();
        clocks.resize(10);
        return clocks;
    }

    /// That a clock of the program is ahead of the true time by as much.
    void expect_offset(Column column, clockid_t same, nanoseconds least, nanoseconds most) const {
        constexpr nanoseconds coarse_step = milliseconds(20);
        const std::int64_t before = true_time(same);
        const std::int64_t told = ask()[column];
        const std::int64_t after = true_time(same);
        EXPECT_GE(told, before - coarse_step.count() + least.count()) << "column " << column;
        EXPECT_LE(told, after + most.count()) << "column " << column;
    }

    void expect_offset(nanoseconds offset) const {
        expect_offset(by_time, CLOCK_REALTIME, offset, offset);
    }

    /// How many programs were executed, when all have ended. All of them got the clock.
    std::size_t executed() {
        process.reset();
        watch.reset();
        EXPECT_THAT(errors, testing::IsEmpty());
        return programs.size();
    }

    std::unique_ptr<NodeClock> clock;
    std::unique_ptr<ExecWatch> watch;
    std::unique_ptr<ClockedProcess> process;
    std::vector<pid_t> programs;
    std::vector<std::string> errors;
};

TEST_F(ClockFaults, AnUntouchedClockIsTrue) {
    start_teller();
    expect_offset(by_time, CLOCK_REALTIME, {}, {});
    expect_offset(monotonic, CLOCK_MONOTONIC, {}, {});
    const pid_t pid = process->pid();
    EXPECT_EQ(executed(), 1U);
    EXPECT_THAT(programs, testing::ElementsAre(pid));
}

TEST_F(ClockFaults, AJumpIsSeenAtOnceAndEnds) {
    start_teller();
    expect_offset({});
    ASSERT_TRUE(clock->begin(7, {.offset = nanoseconds(hours(5)).count()}));
    expect_offset(hours(5));
    EXPECT_EQ(clock->offset(), hours(5));
    clock->end(7);
    expect_offset({});
    ASSERT_TRUE(clock->begin(8, {.offset = -nanoseconds(seconds(90)).count() - 1}));
    expect_offset(-seconds(90) - nanoseconds(1));
}

TEST_F(ClockFaults, TheClocksOfTheDayAreSkewedAndNoOthers) {
    start_teller();
    const nanoseconds offset = hours(24) + nanoseconds(999'999'999);
    ASSERT_TRUE(clock->begin(1, {.offset = offset.count()}));
    expect_offset(by_time, CLOCK_REALTIME, offset, offset);
    expect_offset(realtime, CLOCK_REALTIME, offset, offset);
    expect_offset(coarse, CLOCK_REALTIME_COARSE, offset, offset + milliseconds(20));
    expect_offset(tai, CLOCK_TAI, offset, offset);
    expect_offset(monotonic, CLOCK_MONOTONIC, {}, {});
    expect_offset(raw, CLOCK_MONOTONIC_RAW, {}, {});
    expect_offset(monotonic_coarse, CLOCK_MONOTONIC_COARSE, {}, milliseconds(20));
    expect_offset(boottime, CLOCK_BOOTTIME, {}, {});
}

TEST_F(ClockFaults, ADriftGrowsWithTheTimeThatPasses) {
    start_teller();
    const std::int64_t before = true_time();
    ASSERT_TRUE(clock->begin(1, drift_term(5)));
    const std::int64_t begun = true_time();
    while (true_time() < begun + 20'000'000)
        ask();
    const std::int64_t asked = true_time();
    const std::int64_t told = ask()[by_time];
    const std::int64_t answered = true_time();
    EXPECT_GE(told, begun + 5 * (asked - begun));
    EXPECT_LE(told, before + 5 * (answered - before));
    clock->end(1);
    expect_offset({});
}

TEST_F(ClockFaults, ASlowClockStaysBehind) {
    start_teller();
    const std::int64_t before = true_time();
    ASSERT_TRUE(clock->begin(1, drift_term(0.25)));
    const std::int64_t begun = true_time();
    while (true_time() < begun + 20'000'000)
        ask();
    const std::int64_t asked = true_time();
    const std::int64_t told = ask()[by_time];
    const std::int64_t answered = true_time();
    EXPECT_GE(told, before + (asked - begun) / 4);
    EXPECT_LE(told, begun + (answered - before) / 4 + 1);
}

TEST_F(ClockFaults, AStrobeJumpsToAndFro) {
    start_teller();
    const nanoseconds offset = hours(1);
    const nanoseconds period = milliseconds(5);
    ASSERT_TRUE(clock->begin(1, {.offset = offset.count(), .period = period.count()}));
    int there = 0;
    int jumps = 0;
    for (bool ahead = true; jumps < 12;) {
        const bool seen = ask()[by_time] - true_time() > offset.count() / 2;
        there += seen ? 1 : 0;
        jumps += seen != ahead ? 1 : 0;
        ahead = seen;
    }
    EXPECT_GT(there, 0);
}

TEST_F(ClockFaults, SeveralFaultsAddUp) {
    start_teller();
    ASSERT_TRUE(clock->begin(1, {.offset = nanoseconds(hours(2)).count()}));
    ASSERT_TRUE(clock->begin(2, {.offset = -nanoseconds(hours(3)).count()}));
    expect_offset(-hours(1));
    EXPECT_EQ(clock->offset_by(2), -hours(3));
    clock->end(1);
    expect_offset(-hours(3));
    clock->end(2);
    clock->end(2);
    expect_offset({});
}

TEST_F(ClockFaults, TheFaultsAtOnceAreLimited) {
    for (FaultId fault = 0; fault < most_clock_terms; ++fault)
        ASSERT_TRUE(clock->begin(fault, {.offset = 1}));
    EXPECT_EQ(clock->offset(), nanoseconds(most_clock_terms));
    EXPECT_FALSE(clock->begin(99, {.offset = 1}));
    EXPECT_EQ(clock->offset(), nanoseconds(most_clock_terms));
}

/// `date` is another program, executed by a shell that a shell executed.
TEST_F(ClockFaults, ProgramsThatTheProgramExecutesHaveTheClockToo) {
    ASSERT_TRUE(clock->begin(1, {.offset = nanoseconds(hours(24)).count()}));
    start({"/bin/sh", "-c", "sh -c 'read line; date +%s'; exec date +%s"});
    const std::int64_t before = true_time() / 1'000'000'000;
    process->ask("go");
    const std::int64_t first = std::stoll(process->next_line());
    const std::int64_t second = std::stoll(process->next_line());
    const std::int64_t after = true_time() / 1'000'000'000;
    const std::int64_t day = seconds(hours(24)).count();
    EXPECT_THAT(first - day, testing::AllOf(testing::Ge(before), testing::Le(after)));
    EXPECT_THAT(second - day, testing::AllOf(testing::Ge(before), testing::Le(after)));
    EXPECT_EQ(process->wait(), 0);
    EXPECT_EQ(executed(), 4U);
}

/// Forked, and a thread's: what they inherit is skewed.
TEST_F(ClockFaults, ForksShareTheClock) {
    start({"/usr/bin/python3", "-c", R"(
import os, sys, threading, time
sys.stdin.readline()
thread = threading.Thread(target=lambda: print(time.time_ns(), flush=True))
thread.start()
thread.join()
if os.fork() == 0:
    sys.stdin.readline()
    print(time.time_ns(), flush=True)
else:
    os.wait())"});
    for (const FaultId fault : {1, 2}) {
        ASSERT_TRUE(clock->begin(fault, {.offset = nanoseconds(hours(1)).count()}));
        const auto offset = static_cast<std::int64_t>(fault) * nanoseconds(hours(1)).count();
        const std::int64_t before = true_time();
        process->ask("");
        const std::int64_t told = std::stoll(process->next_line());
        EXPECT_GE(told, before + offset);
        EXPECT_LE(told, true_time() + offset);
    }
    EXPECT_EQ(process->wait(), 0);
}

/// A search through PATH: the call fails several times before it succeeds. Nothing of ours is left
/// in the process that made it.
TEST_F(ClockFaults, CallsThatFailLeaveTheProgramAsItWas) {
    start({"/usr/bin/python3", "-c", R"(
import os, sys, time
before = sorted(os.listdir('/proc/self/fd'))
for i in range(5):
    try:
        os.execv('/nonexistent/program', ['program'])
    except FileNotFoundError as error:
        print(error.errno, flush=True)
deadline = time.monotonic() + 60
while sorted(os.listdir('/proc/self/fd')) != before and time.monotonic() < deadline:
    pass
print(sorted(os.listdir('/proc/self/fd')) == before, flush=True)
os.execvpe('date', ['date', '+%s'], {'PATH': '/nonexistent:/nothing:/usr/bin:/bin'})
)"});
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(process->next_line(), "2");
    EXPECT_EQ(process->next_line(), "True");
    EXPECT_NE(process->next_line(), "");
    EXPECT_EQ(process->wait(), 0);
    EXPECT_EQ(executed(), 2U);
}

/// Signals that arrive meanwhile are delivered, and none that was not sent.
TEST_F(ClockFaults, SignalsAreNotLost) {
    start({"/usr/bin/python3", "-c", R"(
import os, signal, subprocess, sys
seen = []
signal.signal(signal.SIGUSR1, lambda number, frame: seen.append(number))
print('ready', flush=True)
for i in range(20):
    subprocess.run(['/bin/true'], check=True)
    os.kill(os.getpid(), signal.SIGUSR1)
print(len(seen), flush=True)
)"});
    EXPECT_EQ(process->next_line(), "ready");
    EXPECT_EQ(process->next_line(), "20");
    EXPECT_EQ(process->wait(), 0);
    EXPECT_EQ(executed(), 21U);
}

TEST_F(ClockFaults, NobodyTracesAProgramThatRuns) {
    start({"/bin/sh", "-c", "read line; grep TracerPid /proc/self/status"});
    process->ask("");
    EXPECT_EQ(process->next_line(), "TracerPid:\t0");
}

TEST_F(ClockFaults, AProgramThatIsStoppedAndKilledHoldsNothingUp) {
    start_teller();
    ask();
    ::kill(process->pid(), SIGSTOP);
    ::kill(process->pid(), SIGCONT);
    ASSERT_TRUE(clock->begin(1, {.offset = nanoseconds(hours(5)).count()}));
    expect_offset(hours(5));
    ::kill(process->pid(), SIGKILL);
    EXPECT_TRUE(WIFSIGNALED(process->wait()));
    start_teller();
    expect_offset(hours(5));
}

TEST(VdsoImage, IsTheMachines) {
    const auto image = machine_vdso();
    ASSERT_TRUE(image) << image.error().message;
    EXPECT_EQ(image->symbols_of("clock_gettime").size(), 2U);
    EXPECT_THAT(image->symbols_of("no_such_function"), testing::IsEmpty());
}

TEST(VdsoImage, OfRubbishIsRefused) {
    const std::vector<std::byte> rubbish(4096, std::byte{0x7f});
    EXPECT_FALSE(read_vdso(rubbish));
    EXPECT_FALSE(read_vdso({}));
}

}  // namespace
}  // namespace ordeal::nemesis
