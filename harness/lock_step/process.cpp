#include "harness/lock_step/process.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/duration.hpp"
#include "harness/worlds/broken_pipe.hpp"
#include "harness/worlds/node_process.hpp"
#include "harness/worlds/output_tail.hpp"
#include "harness/worlds/process_host.hpp"

namespace ordeal::harness {

using core::FileDescriptor;
using core::Result;
using std::chrono::steady_clock;

namespace {

/// From the end of a process's output to its own, at most.
constexpr std::chrono::seconds dying{2};
constexpr std::size_t longest_answer_bytes = std::size_t{64} << 20;

struct Pipe {
    FileDescriptor read;
    FileDescriptor write;
};

Result<Pipe> make_pipe() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return core::fail("pipe: {}", core::errno_text());
    return Pipe{FileDescriptor(ends[0]), FileDescriptor(ends[1])};
}

/// What the new process needs, made before the fork: after it nothing may allocate.
struct Exec {
    const char* program;
    const char* folder;
    std::vector<char*> words;
    std::vector<char*> environment;
    int input;
    int output;
    int errors;  // -1: ours
    pid_t parent;

    [[noreturn]] void run() const {
        ::setpgid(0, 0);  // Ctrl-C is for the harness, and one signal ends all that it starts
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (::getppid() != parent) ::_exit(127);
        ::dup2(input, STDIN_FILENO);
        ::dup2(output, STDOUT_FILENO);
        if (errors >= 0) ::dup2(errors, STDERR_FILENO);
        if (*folder != '\0' && ::chdir(folder) != 0) fail("cannot enter its folder\n");
        std::signal(SIGPIPE, SIG_DFL);
        sigset_t none;
        sigemptyset(&none);
        ::sigprocmask(SIG_SETMASK, &none, nullptr);
        ::execve(program, words.data(), environment.data());
        fail("cannot be executed\n");
    }

    [[noreturn]] static void fail(std::string_view complaint) {
        [[maybe_unused]] const auto written =
            ::write(STDERR_FILENO, complaint.data(), complaint.size());
        ::_exit(127);
    }
};

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> all;
    for (std::string& text : texts)
        all.push_back(text.data());
    all.push_back(nullptr);
    return all;
}

Result<FileDescriptor> open_output(const std::filesystem::path& path) {
    if (path.empty()) return FileDescriptor();
    FileDescriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644));
    if (!file) return core::fail("{}: cannot be written: {}", path.string(), core::errno_text());
    return file;
}

/// Waits until the descriptor is ready, or the deadline has passed: then false.
bool await(int descriptor, short what, steady_clock::time_point deadline) {
    for (;;) {
        const auto left =
            std::chrono::ceil<std::chrono::milliseconds>(deadline - steady_clock::now());
        pollfd waiting{descriptor, what, 0};
        const int ready = ::poll(&waiting, 1, static_cast<int>(std::max<long>(0, left.count())));
        if (ready > 0) return true;
        if (ready == 0) return false;
    }
}

/// What a message shows of a line: cut, and without bytes that a terminal would obey.
std::string shown_line(std::string_view line) {
    constexpr std::size_t longest = 200;
    while (line.ends_with('\n'))
        line.remove_suffix(1);
    std::string text(line.substr(0, longest));
    for (char& c : text)
        if (static_cast<unsigned char>(c) < ' ' || c == '\x7f') c = '?';
    return line.size() > longest ? text + "..." : text;
}

}  // namespace

int LockStepProcess::Child::end() {
    int status = 0;
    if (std::exchange(ended, true)) return status;
    ::kill(-pid, SIGKILL);
    ::kill(pid, SIGKILL);
    while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    return status;
}

bool LockStepProcess::Child::ends_within(core::Nanoseconds most) const {
    const FileDescriptor handle(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
    return await(handle.get(), POLLIN, steady_clock::now() + most);
}

LockStepProcess::LockStepProcess(const LockStepCommand& command, pid_t pid, FileDescriptor input,
                                 FileDescriptor output)
    : command_(command),
      child_(std::make_unique<Child>(pid)),
      input_(std::move(input)),
      output_(std::move(output)) {}

Result<LockStepProcess> LockStepProcess::start(const LockStepCommand& command) {
    block_sigpipe();
    auto input = make_pipe();
    if (!input) return tl::unexpected(input.error());
    auto output = make_pipe();
    if (!output) return tl::unexpected(output.error());
    ::fcntl(input->write.get(), F_SETFL, O_NONBLOCK);
    const auto errors = open_output(command.output);
    if (!errors) return tl::unexpected(errors.error());
    std::vector<std::string> words = command.words;
    std::vector<std::string> variables =
        environment_with({command.environment.begin(), command.environment.end()});
    const Exec exec{.program = command.program.c_str(),
                    .folder = command.folder.c_str(),
                    .words = pointers(words),
                    .environment = pointers(variables),
                    .input = input->read.get(),
                    .output = output->write.get(),
                    .errors = errors->get(),
                    .parent = ::getpid()};
    const pid_t pid = ::fork();
    if (pid == 0) exec.run();
    if (pid < 0)
        return core::fail("{}: cannot start {}: {}", command.node, command.program.string(),
                          core::errno_text());
    return LockStepProcess(command, pid, std::move(input->write), std::move(output->read));
}

Result<void> LockStepProcess::exchange(std::string_view event, actors::lock_step::Answer& answer) {
    answer.effects.clear();
    answer.refused.reset();
    answer.idle.reset();
    lines_ = 0;
    if (auto sent = send(event); !sent) return sent;
    return receive(event, answer);
}

Result<void> LockStepProcess::send(std::string_view event) {
    const auto deadline = steady_clock::now() + command_.patience;
    for (std::string_view rest = event; !rest.empty();) {
        const ssize_t written = ::write(input_.get(), rest.data(), rest.size());
        if (written >= 0) {
            rest.remove_prefix(static_cast<std::size_t>(written));
        } else if (errno == EAGAIN) {
            if (!await(input_.get(), POLLOUT, deadline))
                return failed(event, fmt::format("it did not read it within {}",
                                                 core::to_text(command_.patience)));
        } else if (errno != EINTR) {
            return failed(event, "");
        }
    }
    return {};
}

Result<void> LockStepProcess::receive(std::string_view event, actors::lock_step::Answer& answer) {
    const auto deadline = steady_clock::now() + command_.patience;
    while (!answer.idle) {
        if (!await(output_.get(), POLLIN, deadline))
            return failed(event, fmt::format("it did not say idle within {}; each answer ends with "
                                             "the line {{\"idle\":true}}, and is flushed",
                                             core::to_text(command_.patience)));
        char block[65536];
        const ssize_t size = ::read(output_.get(), block, sizeof block);
        if (size < 0 && errno == EINTR) continue;
        if (size <= 0) return failed(event, "");
        buffer_.append(block, static_cast<std::size_t>(size));
        if (buffer_.size() > longest_answer_bytes)
            return failed(event, "it wrote more than 64 MiB without an end");
        if (auto read = read_lines(event, answer); !read) return read;
    }
    return {};
}

Result<void> LockStepProcess::read_lines(std::string_view event,
                                         actors::lock_step::Answer& answer) {
    std::size_t begin = 0;
    for (std::size_t end; (end = buffer_.find('\n', begin)) != std::string::npos; begin = end + 1) {
        const std::string_view line = std::string_view(buffer_).substr(begin, end - begin);
        ++lines_;
        if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
        if (answer.idle)
            return failed(event, fmt::format("it went on after idle, with \"{}\"; a program in "
                                             "lock-step does nothing until the next event",
                                             shown_line(line)));
        if (auto read = actors::lock_step::read_answer_line(line, answer); !read)
            return failed(event, fmt::format("line {} of the answer, \"{}\", is no line of "
                                             "lock-step: {}",
                                             lines_, shown_line(line), read.error().message));
    }
    buffer_.erase(0, begin);
    return {};
}

tl::unexpected<core::Error> LockStepProcess::failed(std::string_view event,
                                                    const std::string& why) {
    const bool gone = why.empty() && child_->ends_within(dying);
    const int status = child_->end();
    const std::string what =
        gone           ? fmt::format("it ended ({})", Ending{status, steady_clock::now()}.how())
        : !why.empty() ? why
                       : "it closed its stdin or its stdout";
    const std::string log = command_.output.empty()
                                ? ""
                                : "; " + shown(last_lines(command_.output)) +
                                      fmt::format("\n  (in {})", command_.output.string());
    return core::fail("{}, told {}: {} (see docs/lock-step.md){}", command_.node, shown_line(event),
                      what, log);
}

}  // namespace ordeal::harness
