// A program of ours that has a node's clock: what tries out whether clocks can be skewed here.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <sys/types.h>

#include "core/result.hpp"
#include "nemesis/mechanisms/clock/exec_watch.hpp"
#include "nemesis/mechanisms/clock/node_clock.hpp"
#include "nemesis/mechanisms/open_file.hpp"

namespace ordeal::nemesis {

class ClockedProcess {
  public:
    /// Starts a program by its path, with pipes to its stdin and stdout. `on_program` as in
    /// ClockOfPrograms. Requires: watch and clock outlive it.
    /// Error: system calls cannot be trapped here.
    static core::Result<std::unique_ptr<ClockedProcess>> start(
        ExecWatch& watch, const NodeClock& clock, const std::vector<std::string>& command,
        OnProgram on_program = {});

    ClockedProcess(const ClockedProcess&) = delete;
    ClockedProcess& operator=(const ClockedProcess&) = delete;
    /// Kills it, if it has not ended, and waits for its end.
    ~ClockedProcess();

    pid_t pid() const { return pid_; }

    /// Writes a line to its stdin.
    void ask(const std::string& line) const;
    /// The next line that it writes, without the line break; empty at its end.
    std::string next_line() const;

    /// Waits for its end; its wait status.
    int wait();

  private:
    ClockedProcess() = default;

    FileDescriptor input_;
    FileDescriptor output_;
    FileDescriptor pidfd_;
    pid_t pid_ = -1;
    int status_ = 0;
};

}  // namespace ordeal::nemesis
