// A thread of another process that we trace and that has stopped: its memory is read and written,
// and system calls are made in its name. Linux lets only the thread that attached ask for that.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include <sys/types.h>
#include <sys/user.h>

#include "core/result.hpp"

namespace ordeal::nemesis {

/// Nothing of what follows changes the thread for good: end() gives it back its registers and its
/// signals. After an error it is of no use, most likely because the process was killed.
class Tracee {
  public:
    /// Takes hold of a stopped thread in the state in which it returns from the kernel; its signals
    /// wait from here on. `system_call`: an address in its memory with such an instruction.
    static core::Result<Tracee> hold(pid_t thread, std::uint64_t system_call);

    /// Makes a system call. Error: it failed; "NAME: reason".
    core::Result<std::uint64_t> call(const char* name, long number,
                                     const std::array<std::uint64_t, 6>& arguments);

    core::Result<std::uint64_t> read(std::uint64_t address) const;
    /// Also where the process itself may only read. Written is a multiple of eight bytes, the last
    /// ones 0.
    core::Result<void> write(std::uint64_t address, std::span<const std::byte> bytes) const;

    /// Gives back registers and signals. It is still stopped.
    void end();

  private:
    Tracee(pid_t thread, std::uint64_t system_call) : thread_(thread), system_call_(system_call) {}
    core::Result<void> step();

    pid_t thread_;
    std::uint64_t system_call_;
    user_regs_struct registers_{};
    std::uint64_t blocked_ = 0;  // its signal mask
    bool stop_again_ = false;    // a SIGSTOP came meanwhile
};

/// The next state of any thread that the calling thread traces.
struct TraceeState {
    pid_t thread = 0;  // 0: there is none
    int status = 0;    // as waitpid() tells it

    bool ended() const;
    /// PTRACE_EVENT_EXEC, PTRACE_EVENT_STOP, ...; 0: a signal arrived.
    int event() const { return status >> 16; }
    int signal() const;
};

/// Waits for it.
TraceeState next_state();
/// Does not wait.
TraceeState state_so_far();

}  // namespace ordeal::nemesis
