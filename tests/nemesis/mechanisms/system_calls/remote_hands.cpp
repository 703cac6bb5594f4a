#include "remote_hands.hpp"

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "nemesis/mechanisms/system_calls/trap.hpp"

namespace ordeal::nemesis {

namespace {

/// Only threads that make calls take SIGUSR1.
void handle_signal(int how) {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGUSR1);
    ::pthread_sigmask(how, &signals, nullptr);
}

/// As servers do that protect themselves.
void forbid(int number) {
    std::array<sock_filter, 4> steps{
        sock_filter BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
        sock_filter BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<unsigned>(number), 0, 1),
        sock_filter BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
        sock_filter BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
    const sock_fprog program{steps.size(), steps.data()};
    ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program);
}

void make_call(int line, CallRequest request) {
    handle_signal(SIG_UNBLOCK);
    const std::array<iovec, 2> parts{iovec{request.texts[0].data(), request.sizes[0]},
                                     iovec{request.texts[1].data(), request.sizes[1]}};
    for (long& argument : request.arguments) {
        if (argument == first_text) argument = reinterpret_cast<long>(request.texts[0].data());
        if (argument == second_text) argument = reinterpret_cast<long>(request.texts[1].data());
        if (argument == both_texts) argument = reinterpret_cast<long>(parts.data());
    }
    const auto& with = request.arguments;
    const long value =
        ::syscall(request.number, with[0], with[1], with[2], with[3], with[4], with[5]);
    const CallResult result{request.number, value, value < 0 ? errno : 0};
    ::send(line, &result, sizeof result, MSG_NOSIGNAL);
}

/// The listener, or minus the errno, as the only thing in the message.
void send_listener(int line, int listener) {
    iovec part{&listener, sizeof listener};
    alignas(cmsghdr) char extra[CMSG_SPACE(sizeof(int))] = {};
    msghdr header{};
    header.msg_iov = &part;
    header.msg_iovlen = 1;
    if (listener >= 0) {
        header.msg_control = extra;
        header.msg_controllen = sizeof extra;
        cmsghdr* const item = CMSG_FIRSTHDR(&header);
        item->cmsg_level = SOL_SOCKET;
        item->cmsg_type = SCM_RIGHTS;
        item->cmsg_len = CMSG_LEN(sizeof listener);
        std::memcpy(CMSG_DATA(item), &listener, sizeof listener);
    }
    ::sendmsg(line, &header, MSG_NOSIGNAL);
}

int receive_listener(int line) {
    int said = -1;
    iovec part{&said, sizeof said};
    alignas(cmsghdr) char extra[CMSG_SPACE(sizeof(int))] = {};
    msghdr header{};
    header.msg_iov = &part;
    header.msg_iovlen = 1;
    header.msg_control = extra;
    header.msg_controllen = sizeof extra;
    if (::recvmsg(line, &header, MSG_CMSG_CLOEXEC) != sizeof said || said < 0) return said;
    std::memcpy(&said, CMSG_DATA(CMSG_FIRSTHDR(&header)), sizeof said);
    return said;
}

[[noreturn]] void serve(int line, const std::vector<int>& trapped, int forbidden) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    handle_signal(SIG_BLOCK);
    struct sigaction nothing{};
    nothing.sa_handler = [](int) {};
    nothing.sa_flags = SA_RESTART;
    ::sigaction(SIGUSR1, &nothing, nullptr);
    const int listener = trap_calls(trapped.data(), static_cast<int>(trapped.size()));
    send_listener(line, listener);
    ::syscall(SYS_close, listener);
    if (forbidden >= 0) forbid(forbidden);
    for (CallRequest request; ::recv(line, &request, sizeof request, 0) == sizeof request;)
        std::thread(make_call, line, request).detach();
    ::_exit(0);
}

}  // namespace

RemoteHands::RemoteHands(const std::vector<int>& trapped, int forbidden) {
    int ends[2] = {-1, -1};
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), 0);
    line_ = core::FileDescriptor(ends[0]);
    const core::FileDescriptor theirs(ends[1]);
    pid_ = ::fork();
    if (pid_ == 0) {
        line_.close();
        serve(theirs.get(), trapped, forbidden);
    }
    listener_ = core::FileDescriptor(receive_listener(line_.get()));
}

RemoteHands::~RemoteHands() {
    if (waited_) return;
    ::kill(pid_, SIGKILL);
    wait();
}

void RemoteHands::ask(long number, std::vector<long> arguments, const std::string& first,
                      const std::string& second) {
    CallRequest request{.number = number};
    std::ranges::copy(arguments, request.arguments.begin());
    request.sizes = {first.size(), second.size()};
    std::ranges::copy(first, request.texts[0].begin());
    std::ranges::copy(second, request.texts[1].begin());
    EXPECT_EQ(::send(line_.get(), &request, sizeof request, MSG_NOSIGNAL),
              static_cast<ssize_t>(sizeof request));
}

CallResult RemoteHands::next() {
    CallResult result;
    if (::recv(line_.get(), &result, sizeof result, 0) != sizeof result) return {};
    return result;
}

CallResult RemoteHands::call(long number, std::vector<long> arguments, const std::string& first,
                             const std::string& second) {
    ask(number, std::move(arguments), first, second);
    return next();
}

long RemoteHands::open(const std::string& path, int flags) {
    return call(SYS_openat, {AT_FDCWD, first_text, flags, 0644}, path).value;
}

int RemoteHands::wait() {
    int status = -1;
    waited_ = true;
    ::waitpid(pid_, &status, 0);
    return status;
}

}  // namespace ordeal::nemesis
