// ordeal-init: starts one server of world `real` so that nothing of it can outlive the harness.
//
//     ordeal-init node PARENT CONTROL NETWORK OPTION... -- PROGRAM ARGV0 ARGUMENT...
//     ordeal-init enter PARENT PIDFD PROGRAM ARGV0 ARGUMENT...
//     ordeal-init witness PAGE
//
// `node` enters the network namespace (descriptor NETWORK, -1: stays), makes a PID and an IPC
// namespace and a mount namespace with a /proc and a /dev/shm of its own, and is pid 1 there: it
// starts PROGRAM, reaps orphans, passes signals on (kill(-1) reaches all processes of the node in
// one step) and reports over descriptor CONTROL, see protocol.hpp. When the server ends it ends,
// and the kernel kills all that is left in a PID namespace whose pid 1 is gone: daemons that left
// session and parent included. `enter` runs PROGRAM inside the namespaces of the process behind
// PIDFD and exits as it does.
//
// OPTION is one of
//     user=UID:GID   the server takes itself for that user, in a user namespace of its own
//     trap=N,N,...   its system calls of these numbers wait for whoever has the listener, see
//                    nemesis/mechanisms/system_calls/trap.hpp
//     files=FOLDER   mounts a file system over it that the harness serves, see protocol.hpp
//     descriptors=SOFT:HARD   how many descriptors the server may have open
//     witness=PAGE   beside the server runs `ordeal-init witness`, which measures the node's clock
//                    and writes what it sees to the file behind descriptor PAGE
//
// Two processes stand between harness and server: the outer one, a child of the harness, and pid 1.
// Both die with their parent by PR_SET_PDEATHSIG, the outer one with the harness's *thread* that
// started it. The program is small and static because each node waits for its start.
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <initializer_list>

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/init/protocol.hpp"
#include "nemesis/mechanisms/clock/witness.hpp"
#include "nemesis/mechanisms/durable_files/fuse_mount.hpp"
#include "nemesis/mechanisms/system_calls/trap.hpp"

namespace ordeal::init {
namespace {

constexpr int refused = 126;  // exit code: this program, not the server, failed

std::int64_t now_ns() {
    timespec time{};
    clock_gettime(CLOCK_MONOTONIC, &time);
    return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

int pidfd_of(pid_t pid) {
    return static_cast<int>(syscall(SYS_pidfd_open, pid, 0));
}

/// Sends a message; `pid` (0: none) and `descriptor` (-1: none) travel beside it.
void tell(int control, Message message, pid_t pid = 0, int descriptor = -1) {
    message.time_ns = now_ns();
    iovec part{&message, sizeof message};
    alignas(cmsghdr) char extra[CMSG_SPACE(sizeof(ucred)) + CMSG_SPACE(sizeof(int))] = {};
    msghdr header{};
    header.msg_iov = &part;
    header.msg_iovlen = 1;
    header.msg_control = extra;
    header.msg_controllen = sizeof extra;
    cmsghdr* item = CMSG_FIRSTHDR(&header);
    std::size_t used = 0;
    if (pid != 0) {
        const ucred who{pid, getuid(), getgid()};
        item->cmsg_level = SOL_SOCKET;
        item->cmsg_type = SCM_CREDENTIALS;
        item->cmsg_len = CMSG_LEN(sizeof who);
        std::memcpy(CMSG_DATA(item), &who, sizeof who);
        used += CMSG_SPACE(sizeof who);
        item = reinterpret_cast<cmsghdr*>(extra + used);
    }
    if (descriptor >= 0) {
        item->cmsg_level = SOL_SOCKET;
        item->cmsg_type = SCM_RIGHTS;
        item->cmsg_len = CMSG_LEN(sizeof descriptor);
        std::memcpy(CMSG_DATA(item), &descriptor, sizeof descriptor);
        used += CMSG_SPACE(sizeof descriptor);
    }
    header.msg_controllen = used;
    while (sendmsg(control, &header, MSG_NOSIGNAL) < 0 && errno == EINTR) {
    }
}

[[noreturn]] void give_up(int control, Step step, int error) {
    tell(control,
         {.kind = Kind::failed, .error = error, .value = static_cast<std::uint64_t>(step)});
    _exit(refused);
}

/// The signal mask and every disposition as a program expects them that a shell starts.
///
/// By the system call itself: the C library keeps two real-time signals to itself and refuses to
/// change them, yet one that whoever started us ignores stays ignored through every exec.
void reset_signals() {
    constexpr std::array<unsigned long, 4> defaults{};  // the kernel's sigaction: handler first
    for (int number = 1; number < NSIG; ++number)
        syscall(SYS_rt_sigaction, number, defaults.data(), nullptr, std::size_t{NSIG / 8});
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
}

/// From here on this process dies with its parent; dies at once if that is dead already.
void die_with_parent(pid_t expected_parent) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != expected_parent) _exit(refused);
}

/// As above where the parent is in another PID namespace, so that getppid() says 0.
void die_with_process(int pidfd) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    pollfd parent{pidfd, POLLIN, 0};
    if (poll(&parent, 1, 0) != 0) _exit(refused);
    close(pidfd);
}

/// Closes all descriptors but stdio and `kept` (-1: none), which close on exec. Sorts them.
template <std::size_t count>
int close_all_but(std::array<int, count> kept) {
    for (std::size_t i = 1; i < count; ++i)
        for (std::size_t place = i; place > 0 && kept[place - 1] > kept[place]; --place) {
            const int larger = kept[place - 1];
            kept[place - 1] = kept[place];
            kept[place] = larger;
        }
    unsigned from = 3;
    for (const int keep : kept) {
        if (keep < 3) continue;
        fcntl(keep, F_SETFD, FD_CLOEXEC);
        if (static_cast<unsigned>(keep) > from &&
            close_range(from, static_cast<unsigned>(keep) - 1, 0) != 0)
            return errno;
        from = static_cast<unsigned>(keep) + 1;
    }
    return close_range(from, ~0U, 0) == 0 ? 0 : errno;
}

/// Shows the node its own processes only, and gives it shared memory that goes with it. Where the
/// kernel refuses (a /proc with covered parts, as in some containers) the outer one stays: the
/// server works, tools such as ps see more.
void mount_own_folders() {
    if (mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return;
    mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr);
    mount("tmpfs", "/dev/shm", "tmpfs", MS_NOSUID | MS_NODEV, "mode=1777");
}

/// Mounts a file system over the folder, sends its descriptor to the harness, which answers for it,
/// and enters the working folder again: it may be below the mount.
void mount_files(int control, const char* folder) {
    char here[4096];
    const bool known = getcwd(here, sizeof here) != nullptr;
    if (mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0)
        give_up(control, Step::mount_files, errno);
    const int device = nemesis::mount_fuse(folder);
    if (device < 0) give_up(control, Step::mount_files, -device);
    tell(control, {.kind = Kind::mounted}, 0, device);
    close(device);
    if (known && chdir(here) != 0) give_up(control, Step::mount_files, errno);
}

bool write_text(const char* path, const char* text) {
    const int file = open(path, O_WRONLY | O_CLOEXEC);
    if (file < 0) return false;
    const auto size = static_cast<ssize_t>(std::strlen(text));
    const bool written = write(file, text, std::strlen(text)) == size;
    close(file);
    return written;
}

/// This process and what it starts are `user` ("UID:GID") in a user namespace of their own, and who
/// they were outside. False: errno tells.
bool become(const char* user) {
    char* group = nullptr;
    const unsigned long uid = std::strtoul(user, &group, 10);
    const unsigned long gid = std::strtoul(group + 1, nullptr, 10);
    char users[64];
    char groups[64];
    snprintf(users, sizeof users, "%lu %u 1", uid, getuid());
    snprintf(groups, sizeof groups, "%lu %u 1", gid, getgid());
    return unshare(CLONE_NEWUSER) == 0 && write_text("/proc/self/setgroups", "deny") &&
           write_text("/proc/self/uid_map", users) && write_text("/proc/self/gid_map", groups);
}

/// Why a server did not start.
struct Refusal {
    Step step = Step::fork;
    int error = 0;
};

/// What is to be started, and how.
struct Server {
    const char* trap = nullptr;         // "N,N,..."; none: nothing
    const char* user = nullptr;         // "UID:GID"; none: who the harness is
    const char* files = nullptr;        // the folder to mount over; none: no mount
    const char* descriptors = nullptr;  // "SOFT:HARD"; none: as the harness's are
    int witness = -1;        // descriptor of the page of a witness of the clock; -1: none
    char** words = nullptr;  // PROGRAM ARGV0 ARGUMENT...
};

/// The value of an option of that name; none if it is another.
const char* value_of(const char* option, const char* name) {
    const std::size_t size = std::strlen(name);
    const bool same = std::strncmp(option, name, size) == 0 && option[size] == '=';
    return same ? option + size + 1 : nullptr;
}

/// Reads OPTION... -- PROGRAM ARGV0 ARGUMENT... False: something of it is missing or unknown.
bool read_server(char** words, Server& server) {
    for (; *words != nullptr && std::strcmp(*words, "--") != 0; ++words) {
        if (const char* const user = value_of(*words, "user"))
            server.user = user;
        else if (const char* const trap = value_of(*words, "trap"))
            server.trap = trap;
        else if (const char* const files = value_of(*words, "files"))
            server.files = files;
        else if (const char* const descriptors = value_of(*words, "descriptors"))
            server.descriptors = descriptors;
        else if (const char* const page = value_of(*words, "witness"))
            server.witness = std::atoi(page);
        else
            return false;
    }
    if (*words == nullptr) return false;
    server.words = words + 1;
    return server.words[0] != nullptr && server.words[1] != nullptr;
}

/// Traps the calls and sends their listener to the harness. False: errno tells.
bool trap(const char* numbers, int control) {
    int calls[nemesis::most_trapped_calls];
    int count = 0;
    while (*numbers != '\0' && count < nemesis::most_trapped_calls) {
        char* end = nullptr;
        calls[count++] = static_cast<int>(std::strtol(numbers, &end, 10));
        numbers = *end == ',' ? end + 1 : end;
    }
    const int listener = nemesis::trap_calls(calls, count);
    if (listener < 0) {
        errno = -listener;
        return false;
    }
    tell(control, {.kind = Kind::listener}, 0, listener);
    close(listener);
    return true;
}

/// `limits` is "SOFT:HARD".
void limit_descriptors(const char* limits) {
    char* hard = nullptr;
    rlimit wanted{};
    wanted.rlim_cur = std::strtoull(limits, &hard, 10);
    wanted.rlim_max = std::strtoull(hard + 1, nullptr, 10);
    setrlimit(RLIMIT_NOFILE, &wanted);
}

/// Starts the witness as the server starts its programs, but as a child of pid 1.
void start_witness(int page) {
    const pid_t between = page < 0 ? -1 : fork();
    if (between > 0) {
        while (waitpid(between, nullptr, 0) < 0 && errno == EINTR) {
        }
    }
    if (between != 0) return;
    if (fork() != 0) _exit(0);
    fcntl(page, F_SETFD, 0);
    char number[16];
    snprintf(number, sizeof number, "%d", page);
    execl("/proc/self/exe", "ordeal-init", "witness", number, nullptr);
    _exit(refused);
}

/// The server's side of its start. Tells the refusal, if there is one, over the descriptor.
[[noreturn]] void become_server(int control, int told, const Server& server) {
    setsid();
    if (server.descriptors != nullptr) limit_descriptors(server.descriptors);
    Refusal refusal{Step::user, 0};
    if (server.user == nullptr || become(server.user)) {
        refusal.step = Step::trap;
        if (server.trap == nullptr || trap(server.trap, control)) {
            refusal.step = Step::exec;
            start_witness(server.witness);
            execv(server.words[0], server.words + 1);
        }
    }
    refusal.error = errno;
    while (write(told, &refusal, sizeof refusal) < 0 && errno == EINTR) {
    }
    _exit(refused);
}

/// Returns once exec was tried: the pid, or -1 and why.
pid_t start_server(int control, const Server& server, Refusal& refusal) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) {
        refusal.error = errno;
        return -1;
    }
    const pid_t pid = fork();
    if (pid == 0) become_server(control, ends[1], server);
    refusal.error = errno;
    close(ends[1]);
    ssize_t size = 0;
    while (pid > 0 && (size = read(ends[0], &refusal, sizeof refusal)) < 0 && errno == EINTR) {
    }
    close(ends[0]);
    return size == 0 ? pid : -1;
}

/// Reaps whoever ended. Ends this process, and with it the namespace, once the server has.
void reap(int control, pid_t server) {
    int status = 0;
    for (pid_t pid; (pid = waitpid(-1, &status, WNOHANG)) > 0;) {
        if (pid != server) continue;
        tell(control, {.kind = Kind::exited, .value = static_cast<std::uint32_t>(status)});
        _exit(0);
    }
}

/// Carries out one request. Ends this process when the harness has closed its end.
void serve_request(int control) {
    Request request;
    const ssize_t size = recv(control, &request, sizeof request, MSG_DONTWAIT);
    if (size == 0) _exit(0);
    if (size != sizeof request) return;
    const bool sent = kill(-1, request.signal) == 0;
    tell(control, {.kind = Kind::signalled, .error = sent ? 0 : errno});
}

[[noreturn]] void serve(int control, int signals, pid_t server) {
    pollfd waiting[2] = {{control, POLLIN, 0}, {signals, POLLIN, 0}};
    for (;;) {
        poll(waiting, 2, -1);
        if (waiting[1].revents != 0) {
            signalfd_siginfo ignored;
            while (read(signals, &ignored, sizeof ignored) > 0) {
            }
            reap(control, server);
        }
        if (waiting[0].revents != 0) serve_request(control);
    }
}

/// A descriptor that is readable when children have ended. SIGCHLD stays blocked in pid 1.
int child_signals() {
    sigset_t child;
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    sigprocmask(SIG_BLOCK, &child, nullptr);
    return signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK);
}

/// Lets go of the server's stdin and stdout, so that a pipe ends where the server closes it.
void leave_stdio() {
    dup2(STDERR_FILENO, STDIN_FILENO);
    dup2(STDERR_FILENO, STDOUT_FILENO);
}

/// Pid 1 of the node.
[[noreturn]] void run_first(int control, int outer, const Server& what) {
    die_with_process(outer);
    struct stat space{};
    stat("/proc/self/ns/pid", &space);
    tell(control, {.kind = Kind::entered, .value = space.st_ino}, getpid(), pidfd_of(getpid()));
    mount_own_folders();
    if (what.files != nullptr) mount_files(control, what.files);
    Refusal refusal;
    const pid_t server = start_server(control, what, refusal);
    if (server < 0) give_up(control, refusal.step, refusal.error);
    leave_stdio();
    const int signals = child_signals();
    if (signals < 0) give_up(control, Step::signal_descriptor, errno);
    tell(control, {.kind = Kind::started}, server);
    reap(control, server);
    serve(control, signals, server);
}

int wait_for(pid_t child) {
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int run_node(pid_t parent, int control, int network, const Server& server) {
    if (const int error = close_all_but(std::array{control, network, server.witness}))
        give_up(control, Step::close_descriptors, error);
    die_with_parent(parent);
    setsid();
    if (network >= 0 && setns(network, CLONE_NEWNET) != 0)
        give_up(control, Step::network_namespace, errno);
    if (network >= 0) close(network);
    if (unshare(CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWIPC) != 0)
        give_up(control, Step::pid_namespace, errno);
    const int self = pidfd_of(getpid());
    const pid_t first = fork();
    if (first < 0) give_up(control, Step::fork, errno);
    if (first == 0) run_first(control, self, server);
    leave_stdio();
    close(control);
    return wait_for(first);
}

int complain(const char* what) {
    dprintf(STDERR_FILENO, "cannot %s: %s\n", what, strerror(errno));
    return refused;
}

int run_inside(pid_t parent, int target, char** program) {
    if (close_all_but(std::array{target}) != 0) return complain("close inherited descriptors");
    die_with_parent(parent);
    setsid();
    char folder[4096];
    const bool known = getcwd(folder, sizeof folder) != nullptr;
    if (setns(target, CLONE_NEWNET | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC) != 0)
        return complain("enter the node's namespaces");
    if (known && chdir(folder) != 0) return complain("return to the working folder");
    const int self = pidfd_of(getpid());
    const pid_t child = fork();
    if (child < 0) return complain("fork");
    if (child > 0) return wait_for(child);
    die_with_process(self);
    execv(program[0], program + 1);
    _exit(complain("start the program"));
}

/// Holds nothing open that the server writes to.
int bear_witness(int page) {
    for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
        close(descriptor);
    nemesis::witness_clock(page);
    return refused;
}

int usage() {
    dprintf(STDERR_FILENO,
            "ordeal-init is started by the ordeal program, for each node of world `real`; it is "
            "of no use by hand.\n");
    return 254;
}

}  // namespace
}  // namespace ordeal::init

int main(int argc, char** argv) {
    using namespace ordeal::init;
    if (argc == 3 && std::strcmp(argv[1], "witness") == 0) return bear_witness(std::atoi(argv[2]));
    if (argc < 6) return usage();
    reset_signals();
    const pid_t parent = std::atoi(argv[2]);
    Server server;
    if (std::strcmp(argv[1], "node") == 0 && read_server(argv + 5, server))
        return run_node(parent, std::atoi(argv[3]), std::atoi(argv[4]), server);
    if (std::strcmp(argv[1], "enter") == 0) return run_inside(parent, std::atoi(argv[3]), argv + 4);
    return usage();
}
