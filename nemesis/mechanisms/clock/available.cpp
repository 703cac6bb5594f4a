// The probe of clock_faults_available(): a program is executed with a clock that is a day ahead,
// and asked for the time.
#include <array>
#include <chrono>
#include <cstdlib>
#include <ctime>

#include <unistd.h>

#include "nemesis/mechanisms/clock/clocked_process.hpp"

namespace ordeal::nemesis {

using core::Result;

namespace {

constexpr std::chrono::hours ahead{24};

std::string find_date() {
    constexpr std::array places{"/usr/bin/date", "/bin/date"};
    for (const char* const place : places)
        if (::access(place, X_OK) == 0) return place;
    return places.front();
}

/// Why the program did not get the clock; nothing if it did, or was never executed.
std::string ask_for_time(ExecWatch& watch, const NodeClock& clock, std::string& told) {
    std::string why;
    const auto process = ClockedProcess::start(watch, clock, {find_date(), "+%s"},
                                               [&](pid_t, const Result<void>& patched) {
                                                   if (!patched) why = patched.error().message;
                                               });
    if (!process) return process.error().message;
    told = (*process)->next_line();
    (*process)->wait();
    return why;
}

}  // namespace

Result<void> clock_faults_available() {
    auto clock = NodeClock::create();
    if (!clock) return tl::unexpected(clock.error());
    auto watch = ExecWatch::create();
    if (!watch) return core::fail("clocks cannot be skewed: {}", watch.error().message);
    const std::chrono::nanoseconds offset = ahead;
    if (auto begun = (*clock)->begin(0, {.offset = offset.count()}); !begun) return begun;
    std::string told;
    const std::string why = ask_for_time(**watch, **clock, told);
    watch->reset();
    if (!why.empty())
        return core::fail(
            "clocks cannot be skewed: {}; it takes seccomp(2), ptrace(2) of one's own children "
            "and executable memory, which a container may refuse",
            why);
    const long behind = std::time(nullptr) + std::chrono::seconds(ahead).count() -
                        std::strtol(told.c_str(), nullptr, 10);
    if (told.empty() || std::labs(behind) > std::chrono::seconds(ahead).count() / 2)
        return core::fail(
            "clocks cannot be skewed: {} says \"{}\" in spite of a skewed clock, so it does not "
            "ask the vDSO for the time",
            find_date(), told);
    return {};
}

}  // namespace ordeal::nemesis
