#include "nemesis/mechanisms/clock/clocked_process.hpp"

#include <array>
#include <cerrno>
#include <exception>
#include <future>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "nemesis/mechanisms/system_calls/trap.hpp"

namespace ordeal::nemesis {

using core::Result;

namespace {

constexpr int refused = 126;  // exit code of a process that could not become the program

struct Pipe {
    FileDescriptor read;
    FileDescriptor write;
};

Result<Pipe> make_pipe() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return core::fail("no pipe: {}", core::errno_text());
    return Pipe{FileDescriptor(ends[0]), FileDescriptor(ends[1])};
}

[[noreturn]] void become(const std::vector<char*>& words, int input, int output) {
    ::dup2(input, STDIN_FILENO);
    ::dup2(output, STDOUT_FILENO);
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::execv(words.front(), words.data());
    ::_exit(refused);
}

/// What a thread that is trapped hands on: the listener, or minus the errno; then the child.
struct Trapped {
    std::promise<int> listener;
    std::promise<pid_t> child;
};

/// The filter stays with this thread, and so with what it forks, and goes when it ends.
void fork_trapped(Trapped& told, const std::vector<char*>& words, int input, int output) {
    constexpr std::array numbers{static_cast<int>(SYS_execve), static_cast<int>(SYS_execveat)};
    const int listener = trap_calls(numbers.data(), static_cast<int>(numbers.size()));
    told.listener.set_value(listener);
    if (listener < 0) return;
    const pid_t child = ::fork();
    if (child == 0) become(words, input, output);
    told.child.set_value(child);
}

}  // namespace

Result<std::unique_ptr<ClockedProcess>> ClockedProcess::start(
    ExecWatch& watch, const NodeClock& clock, const std::vector<std::string>& command,
    OnProgram on_program) {
    auto input = make_pipe();
    if (!input) return tl::unexpected(input.error());
    auto output = make_pipe();
    if (!output) return tl::unexpected(output.error());
    std::vector<std::string> texts = command;
    std::vector<char*> words;
    for (std::string& text : texts)
        words.push_back(text.data());
    words.push_back(nullptr);

    Trapped told;
    auto listener = told.listener.get_future();
    auto child = told.child.get_future();
    const std::jthread trapped(
        [&] { fork_trapped(told, words, input->read.get(), output->write.get()); });
    const int number = listener.get();
    if (number < 0)
        return core::fail("system calls cannot be trapped: {}", core::errno_text(-number));
    watch.follow(FileDescriptor(number), {clock.descriptor(), std::move(on_program)});
    std::unique_ptr<ClockedProcess> process(new ClockedProcess());
    process->pid_ = child.get();
    if (process->pid_ < 0) return core::fail("cannot fork");
    process->pidfd_ = FileDescriptor(static_cast<int>(::syscall(SYS_pidfd_open, process->pid_, 0)));
    process->input_ = std::move(input->write);
    process->output_ = std::move(output->read);
    return process;
}

ClockedProcess::~ClockedProcess() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    wait();
}

void ClockedProcess::ask(const std::string& line) const {
    const std::string text = line + "\n";
    (void)!::write(input_.get(), text.data(), text.size());
}

std::string ClockedProcess::next_line() const {
    std::string line;
    char letter = 0;
    for (;;) {
        const ssize_t size = ::read(output_.get(), &letter, 1);
        if (size < 0 && errno == EINTR) continue;
        if (size <= 0 || letter == '\n') return line;
        line += letter;
    }
}

/// Not by waitpid() alone: that would also take the stops for which the watch waits.
int ClockedProcess::wait() {
    if (pid_ <= 0) return status_;
    pollfd ended{pidfd_.get(), POLLIN, 0};
    while (::poll(&ended, 1, -1) < 0 && errno == EINTR) {
    }
    while (::waitpid(pid_, &status_, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
    return status_;
}

}  // namespace ordeal::nemesis
