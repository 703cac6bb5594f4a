#include "harness/worlds/init_channel.hpp"

#include <cerrno>
#include <cstring>

#include <sys/socket.h>

namespace ordeal::harness {

namespace {

/// Takes what came beside a message.
void take_extras(msghdr& header, InitMessage& into) {
    for (cmsghdr* item = CMSG_FIRSTHDR(&header); item != nullptr;
         item = CMSG_NXTHDR(&header, item)) {
        if (item->cmsg_level != SOL_SOCKET) continue;
        if (item->cmsg_type == SCM_CREDENTIALS) {
            ucred who{};
            std::memcpy(&who, CMSG_DATA(item), sizeof who);
            into.pid = who.pid;
        } else if (item->cmsg_type == SCM_RIGHTS) {
            int number = -1;
            std::memcpy(&number, CMSG_DATA(item), sizeof number);
            into.descriptor = nemesis::FileDescriptor(number);
        }
    }
}

}  // namespace

core::Result<std::pair<InitChannel, nemesis::FileDescriptor>> InitChannel::create() {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return core::fail("cannot make a socket pair to ordeal-init: {}", core::errno_text());
    InitChannel ours{nemesis::FileDescriptor(ends[0])};
    nemesis::FileDescriptor theirs(ends[1]);
    const int yes = 1;
    if (::setsockopt(ends[0], SOL_SOCKET, SO_PASSCRED, &yes, sizeof yes) != 0)
        return core::fail("cannot ask for the pids of nodes: {}", core::errno_text());
    return std::pair(std::move(ours), std::move(theirs));
}

bool InitChannel::receive(const std::function<void(InitMessage)>& handle) const {
    for (;;) {
        InitMessage arrived;
        iovec part{&arrived.message, sizeof arrived.message};
        alignas(cmsghdr) char extra[CMSG_SPACE(sizeof(ucred)) + CMSG_SPACE(sizeof(int))];
        msghdr header{};
        header.msg_iov = &part;
        header.msg_iovlen = 1;
        header.msg_control = extra;
        header.msg_controllen = sizeof extra;
        const ssize_t size = ::recvmsg(ours_.get(), &header, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
        if (size < 0 && errno == EINTR) continue;
        if (size < 0) return errno == EAGAIN;
        if (size == 0) return false;
        take_extras(header, arrived);
        if (size == sizeof arrived.message) handle(std::move(arrived));
    }
}

bool InitChannel::request(int signal) const {
    const init::Request request{signal};
    return ::send(ours_.get(), &request, sizeof request, MSG_NOSIGNAL) == sizeof request;
}

std::string explain(const init::Message& failed, const std::string& program) {
    const std::string reason = core::errno_text(failed.error);
    switch (static_cast<init::Step>(failed.value)) {
        case init::Step::exec:
            if (failed.error == ENOENT)
                return fmt::format(
                    "cannot execute {}: {}; the interpreter in its first line, or its dynamic "
                    "loader, is missing",
                    program, reason);
            if (failed.error == ENOEXEC)
                return fmt::format(
                    "cannot execute {}: {}; it is made for another machine, or it is a script "
                    "without #! in its first line",
                    program, reason);
            return fmt::format("cannot execute {}: {}", program, reason);
        case init::Step::network_namespace:
            return fmt::format("ordeal-init cannot enter the node's network namespace: {}", reason);
        case init::Step::pid_namespace:
            return fmt::format(
                "ordeal-init cannot make a PID and a mount namespace: {}; where user namespaces "
                "are refused world real needs root, and user.max_pid_namespaces must not be 0",
                reason);
        case init::Step::close_descriptors:
            return fmt::format(
                "ordeal-init cannot close inherited descriptors: {} (Linux 5.9 or "
                "later is needed)",
                reason);
        case init::Step::signal_descriptor:
            return fmt::format("ordeal-init cannot make a signal descriptor: {}", reason);
        case init::Step::user:
            return fmt::format(
                "the user of system.user cannot be taken on: {}; a user namespace "
                "is needed for that: user.max_user_namespaces must not be 0",
                reason);
        case init::Step::trap:
            return fmt::format("system calls of the server cannot be trapped: {}", reason);
        case init::Step::mount_files:
            return fmt::format(
                "ordeal-init cannot mount a file system over the node's data: {}; "
                "`ordeal list faults` says what power-loss needs",
                reason);
        case init::Step::fork:
            return fmt::format(
                "ordeal-init cannot fork: {}; see the limits of processes (ulimit "
                "-u, pids cgroup)",
                reason);
    }
    return fmt::format("ordeal-init failed: {}", reason);
}

}  // namespace ordeal::harness
