#include "nemesis/mechanisms/clock/tracee.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <signal.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

namespace ordeal::nemesis {

using core::Result;

namespace {

void* as_pointer(std::uint64_t number) {
    return reinterpret_cast<void*>(number);  // NOLINT: ptrace takes everything as a pointer
}

constexpr std::uint64_t mask_bytes = 8;  // of the kernel's signal mask

std::uint64_t bit_of(int signal) {
    return std::uint64_t{1} << (signal - 1);
}

}  // namespace

bool TraceeState::ended() const {
    return WIFEXITED(status) || WIFSIGNALED(status);
}

int TraceeState::signal() const {
    return WSTOPSIG(status);
}

namespace {

TraceeState wait_for_state(int options) {
    TraceeState state;
    do {
        state.thread = ::waitpid(-1, &state.status, __WALL | __WNOTHREAD | options);
    } while (state.thread < 0 && errno == EINTR);
    return state.thread > 0 ? state : TraceeState();
}

}  // namespace

TraceeState next_state() {
    return wait_for_state(0);
}

TraceeState state_so_far() {
    return wait_for_state(WNOHANG);
}

#if defined(__x86_64__)

Result<Tracee> Tracee::hold(pid_t thread, std::uint64_t system_call) {
    Tracee held(thread, system_call);
    // SIGTRAP tells of a step: the kernel would make an end of a process that blocks it.
    const std::uint64_t all_others = ~bit_of(SIGTRAP);
    if (::ptrace(PTRACE_GETREGS, thread, nullptr, &held.registers_) != 0 ||
        ::ptrace(PTRACE_GETSIGMASK, thread, as_pointer(mask_bytes), &held.blocked_) != 0 ||
        ::ptrace(PTRACE_SETSIGMASK, thread, as_pointer(mask_bytes), &all_others) != 0)
        return core::fail("cannot take hold of thread {}: {}", thread, core::errno_text());
    return held;
}

/// One instruction of the thread.
Result<void> Tracee::step() {
    while (::ptrace(PTRACE_SINGLESTEP, thread_, nullptr, nullptr) == 0) {
        const TraceeState state = next_state();
        if (state.thread == 0 || state.ended()) break;
        if (state.event() == 0 && state.signal() == SIGTRAP) return {};
        stop_again_ = stop_again_ || (state.event() == 0 && state.signal() == SIGSTOP);
    }
    return core::fail("thread {} ended meanwhile", thread_);
}

Result<std::uint64_t> Tracee::call(const char* name, long number,
                                   const std::array<std::uint64_t, 6>& arguments) {
    user_regs_struct changed = registers_;
    changed.rip = system_call_;
    changed.rax = static_cast<std::uint64_t>(number);
    changed.orig_rax = ~std::uint64_t{0};  // the kernel has nothing to begin anew
    changed.rdi = arguments[0];
    changed.rsi = arguments[1];
    changed.rdx = arguments[2];
    changed.r10 = arguments[3];
    changed.r8 = arguments[4];
    changed.r9 = arguments[5];
    if (::ptrace(PTRACE_SETREGS, thread_, nullptr, &changed) != 0)
        return core::fail("{}: {}", name, core::errno_text());
    if (auto stepped = step(); !stepped) return tl::unexpected(stepped.error());
    if (::ptrace(PTRACE_GETREGS, thread_, nullptr, &changed) != 0)
        return core::fail("{}: {}", name, core::errno_text());
    const auto result = static_cast<std::int64_t>(changed.rax);
    if (result < 0 && result > -4096)
        return core::fail("{}: {}", name, core::errno_text(static_cast<int>(-result)));
    return changed.rax;
}

void Tracee::end() {
    ::ptrace(PTRACE_SETREGS, thread_, nullptr, &registers_);
    ::ptrace(PTRACE_SETSIGMASK, thread_, as_pointer(mask_bytes), &blocked_);
    if (stop_again_) ::kill(thread_, SIGSTOP);
}

#else  // machine_vdso() refuses other machines, so nobody gets here

Result<Tracee> Tracee::hold(pid_t, std::uint64_t) {
    return core::fail("clocks can be skewed on x86-64 only");
}

Result<std::uint64_t> Tracee::call(const char* name, long, const std::array<std::uint64_t, 6>&) {
    return core::fail("{}: x86-64 only", name);
}

void Tracee::end() {}

#endif

Result<std::uint64_t> Tracee::read(std::uint64_t address) const {
    errno = 0;
    const long word = ::ptrace(PTRACE_PEEKDATA, thread_, as_pointer(address), nullptr);
    if (errno != 0)
        return core::fail("cannot read the memory of {}: {}", thread_, core::errno_text());
    return static_cast<std::uint64_t>(word);
}

Result<void> Tracee::write(std::uint64_t address, std::span<const std::byte> bytes) const {
    for (std::size_t done = 0; done < bytes.size(); done += sizeof(std::uint64_t)) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes.data() + done, std::min(sizeof word, bytes.size() - done));
        if (::ptrace(PTRACE_POKEDATA, thread_, as_pointer(address + done), as_pointer(word)) != 0)
            return core::fail("cannot write to the memory of {}: {}", thread_, core::errno_text());
    }
    return {};
}

}  // namespace ordeal::nemesis
