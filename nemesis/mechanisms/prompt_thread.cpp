#include "nemesis/mechanisms/prompt_thread.hpp"

#include <cstdint>

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace ordeal::nemesis {

namespace {

/// struct sched_attr of sched_setattr(2), which the C library does not have everywhere.
struct SchedulingWish {
    std::uint32_t size_bytes = sizeof(SchedulingWish);
    std::uint32_t policy = 0;  // SCHED_OTHER
    std::uint64_t flags = 0;
    std::int32_t nice = 0;
    std::uint32_t priority = 0;
    std::uint64_t runtime_ns = 0;  // of SCHED_OTHER: the time slice
    std::uint64_t deadline_ns = 0;
    std::uint64_t period_ns = 0;
};

constexpr std::uint64_t least_slice_ns = 100'000;

}  // namespace

void ask_for_prompt_wakeups() {
    ::prctl(PR_SET_TIMERSLACK, 1);
    const SchedulingWish wish{.nice = ::getpriority(PRIO_PROCESS, 0), .runtime_ns = least_slice_ns};
    ::syscall(SYS_sched_setattr, 0, &wish, 0);
}

}  // namespace ordeal::nemesis
