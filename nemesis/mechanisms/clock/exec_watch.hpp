// Gives every program that a node executes the node's clock: its first one, those of a shell's
// script, and what servers execute themselves. It costs nothing but in the call of execve: that
// waits for us (system_calls/trap.hpp); we attach to its thread, let it go on, patch the program
// that comes of it before its first instruction, and detach. No process is traced while it runs.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include <sys/types.h>

#include "core/result.hpp"
#include "nemesis/mechanisms/open_file.hpp"

namespace ordeal::nemesis {

/// A call of execve or execveat that waits for an answer.
struct ExecCall {
    int listener = -1;     // of the filter that made it wait; borrowed until it is answered
    std::uint64_t id = 0;  // as the listener numbers it
    pid_t thread = 0;      // that made it
};

/// Told of each program that was executed: its process, and why it could not get the clock.
using OnProgram = std::function<void(pid_t, const core::Result<void>&)>;

/// Whose execs they are.
struct ClockOfPrograms {
    int page = -1;         // descriptor of the node's ClockPage; outlives the watch
    OnProgram on_program;  // called on the watch's thread
};

class ExecWatch {
  public:
    /// Error: the machine's vDSO cannot be patched, or no thread is to be had.
    static core::Result<std::unique_ptr<ExecWatch>> create();

    ExecWatch(const ExecWatch&) = delete;
    ExecWatch& operator=(const ExecWatch&) = delete;
    /// Requires: the processes of all listeners have ended.
    ~ExecWatch();

    /// Answers all calls of a listener that tells of execve and execveat only, until the last
    /// process behind it has ended. Thread-safe; does not wait.
    void follow(FileDescriptor listener, ClockOfPrograms clock);

    /// Answers one call of a listener that somebody else reads. Thread-safe; does not wait.
    void take(ExecCall call, ClockOfPrograms clock);

  private:
    struct Parts;
    explicit ExecWatch(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> parts_;
};

/// Tries all of it with a process of its own. Error: what this machine refuses, and the remedy.
core::Result<void> clock_faults_available();

}  // namespace ordeal::nemesis
