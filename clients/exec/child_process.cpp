#include "clients/exec/child_process.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/text/words.hpp"

namespace ordeal::clients::exec {

namespace {

using std::chrono::steady_clock;

constexpr std::size_t longest_line_bytes = std::size_t{64} << 20;
constexpr std::size_t last_words_bytes = 500;

struct Pipe {
    core::FileDescriptor read;
    core::FileDescriptor write;
};

core::Result<Pipe> make_pipe() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return core::fail("no pipe: {}", core::errno_text());
    return Pipe{core::FileDescriptor(ends[0]), core::FileDescriptor(ends[1])};
}

core::Result<Pipe> make_socket_pair() {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        return core::fail("no pair of sockets: {}", core::errno_text());
    return Pipe{core::FileDescriptor(ends[0]), core::FileDescriptor(ends[1])};
}

/// In the child: becomes the program, or writes errno. Only what is safe after a fork of a process
/// with threads.
[[noreturn]] void become(char* const* arguments, const std::array<int, 3>& ends, int failure) {
    ::setpgid(0, 0);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    for (const int signal : {SIGPIPE, SIGINT, SIGTERM, SIGQUIT, SIGHUP})
        ::signal(signal, SIG_DFL);
    for (int number = 0; number < 3; ++number)
        if (::dup2(ends[static_cast<std::size_t>(number)], number) < 0) ::_exit(127);
    ::execv(arguments[0], arguments);
    const int reason = errno;
    (void)!::write(failure, &reason, sizeof reason);
    ::_exit(127);
}

void do_not_block(const core::FileDescriptor& descriptor) {
    ::fcntl(descriptor.get(), F_SETFL, O_NONBLOCK);
}

}  // namespace

core::Result<ChildProcess> ChildProcess::start(const std::vector<std::string>& command) {
    auto input = make_socket_pair();
    auto output = make_pipe();
    auto errors = make_pipe();
    auto failure = make_pipe();
    for (const auto* made : {&input, &output, &errors, &failure})
        if (!*made) return tl::unexpected(made->error());
    std::vector<std::string> words = command;
    std::vector<char*> arguments;
    for (std::string& word : words)
        arguments.push_back(word.data());
    arguments.push_back(nullptr);
    const std::array ends = {input->write.get(), output->write.get(), errors->write.get()};
    ChildProcess child;
    child.pid_ = ::fork();
    if (child.pid_ == 0) become(arguments.data(), ends, failure->write.get());
    if (child.pid_ < 0) return core::fail("cannot start {}: {}", words[0], core::errno_text());
    child.process_ =
        core::FileDescriptor(static_cast<int>(::syscall(SYS_pidfd_open, child.pid_, 0)));
    failure->write.close();
    int reason = 0;
    if (::read(failure->read.get(), &reason, sizeof reason) > 0)
        return core::fail("cannot execute {}: {}", words[0], core::errno_text(reason));
    child.input_ = std::move(input->read);
    child.output_ = std::move(output->read);
    child.errors_ = std::move(errors->read);
    for (const auto* end : {&child.input_, &child.output_, &child.errors_})
        do_not_block(*end);
    return child;
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      status_(other.status_),
      process_(std::move(other.process_)),
      input_(std::move(other.input_)),
      output_(std::move(other.output_)),
      errors_(std::move(other.errors_)),
      lines_(std::move(other.lines_)),
      last_words_(std::move(other.last_words_)) {}

ChildProcess::~ChildProcess() {
    if (pid_ > 0) (void)reap();
}

core::Result<void> ChildProcess::write(std::string_view text, Deadline deadline) {
    while (!text.empty()) {
        const ssize_t sent = ::send(input_.get(), text.data(), text.size(), MSG_NOSIGNAL);
        if (sent >= 0)
            text.remove_prefix(static_cast<std::size_t>(sent));
        else if (errno != EAGAIN && errno != EINTR)
            return core::fail("{}", how_it_ended(deadline));
        else if (!wait_for(input_.get(), POLLOUT, deadline))
            return core::fail("{}", timed_out);
    }
    return {};
}

core::Result<std::string> ChildProcess::read_line(Deadline deadline) {
    std::size_t searched = 0;
    for (;;) {
        const std::size_t end = lines_.find('\n', searched);
        if (end != std::string::npos) {
            std::string line = lines_.substr(0, end);
            lines_.erase(0, end + 1);
            return line;
        }
        searched = lines_.size();
        if (searched > longest_line_bytes) return core::fail("a line of more than 64 MiB");
        const Heard heard = listen(deadline);
        if (heard == Heard::nothing) return core::fail("{}", timed_out);
        if (heard == Heard::end) return core::fail("{}", how_it_ended(deadline));
    }
}

bool ChildProcess::is_stale() {
    take_errors();
    if (!lines_.empty()) return true;
    pollfd wanted[] = {{output_.get(), POLLIN, 0}, {process_.get(), POLLIN, 0}};
    return ::poll(wanted, 2, 0) != 0;
}

/// Waits for output; takes what it writes to its errors meanwhile.
ChildProcess::Heard ChildProcess::listen(Deadline deadline) {
    for (;;) {
        const auto left = deadline - steady_clock::now();
        if (left <= steady_clock::duration::zero()) return Heard::nothing;
        const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(left);
        const timespec limit{seconds.count(), std::chrono::nanoseconds(left - seconds).count()};
        pollfd wanted[] = {
            {output_.get(), POLLIN, 0}, {process_.get(), POLLIN, 0}, {errors_.get(), POLLIN, 0}};
        if (::ppoll(wanted, 3, &limit, nullptr) <= 0) continue;
        if (wanted[2].revents != 0) take_errors();
        if (wanted[0].revents == 0 && wanted[1].revents == 0) continue;
        const Heard heard = take_output();
        if (heard != Heard::nothing) return heard;
        if (wanted[1].revents != 0) return Heard::end;  // though somebody holds its output open
    }
}

ChildProcess::Heard ChildProcess::take_output() {
    std::array<char, 65'536> buffer;
    const ssize_t size = ::read(output_.get(), buffer.data(), buffer.size());
    if (size == 0) return Heard::end;
    if (size < 0) return Heard::nothing;
    lines_.append(buffer.data(), static_cast<std::size_t>(size));
    return Heard::something;
}

void ChildProcess::take_errors() {
    std::array<char, 4'096> buffer;
    ssize_t size = 0;
    for (int most = 0; most < 100; ++most) {
        size = errors_ ? ::read(errors_.get(), buffer.data(), buffer.size()) : 0;
        if (size <= 0) break;
        last_words_.append(buffer.data(), static_cast<std::size_t>(size));
        if (last_words_.size() > last_words_bytes)
            last_words_.erase(0, last_words_.size() - last_words_bytes);
    }
    if (size == 0) errors_.close();
}

std::string ChildProcess::how_it_ended(Deadline deadline) {
    // Its output is closed a moment before it has ended.
    (void)wait_for_end(std::min(deadline, steady_clock::now() + std::chrono::milliseconds(200)));
    const int status = reap();
    take_errors();
    const std::string how = WIFEXITED(status) ? fmt::format("exit code {}", WEXITSTATUS(status))
                                              : fmt::format("signal {}", WTERMSIG(status));
    const std::string words = last_words_.substr(0, last_words_.find_last_not_of('\n') + 1);
    return fmt::format("the program ended with {}{}", how, words.empty() ? "" : ": " + words);
}

bool ChildProcess::wait_for_end(Deadline deadline) const {
    return wait_for(process_.get(), POLLIN, deadline);
}

void ChildProcess::end(Deadline deadline) {
    input_.close();
    while (pid_ > 0 && listen(deadline) == Heard::something)
        lines_.clear();
    if (pid_ > 0) (void)wait_for_end(deadline);
    if (pid_ > 0) (void)reap();
}

/// Kills what is left of the group. The status of the program, which may have ended before.
int ChildProcess::reap() {
    if (pid_ <= 0) return status_;
    ::kill(-pid_, SIGKILL);
    while (::waitpid(pid_, &status_, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
    return status_;
}

core::Result<std::string> find_program(const std::string& name) {
    if (name.find('/') != std::string::npos) {
        if (::access(name.c_str(), X_OK) == 0) return name;
        return core::fail("{}: {}", name, core::errno_text());
    }
    const char* const variable = std::getenv("PATH");
    std::string_view path = variable ? variable : "/usr/bin:/bin";
    while (!path.empty()) {
        const std::size_t end = std::min(path.find(':'), path.size());
        std::string file = fmt::format("{}/{}", path.substr(0, end), name);
        if (end > 0 && ::access(file.c_str(), X_OK) == 0) return file;
        path.remove_prefix(std::min(end + 1, path.size()));
    }
    return core::fail("there is no program {} in PATH", core::in_quotes(name));
}

}  // namespace ordeal::clients::exec
