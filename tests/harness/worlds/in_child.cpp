#include "in_child.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <system_error>

#include <grp.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "nemesis/mechanisms/home_network.hpp"
#include "nemesis/mechanisms/open_file.hpp"

namespace ordeal::harness {

namespace fs = std::filesystem;

namespace {

constexpr unsigned longest_seconds = 120;

/// A user whose files in /proc still belong to itself, as after an ordinary login.
bool become_user() {
    if (::getuid() != 0) return true;
    return ::setgroups(0, nullptr) == 0 && ::setresgid(65534, 65534, 65534) == 0 &&
           ::setresuid(65534, 65534, 65534) == 0 && ::prctl(PR_SET_DUMPABLE, 1) == 0;
}

[[noreturn]] void run_as(As who, const std::function<void()>& body) {
    ::alarm(longest_seconds);
    if (who == As::user && !become_user()) {
        ADD_FAILURE() << "cannot change the user";
    } else if (const auto home = nemesis::enter_home_network(); !home) {
        ADD_FAILURE() << home.error().message;
    } else {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        body();
    }
    std::fflush(stdout);
    ::_exit(testing::Test::HasFailure() ? 1 : 0);
}

}  // namespace

void PrintTo(As who, std::ostream* out) {
    *out << (who == As::root ? "root" : "user");
}

std::string why_not(As who) {
    if (who == As::root && ::getuid() != 0) return "needs root";
#if defined(__SANITIZE_THREAD__)
    if (who == As::user)
        return "a thread of the sanitizer's own keeps the process from a user namespace";
#endif
    return "";
}

void in_child(As who, const std::function<void()>& body) {
    std::fflush(stdout);
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) run_as(who, body);
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0)
        << "the child's wait status is " << status << "; what failed is above";
}

Child start_child(As who, const std::function<void(int say)>& body) {
    int ends[2];
    if (::pipe(ends) != 0) return {};
    std::fflush(stdout);
    const pid_t child = ::fork();
    if (child == 0) {
        ::close(ends[0]);
        run_as(who, [&] { body(ends[1]); });
    }
    ::close(ends[1]);
    return {child, ends[0]};
}

TestFolder::TestFolder() {
    std::string name = testing::TempDir() + "ordeal-world-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) ADD_FAILURE() << "no folder " << name;
    path_ = name;
    fs::permissions(path_, fs::perms::all);
}

TestFolder::~TestFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

std::vector<pid_t> processes_with(const std::string& argument) {
    std::vector<pid_t> found;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator("/proc", error)) {
        const std::string name = entry.path().filename().string();
        pid_t pid = 0;
        std::from_chars(name.data(), name.data() + name.size(), pid);
        if (pid == 0) continue;
        std::ifstream in(entry.path() / "cmdline", std::ios::binary);
        std::ostringstream line;
        line << in.rdbuf();  // nothing, of a process that has ended meanwhile
        if (line.str().find(argument) != std::string::npos) found.push_back(pid);
    }
    return found;
}

std::string state_of(pid_t pid) {
    std::ifstream in("/proc/" + std::to_string(pid) + "/status");
    for (std::string line; std::getline(in, line);)
        if (line.starts_with("State:")) return line.substr(7, 1);
    return "gone";
}

bool all_end(const std::vector<pid_t>& pids, int seconds) {
    return std::ranges::all_of(pids, [&](pid_t pid) {
        const nemesis::FileDescriptor process(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
        pollfd waiting{process.get(), POLLIN, 0};
        return !process || ::poll(&waiting, 1, seconds * 1000) == 1;
    });
}

bool eventually(const std::function<bool()>& holds, std::chrono::seconds within) {
    const auto deadline = std::chrono::steady_clock::now() + within;
    while (!holds()) {
        if (std::chrono::steady_clock::now() > deadline) return false;
        ::poll(nullptr, 0, 1);
    }
    return true;
}

}  // namespace ordeal::harness
