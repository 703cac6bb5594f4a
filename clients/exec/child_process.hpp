// A program that is spoken to line by line, as a value: with it end the program and all processes
// of its group, and nothing of it is left. It dies with the thread that started it, too.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

#include "clients/tcp_stream.hpp"
#include "core/file_descriptor.hpp"
#include "core/result.hpp"

namespace ordeal::clients::exec {

class ChildProcess {
  public:
    /// `command[0]` is a path. Error: it cannot be executed, and why.
    static core::Result<ChildProcess> start(const std::vector<std::string>& command);

    ChildProcess(ChildProcess&& other) noexcept;
    ChildProcess& operator=(ChildProcess&&) = delete;
    ~ChildProcess();

    /// Writes to its standard input. Error: not all of it was, and why.
    core::Result<void> write(std::string_view text, Deadline deadline);

    /// The next line of its standard output, without the newline. Error: `timed_out`; how the
    /// program ended, with its last words; or a line of more than 64 MiB.
    core::Result<std::string> read_line(Deadline deadline);

    /// Whether it has said something that was not asked for, or has ended.
    bool is_stale();

    /// Closes its standard input, gives it until the deadline to end, then kills it.
    void end(Deadline deadline);

  private:
    ChildProcess() = default;
    enum class Heard : std::uint8_t { something, end, nothing };
    Heard listen(Deadline deadline);
    Heard take_output();
    void take_errors();
    std::string how_it_ended(Deadline deadline);
    bool wait_for_end(Deadline deadline) const;
    int reap();

    pid_t pid_ = -1;
    int status_ = 0;                // once it has ended
    core::FileDescriptor process_;  // a pidfd
    core::FileDescriptor input_;    // a socket, so that a program that ended raises no SIGPIPE
    core::FileDescriptor output_;
    core::FileDescriptor errors_;
    std::string lines_;       // of its output, not read yet
    std::string last_words_;  // of its errors
};

/// The path of a program: as it is when it has a slash, else the first in the variable PATH.
core::Result<std::string> find_program(const std::string& name);

}  // namespace ordeal::clients::exec
