// A process in lock-step: it gets one event a line, and its answer is read until it says idle. The
// process is ours alone: it ends with this object, and with the harness, however that ends.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

#include "actors/lock_step.hpp"
#include "core/clock.hpp"
#include "core/file_descriptor.hpp"
#include "core/result.hpp"

namespace ordeal::harness {

struct LockStepCommand {
    std::string node;                                // its name, for messages
    std::filesystem::path program;                   // see find_program()
    std::vector<std::string> words;                  // argv, the program's name first
    std::map<std::string, std::string> environment;  // beside ours
    std::filesystem::path folder{};                  // where it works; empty: where we do
    std::filesystem::path output{};                  // gets stderr, behind what it holds; empty:
                                                     // stderr is ours
    core::Nanoseconds patience{10'000'000'000};      // for the answer to one event
};

/// To be used from the thread that started it.
class LockStepProcess {
  public:
    /// Error: the process or its pipes were refused.
    static core::Result<LockStepProcess> start(const LockStepCommand& command);

    LockStepProcess(LockStepProcess&&) noexcept = default;
    LockStepProcess& operator=(LockStepProcess&&) noexcept = default;

    /// Sends an event, a line with its line break, and reads the answer.
    /// Error: it ended, wrote what is no line of lock-step, or did not say idle in time; with the
    /// node, the event, what it wrote last and the remedy. It must not be used after that.
    core::Result<void> exchange(std::string_view event, actors::lock_step::Answer& answer);

    pid_t pid() const { return child_->pid; }

  private:
    /// Kills it and all that it started, and waits until it has been reaped.
    struct Child {
        explicit Child(pid_t number) : pid(number) {}
        Child(const Child&) = delete;
        Child& operator=(const Child&) = delete;
        ~Child() { end(); }
        /// Its wait status. Does nothing the second time.
        int end();
        bool ends_within(core::Nanoseconds most) const;

        pid_t pid;
        bool ended = false;
    };

    LockStepProcess(const LockStepCommand& command, pid_t pid, core::FileDescriptor input,
                    core::FileDescriptor output);
    core::Result<void> send(std::string_view event);
    core::Result<void> receive(std::string_view event, actors::lock_step::Answer& answer);
    /// Takes the whole lines out of the buffer.
    core::Result<void> read_lines(std::string_view event, actors::lock_step::Answer& answer);
    /// Ends it and puts the error together.
    tl::unexpected<core::Error> failed(std::string_view event, const std::string& why);

    LockStepCommand command_;
    std::unique_ptr<Child> child_;
    core::FileDescriptor input_;   // we write
    core::FileDescriptor output_;  // we read
    std::string buffer_;
    std::size_t lines_ = 0;  // read of the present answer
};

}  // namespace ordeal::harness
