// What a program sees whose system calls are trapped, and what is in its files afterwards.
#include "nemesis/mechanisms/system_calls/trapped_calls.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <sstream>
#include <string>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "remote_hands.hpp"
#include "tests/nemesis/mechanisms/private_network.hpp"

namespace ordeal::nemesis {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;
using testing::StartsWith;

constexpr int appends = O_WRONLY | O_CREAT | O_APPEND;
constexpr int writes = O_RDWR | O_CREAT;

/// A node with trapped calls in a child process, as root or as a normal user.
class Trapped {
  public:
    Trapped(const fs::path& folder, const std::vector<std::string>& calls)
        : folder_(folder), hands_(numbers(calls)) {
        auto listener = hands_.listener();
        EXPECT_TRUE(listener) << core::errno_text(-listener.get());
        calls_.watch("n1", folder_, std::move(listener));
    }

    static std::vector<int> numbers(const std::vector<std::string>& calls) {
        const auto set = call_numbers(calls).value();
        return {set.begin(), set.end()};
    }

    void begin(FaultId fault, CallAction action, const std::vector<std::string>& calls,
               const std::function<void(CallRule&)>& more = {}) {
        CallRule rule{.action = action, .calls = call_numbers(calls).value(), .error = EIO};
        if (more) more(rule);
        calls_.begin(fault, "n1", rule);
    }
    CallReport end(FaultId fault) { return calls_.end(fault, "n1"); }

    std::string path(const std::string& file) const { return (folder_ / file).string(); }
    std::string content(const std::string& file) const {
        std::ostringstream text;
        text << std::ifstream(folder_ / file).rdbuf();
        return text.str();
    }

    RemoteHands& hands() { return hands_; }
    TrappedCalls& calls() { return calls_; }

  private:
    fs::path folder_;
    RemoteHands hands_;
    TrappedCalls calls_{42, [this](FaultId, const Node&) { ::kill(hands_.pid(), SIGKILL); }};
};

class TrappedCallsTest : public testing::TestWithParam<User> {
  protected:
    void SetUp() override {
        std::string name = testing::TempDir() + "ordeal-trap-XXXXXX";
        ASSERT_NE(::mkdtemp(name.data()), nullptr);
        folder_ = name;
        fs::create_directory(folder_ / "data");
        for (const auto& each : {folder_, folder_ / "data"})
            fs::permissions(each, fs::perms::all);
    }
    void TearDown() override { fs::remove_all(folder_); }

    void with(const std::vector<std::string>& calls, const std::function<void(Trapped&)>& body) {
        in_child(GetParam(), [&] {
            Trapped trapped(folder_ / "data", calls);
            body(trapped);
        });
    }

    fs::path folder_;
};

TEST_P(TrappedCallsTest, TheMachineCan) {
    in_child(GetParam(), [] {
        const auto available = disk_faults_available();
        EXPECT_TRUE(available.has_value()) << available.error().message;
    });
}

TEST_P(TrappedCallsTest, WithoutAFaultEverythingIsDone) {
    with({"write", "read", "sync", "open", "allocate", "rename", "unlink"}, [](Trapped& node) {
        auto& hands = node.hands();
        const long file = hands.open(node.path("log"), appends);
        EXPECT_GE(file, 0);
        EXPECT_EQ(hands.call(SYS_write, {file, first_text, 5}, "hello").value, 5);
        EXPECT_EQ(hands.call(SYS_writev, {file, both_texts, 2}, " you", " two").value, 8);
        EXPECT_EQ(hands.call(SYS_fsync, {file}).value, 0);
        EXPECT_EQ(hands.call(SYS_fsync, {-1}).error, EBADF);
        EXPECT_EQ(node.content("log"), "hello you two");
        EXPECT_EQ(hands.call(SYS_unlinkat, {AT_FDCWD, first_text, 0}, node.path("log")).value, 0);
    });
}

TEST_P(TrappedCallsTest, AFailedCallIsNotDoneUntilTheFaultEnds) {
    with({"write"}, [](Trapped& node) {
        auto& hands = node.hands();
        const long file = hands.open(node.path("log"), appends);
        node.begin(7, CallAction::fail, {"write"});
        const CallResult failed = hands.call(SYS_write, {file, first_text, 1}, "a");
        EXPECT_EQ(failed, (CallResult{SYS_write, -1, EIO}));
        const CallReport report = node.end(7);
        EXPECT_EQ(report.at("log").at("write"), (CallCounts{.matched = 1, .hit = 1}));
        EXPECT_EQ(hands.call(SYS_write, {file, first_text, 1}, "b").value, 1);
        EXPECT_EQ(node.content("log"), "b");
    });
}

TEST_P(TrappedCallsTest, OtherFilesAndFoldersSocketsAndPipesAreNotTouched) {
    with({"write"}, [this](Trapped& node) {
        auto& hands = node.hands();
        node.begin(7, CallAction::fail, {"write"}, [](CallRule& rule) { rule.files = "*wal*"; });
        const long wal = hands.open(node.path("0.wal"), appends);
        const long other = hands.open(node.path("db"), appends);
        const long outside = hands.open((folder_ / "wal").string(), appends);
        EXPECT_EQ(hands.call(SYS_write, {wal, first_text, 1}, "a").error, EIO);
        EXPECT_EQ(hands.call(SYS_write, {other, first_text, 1}, "a").value, 1);
        EXPECT_EQ(hands.call(SYS_write, {outside, first_text, 1}, "a").value, 1);
        const long null = hands.open("/dev/null", O_WRONLY);
        EXPECT_EQ(hands.call(SYS_write, {null, first_text, 1}, "a").value, 1);
        EXPECT_EQ(hits(node.end(7)), 1U);
    });
}

TEST_P(TrappedCallsTest, DeletedAndRenamedFilesGoByTheirNames) {
    with({"write"}, [](Trapped& node) {
        auto& hands = node.hands();
        const long gone = hands.open(node.path("gone"), appends);
        const long moved = hands.open(node.path("before"), appends);
        fs::remove(node.path("gone"));
        fs::rename(node.path("before"), node.path("after"));
        node.begin(7, CallAction::fail, {"write"});
        EXPECT_EQ(hands.call(SYS_write, {gone, first_text, 1}, "a").error, EIO);
        EXPECT_EQ(hands.call(SYS_write, {moved, first_text, 1}, "a").error, EIO);
        const CallReport report = node.end(7);
        EXPECT_TRUE(report.contains("gone"));
        EXPECT_TRUE(report.contains("after"));
    });
}

TEST_P(TrappedCallsTest, PathsOfCallsAreResolved) {
    with({"open", "rename", "unlink"}, [](Trapped& node) {
        auto& hands = node.hands();
        const long folder = hands.open(node.path(""), O_RDONLY | O_DIRECTORY);
        node.begin(7, CallAction::fail, {"open", "rename", "unlink"},
                   [](CallRule& rule) { rule.files = "x"; });
        EXPECT_EQ(hands.call(SYS_openat, {folder, first_text, writes, 0644}, "x").error, EIO);
        EXPECT_EQ(hands.call(SYS_openat, {folder, first_text, writes, 0644}, "./a/../x").error,
                  EIO);
        EXPECT_EQ(hands.call(SYS_unlinkat, {AT_FDCWD, first_text, 0}, node.path("x")).error, EIO);
        const long made = hands.call(SYS_openat, {folder, first_text, writes, 0644}, "y").value;
        EXPECT_GE(made, 0);
        EXPECT_EQ(
            hands.call(SYS_renameat2, {folder, first_text, folder, second_text, 0}, "y", "x").error,
            EIO);
        EXPECT_EQ(hits(node.end(7)), 4U);
    });
}

TEST_P(TrappedCallsTest, AFullDiskTakesNothingMore) {
    with({"write", "open", "allocate"}, [](Trapped& node) {
        auto& hands = node.hands();
        const long file = hands.open(node.path("log"), writes);
        node.begin(7, CallAction::fail, {"write", "open", "allocate"},
                   [](CallRule& rule) { rule.error = ENOSPC; });
        EXPECT_EQ(hands.call(SYS_pwrite64, {file, first_text, 1, 0}, "a").error, ENOSPC);
        EXPECT_EQ(hands.call(SYS_fallocate, {file, 0, 0, 4096}).error, ENOSPC);
        EXPECT_GE(hands.open(node.path("log"), O_RDONLY), 0);
        EXPECT_LT(hands.open(node.path("more"), writes), 0);
        node.end(7);
        EXPECT_GE(hands.open(node.path("more"), writes), 0);
    });
}

TEST_P(TrappedCallsTest, ALieSaysThatItWasDone) {
    with({"sync"}, [](Trapped& node) {
        auto& hands = node.hands();
        const long file = hands.open(node.path("log"), writes);
        const long mapped = hands.call(SYS_mmap, {0, 4096, PROT_READ, MAP_SHARED, file, 0}).value;
        // The kernel refuses these arguments, so 0 means that it was never asked.
        EXPECT_EQ(hands.call(SYS_sync_file_range, {file, 0, 0, 0x1000}).error, EINVAL);
        EXPECT_EQ(hands.call(SYS_msync, {mapped, 4096, 0x1000}).error, EINVAL);
        node.begin(7, CallAction::lie, {"sync"});
        EXPECT_EQ(hands.call(SYS_sync_file_range, {file, 0, 0, 0x1000}).value, 0);
        EXPECT_EQ(hands.call(SYS_msync, {mapped, 4096, 0x1000}).value, 0);
        EXPECT_EQ(hands.call(SYS_fdatasync, {file}).value, 0);
        const CallReport report = node.end(7);
        EXPECT_EQ(report.at("log").at("msync").hit, 1U);
        EXPECT_EQ(report.at("log").at("fdatasync").hit, 1U);
        EXPECT_EQ(hands.call(SYS_sync_file_range, {file, 0, 0, 0x1000}).error, EINVAL);
    });
}

TEST_P(TrappedCallsTest, ASlowCallIsDoneLater) {
    with({"sync"}, [](Trapped& node) {
        auto& hands = node.hands();
        const long file = hands.open(node.path("log"), writes);
        node.begin(7, CallAction::delay, {"sync"},
                   [](CallRule& rule) { rule.latency = {Distribution::constant, 50ms, {}}; });
        const auto begun = std::chrono::steady_clock::now();
        EXPECT_EQ(hands.call(SYS_fsync, {file}), (CallResult{SYS_fsync, 0, 0}));
        EXPECT_GE(std::chrono::steady_clock::now() - begun, 50ms);
        EXPECT_EQ(node.end(7).at("log").at("fsync").delayed, core::Nanoseconds(50ms));
    });
}

TEST_P(TrappedCallsTest, ASlowCallHoldsUpNoOtherAndEndsWithItsFault) {
    with({"sync"}, [](Trapped& node) {
        auto& hands = node.hands();
        const long slow = hands.open(node.path("slow"), writes);
        const long fast = hands.open(node.path("fast"), writes);
        node.begin(7, CallAction::delay, {"sync"}, [](CallRule& rule) {
            rule.files = "slow";
            rule.latency = {Distribution::constant, 24h, {}};
        });
        hands.ask(SYS_fsync, {slow});
        hands.ask(SYS_fdatasync, {fast});
        EXPECT_EQ(hands.next(), (CallResult{SYS_fdatasync, 0, 0}));
        node.end(7);
        EXPECT_EQ(hands.next(), (CallResult{SYS_fsync, 0, 0}));
    });
}

TEST_P(TrappedCallsTest, AStoppedNodeGoesOn) {
    with({"sync"}, [](Trapped& node) {
        auto& hands = node.hands();
        const long file = hands.open(node.path("log"), writes);
        node.begin(7, CallAction::delay, {"sync"},
                   [](CallRule& rule) { rule.latency = {Distribution::constant, 10ms, {}}; });
        hands.ask(SYS_fsync, {file});
        ::kill(hands.pid(), SIGSTOP);
        ::poll(nullptr, 0, 30);
        ::kill(hands.pid(), SIGCONT);
        EXPECT_EQ(hands.next(), (CallResult{SYS_fsync, 0, 0}));
    });
}

TEST_P(TrappedCallsTest, SignalsDoNotEndADelay) {
    with({"sync"}, [](Trapped& node) {
        auto& hands = node.hands();
        const long file = hands.open(node.path("log"), writes);
        node.begin(7, CallAction::delay, {"sync"},
                   [](CallRule& rule) { rule.latency = {Distribution::constant, 60ms, {}}; });
        const auto begun = std::chrono::steady_clock::now();
        hands.ask(SYS_fsync, {file});
        for (int i = 0; i < 10; ++i) {
            ::kill(hands.pid(), SIGUSR1);
            ::poll(nullptr, 0, 2);
        }
        EXPECT_EQ(hands.next(), (CallResult{SYS_fsync, 0, 0}));
        EXPECT_GE(std::chrono::steady_clock::now() - begun, 60ms);
    });
}

TEST_P(TrappedCallsTest, AServerMayHaveAFilterOfItsOwn) {
    in_child(GetParam(), [this] {
        RemoteHands hands(Trapped::numbers({"sync"}), SYS_getppid);
        TrappedCalls calls(42, {});
        calls.watch("n1", folder_ / "data", hands.listener());
        calls.begin(7, "n1", {.calls = call_numbers({"sync"}).value(), .error = EIO});
        EXPECT_EQ(hands.call(SYS_getppid, {}).error, EPERM);
        const long file = hands.open((folder_ / "data" / "log").string(), writes);
        EXPECT_EQ(hands.call(SYS_fsync, {file}).error, EIO);
    });
}

TEST_P(TrappedCallsTest, ANodeThatIsKilledWhileItWaitsIsGone) {
    with({"sync"}, [](Trapped& node) {
        auto& hands = node.hands();
        const long file = hands.open(node.path("log"), writes);
        node.begin(7, CallAction::delay, {"sync"},
                   [](CallRule& rule) { rule.latency = {Distribution::constant, 24h, {}}; });
        hands.ask(SYS_fsync, {file});
        ::kill(hands.pid(), SIGKILL);
        const int status = hands.wait();
        EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
        node.end(7);
    });
}

TEST_P(TrappedCallsTest, AKillAtACallComesBeforeItIsDone) {
    with({"write"}, [](Trapped& node) {
        auto& hands = node.hands();
        const long file = hands.open(node.path("log"), appends);
        node.begin(7, CallAction::kill, {"write"}, [](CallRule& rule) { rule.nth = 3; });
        EXPECT_EQ(hands.call(SYS_write, {file, first_text, 1}, "a").value, 1);
        EXPECT_EQ(hands.call(SYS_write, {file, first_text, 1}, "b").value, 1);
        EXPECT_EQ(hands.call(SYS_write, {file, first_text, 1}, "c"), CallResult());
        const int status = hands.wait();
        EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
        EXPECT_EQ(node.content("log"), "ab");
        EXPECT_EQ(node.end(7).at("log").at("write"), (CallCounts{.matched = 3, .hit = 1}));
    });
}

constexpr std::uint64_t first_size = 4000;
constexpr std::uint64_t second_size = 2000;

/// Asks for one torn write into a file of two bytes and returns what is in the file then.
std::string torn(Trapped& node, long number, int flags, std::vector<long> more) {
    std::ofstream(node.path("log")) << "##";
    auto& hands = node.hands();
    const long file = hands.open(node.path("log"), flags);
    node.begin(7, CallAction::tear, {"write"});
    more.insert(more.begin(), file);
    EXPECT_EQ(hands.call(number, more, std::string(first_size, 'x'), std::string(second_size, 'y')),
              CallResult());
    hands.wait();
    const CallCounts counts = node.end(7).begin()->second.begin()->second;
    const std::string content = node.content("log");
    const auto written = std::ranges::count(content, 'x') + std::ranges::count(content, 'y');
    EXPECT_GT(counts.bytes_lost, 0U);
    EXPECT_EQ(static_cast<std::uint64_t>(written) + counts.bytes_lost,
              number == SYS_writev ? first_size + second_size : first_size);
    EXPECT_EQ(content.size() % 512, 0U);
    return content;
}

TEST_P(TrappedCallsTest, ATornAppendLeavesItsBeginning) {
    with({"write"}, [](Trapped& node) {
        EXPECT_THAT(torn(node, SYS_write, appends, {first_text, first_size}), StartsWith("##x"));
    });
}

TEST_P(TrappedCallsTest, ATornWriteGoesWhereItShould) {
    with({"write"}, [](Trapped& node) {
        EXPECT_THAT(torn(node, SYS_pwrite64, writes, {first_text, first_size, 4}),
                    StartsWith(std::string("##\0\0x", 5)));
    });
}

TEST_P(TrappedCallsTest, ATornVectorIsTornAnywhere) {
    with({"write"}, [](Trapped& node) {
        EXPECT_THAT(torn(node, SYS_writev, writes, {both_texts, 2}), StartsWith("x"));
    });
}

TEST_P(TrappedCallsTest, ASectorIsWrittenWholeOrNotAtAll) {
    with({"write"}, [](Trapped& node) {
        auto& hands = node.hands();
        const long file = hands.open(node.path("log"), appends);
        EXPECT_EQ(hands.call(SYS_write, {file, first_text, 300}, std::string(300, 'a')).value, 300);
        node.begin(7, CallAction::tear, {"write"});
        EXPECT_EQ(hands.call(SYS_write, {file, first_text, 200}, std::string(200, 'b')),
                  CallResult());
        hands.wait();
        EXPECT_EQ(node.content("log"), std::string(300, 'a'));
        EXPECT_EQ(node.end(7).at("log").at("write").bytes_lost, 200U);
    });
}

TEST_P(TrappedCallsTest, TheWaysAroundAreShut) {
    with({"sync"}, [](Trapped& node) {
        auto& hands = node.hands();
        EXPECT_EQ(hands.call(SYS_io_uring_setup, {8, first_text}, "").error, ENOSYS);
        EXPECT_EQ(hands.call(SYS_io_setup, {8, first_text}, "").error, ENOSYS);
#if defined(__x86_64__)
        EXPECT_EQ(hands.call(0x40000000 | SYS_fsync, {1}).error, ENOSYS);
#endif
    });
}

TEST_P(TrappedCallsTest, ALaterLifeIsHitByAnEarlierFault) {
    in_child(GetParam(), [this] {
        const auto numbers = Trapped::numbers({"sync"});
        RemoteHands first(numbers);
        RemoteHands second(numbers);
        TrappedCalls calls(42, {});
        calls.watch("n1", folder_ / "data", first.listener());
        calls.begin(7, "n1", {.calls = call_numbers({"sync"}).value(), .error = EIO});
        ::kill(first.pid(), SIGKILL);
        first.wait();
        calls.watch("n1", folder_ / "data", second.listener());
        const long file = second.open((folder_ / "data" / "log").string(), writes);
        EXPECT_EQ(second.call(SYS_fsync, {file}).error, EIO);
        EXPECT_EQ(hits(calls.end(7, "n1")), 1U);
    });
}

INSTANTIATE_TEST_SUITE_P(Users, TrappedCallsTest, testing::Values(User::root, User::normal),
                         [](const auto& parameter) {
                             return std::string(parameter.param == User::root ? "root" : "user");
                         });

}  // namespace
}  // namespace ordeal::nemesis
