#include "private_network.hpp"

#include <cstdio>

#include <grp.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "nemesis/mechanisms/home_network.hpp"

namespace ordeal::nemesis {

namespace {

constexpr unsigned nobody = 65534;
constexpr unsigned longest_seconds = 60;

#if defined(__SANITIZE_THREAD__)
constexpr bool has_thread_sanitizer = true;
#elif defined(__has_feature)
constexpr bool has_thread_sanitizer = __has_feature(thread_sanitizer);
#else
constexpr bool has_thread_sanitizer = false;
#endif

bool become_normal_user() {
    if (::geteuid() != 0) return true;
    if (::setgroups(0, nullptr) != 0 || ::setresgid(nobody, nobody, nobody) != 0 ||
        ::setresuid(nobody, nobody, nobody) != 0)
        return false;
    // Such a process is closed to itself in /proc; one that a user starts is not.
    return ::prctl(PR_SET_DUMPABLE, 1) == 0;
}

[[noreturn]] void run_in_child(User user, const std::function<void()>& body) {
    ::alarm(longest_seconds);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (user == User::normal && !become_normal_user())
        ADD_FAILURE() << "cannot become a normal user";
    else
        body();
    std::fflush(nullptr);
    ::_exit(testing::Test::HasFailure() ? 1 : 0);
}

}  // namespace

uid_t uid_of(User user) {
    if (user == User::root) return 0;
    return ::geteuid() == 0 ? nobody : ::geteuid();
}

void in_child(User user, const std::function<void()>& body) {
    if (user == User::root && ::geteuid() != 0) GTEST_SKIP() << "needs root";
    std::fflush(nullptr);
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) run_in_child(user, body);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_FALSE(WIFSIGNALED(status)) << "the child ended by signal " << WTERMSIG(status);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << "failures in the child: above";
}

void in_private_network(User user, const std::function<void()>& body) {
    if (has_thread_sanitizer && user == User::normal)
        GTEST_SKIP() << "ThreadSanitizer runs a thread of its own: no user namespace for it";
    in_child(user, [&] {
        const auto entered = enter_home_network();
        ASSERT_TRUE(entered.has_value()) << entered.error().message;
        body();
    });
}

}  // namespace ordeal::nemesis
