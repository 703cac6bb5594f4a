// The life of world real: start, failures to start, crashes, the end.
#include <array>
#include <chrono>
#include <fstream>
#include <thread>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/worlds/program_lookup.hpp"
#include "real_world_fixture.hpp"

namespace ordeal::harness {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using std::chrono::steady_clock;
using testing::AllOf;
using testing::HasSubstr;

INSTANTIATE_TEST_SUITE_P(As, RealWorldTest, testing::Values(As::root, As::user),
                         testing::PrintToStringParamName());

std::string text_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// Ignores `signal` from here on, also one that the C library's own signal() refuses to touch.
void ignore(int signal) {
    const std::array<unsigned long, 4> ignored{1};  // the kernel's sigaction: SIG_IGN, no flags
    EXPECT_EQ(syscall(SYS_rt_sigaction, signal, ignored.data(), nullptr, std::size_t{8}), 0);
}

TEST_P(RealWorldTest, StartsServesAndLeavesNothing) {
    in_child(GetParam(), [&] {
        const auto world = started(options());
        ASSERT_TRUE(world);
        ASSERT_EQ(world->endpoints().size(), 3);
        EXPECT_EQ(world->endpoints()[2].node, "n3");
        EXPECT_EQ(world->endpoints()[2].ip, "10.77.0.3");
        EXPECT_EQ(world->endpoints()[2].port, 7000);
        for (std::size_t node = 0; node < 3; ++node)
            EXPECT_EQ(say(*world, node, "ping"), "pong");
        EXPECT_EQ(say(*world, 0, "reach 10.77.0.2 7000"), "reached");
        EXPECT_EQ(say(*world, 0, "blocked"), "0");
        EXPECT_EQ(processes_with(folder_.label()).size(), 9);  // outer, pid 1, server
        EXPECT_THAT(world->crashes(), testing::IsEmpty());
        world->stop();
        EXPECT_THAT(processes_with(folder_.label()), testing::IsEmpty());
        world->stop();
        EXPECT_THAT(world->crashes(), testing::IsEmpty());
        EXPECT_FALSE(world->enter_client_network());
        EXPECT_FALSE(world->start());
    });
    EXPECT_EQ(text_of(folder_.path() / "nodes/n2/output.log"), "listening on port 7000\n");
    EXPECT_TRUE(fs::is_directory(folder_.path() / "nodes/n2/data"));
}

TEST_P(RealWorldTest, CountsPacketsAndStarts) {
    in_child(GetParam(), [&] {
        const auto world = started(options());
        ASSERT_TRUE(world);
        EXPECT_EQ(say(*world, 0, "reach 10.77.0.2 7000"), "reached");
        world->stop();
        const core::Value figures = world->statistics();
        EXPECT_EQ(figures.find("starts")->find("n3")->as_int(), 1);
        EXPECT_GT(figures.find("network")->find("forwarded")->as_int(), 0);
    });
}

TEST_P(RealWorldTest, ServersSeeTheirOwnNamespacesOnly) {
    auto of_shell = options();
    of_shell.system.nodes = 1;
    of_shell.system.environment = {{"ID", "{node.id}"}};
    of_shell.system.command = {"/bin/sh", "-c",
                               "echo $ID in $PWD; ls /proc | grep -c '^[0-9]'; ls /proc/self/fd | "
                               "wc -l; grep SigIgn /proc/self/status; cat /proc/net/route | wc -l;"
                               "echo done; exec world-test-server --port=7000",
                               folder_.label()};
    of_shell.system.environment["PATH"] = own_folder().string() + ":/usr/bin:/bin";
    of_shell.system.ready = ReadyProbe{.log = "^listening"};
    in_child(GetParam(), [&] {
        ignore(SIGPIPE);
        ignore(32);                                   // the C library keeps it to itself
        EXPECT_GE(::open("/dev/null", O_RDONLY), 0);  // not closed on exec
        ASSERT_TRUE(started(of_shell));
    });
    const std::string said = text_of(folder_.path() / "nodes/n1/output.log");
    EXPECT_THAT(said, HasSubstr("n1 in " + (folder_.path() / "nodes/n1/data").string()));
    EXPECT_THAT(said, HasSubstr("\n4\n4\n"));  // pid 1, sh, ls, grep; 0, 1, 2 and that of ls
    EXPECT_THAT(said, HasSubstr("SigIgn:\t0000000000000000\n"));
}

TEST_P(RealWorldTest, StartsAndStopsFiveNodesQuickly) {
    auto five = options();
    five.system.nodes = 5;
    in_child(GetParam(), [&] {
        const auto begin = steady_clock::now();
        const auto world = started(five);
        const auto up = steady_clock::now();
        ASSERT_TRUE(world);
        world->stop();
        const auto down = steady_clock::now();
        const std::chrono::duration<double, std::milli> start = up - begin;
        const std::chrono::duration<double, std::milli> stop = down - up;
        std::printf("5 nodes ready after %.1f ms, gone after %.1f ms\n", start.count(),
                    stop.count());
        EXPECT_LT(start, 2000ms);  // generous: the machine may be busy with other tests
        EXPECT_LT(stop, 2000ms);
    });
}

TEST_P(RealWorldTest, ReportsACrashOnce) {
    in_child(GetParam(), [&] {
        const auto world = started(options());
        ASSERT_TRUE(world);
        EXPECT_EQ(say(*world, 1, "die 3"), "no answer");
        std::vector<Crash> crashes;
        EXPECT_TRUE(eventually([&] { return !(crashes = world->crashes()).empty(); }));
        ASSERT_EQ(crashes.size(), 1);
        EXPECT_EQ(crashes[0].node, "n2");
        EXPECT_EQ(crashes[0].how, "exit code 3");
        EXPECT_EQ(crashes[0].last_lines, "listening on port 7000");
        EXPECT_THAT(world->crashes(), testing::IsEmpty());
        EXPECT_EQ(say(*world, 0, "ping"), "pong");
    });
}

TEST_P(RealWorldTest, ANodeThatDiesAtOnceFailsTheStartAtOnce) {
    auto doomed = options({"--die=3"});
    doomed.system.ready->within = 1h;
    in_child(GetParam(), [&] {
        EXPECT_THAT(failure(doomed),
                    AllOf(HasSubstr("ended with exit code 3 before it was ready; its last lines:"),
                          HasSubstr("    first line\n    I am about to die with 3")));
        EXPECT_THAT(processes_with(folder_.label()), testing::IsEmpty());
    });
}

TEST_P(RealWorldTest, ANodeThatNeverGetsReadyFailsTheStart) {
    auto deaf = options();
    deaf.system.ready = ReadyProbe{.tcp = "{node.ip}:9999", .within = 3s};
    in_child(GetParam(), [&] {
        EXPECT_THAT(failure(deaf),
                    AllOf(testing::ContainsRegex("node n[123] was not ready within 3s"),
                          testing::ContainsRegex("TCP connect to 10.77.0.[123]:9999 failed"),
                          HasSubstr("Connection refused"),
                          HasSubstr("its last lines:\n    listening on port 7000")));
        EXPECT_THAT(processes_with(folder_.label()), testing::IsEmpty());
    });
}

TEST_P(RealWorldTest, APortClashIsInTheLastLines) {
    auto clash = options();
    clash.system.command = {"/bin/bash", "-c",
                            "exec 3< <(exec world-test-server --port=7000 $0); read line <&3; "
                            "exec world-test-server --port=7000 $0",
                            folder_.label()};
    clash.system.environment["PATH"] = own_folder().string() + ":/usr/bin:/bin";
    clash.system.ready = ReadyProbe{.log = "^listening"};
    in_child(GetParam(), [&] {
        EXPECT_THAT(failure(clash), AllOf(HasSubstr("ended with exit code 9 before it was ready"),
                                          HasSubstr("cannot listen: Address already in use")));
        EXPECT_THAT(processes_with(folder_.label()), testing::IsEmpty());
    });
}

TEST_P(RealWorldTest, AMissingBinaryIsNamed) {
    auto missing = options();
    missing.system.command = {"no-such-server"};
    auto broken = options();
    const fs::path script = folder_.path() / "script";
    std::ofstream(script) << "#!/no/such/interpreter\n";
    fs::permissions(script, fs::perms::all);
    broken.system.command = {script.string()};
    in_child(GetParam(), [&] {
        EXPECT_THAT(failure(missing), AllOf(HasSubstr("system.command: "),
                                            HasSubstr("\"no-such-server\""), HasSubstr("PATH")));
        EXPECT_THAT(failure(broken),
                    AllOf(HasSubstr("cannot execute " + script.string()), HasSubstr("interpreter"),
                          testing::ContainsRegex("node n[123]")));
    });
}

TEST_P(RealWorldTest, ABadTemplateIsNamed) {
    auto bad = options({"--id={node.idd}"});
    auto bad_probe = options();
    bad_probe.system.ready = ReadyProbe{.tcp = "{node.ipp}:1"};
    auto bad_folder = options();
    bad_folder.run_directory = "/proc/no";
    in_child(GetParam(), [&] {
        EXPECT_THAT(failure(bad), HasSubstr("system.command: argument 4, \"--id={node.idd}\""));
        EXPECT_THAT(failure(bad_probe), HasSubstr("system.ready: \"{node.ipp}:1\""));
        EXPECT_THAT(failure(bad_folder), HasSubstr("cannot make the folder /proc/no"));
    });
}

TEST_P(RealWorldTest, ProbesByHttpLogAndCommand) {
    auto http = options();
    http.system.ready = ReadyProbe{.http = "http://{node.ip}:{node.port}/ready"};
    auto log = options();
    log.system.ready = ReadyProbe{.log = "listening on port [0-9]{4}$"};
    auto command = options();
    command.system.ready = ReadyProbe{
        .command = {"/bin/sh", "-c",
                    "test \"$(readlink /proc/1/ns/net)\" = \"$(readlink /proc/self/ns/net)\" && "
                    "grep -q ordeal-init /proc/1/cmdline && grep -q {node.data} /proc/2/cmdline"}};
    in_child(GetParam(), [&] {
        for (const auto& probed : {http, log, command})
            EXPECT_TRUE(started(probed));
    });
}

TEST_P(RealWorldTest, FailingProbesTellHow) {
    auto http = options();
    http.system.ready = ReadyProbe{.http = "http://{node.ip}:{node.port}/no", .within = 8s};
    auto log = options();
    log.system.ready = ReadyProbe{.log = "never", .within = 8s};
    auto command = options();
    command.system.ready =
        ReadyProbe{.command = {"/bin/sh", "-c", "echo not yet; exit 7"}, .within = 8s};
    auto endless = options();
    endless.system.ready = ReadyProbe{.command = {"/bin/sleep", "1000"}, .within = 1s};
    in_child(GetParam(), [&] {
        EXPECT_THAT(failure(http), HasSubstr("the last time with: status 503"));
        EXPECT_THAT(failure(log), HasSubstr("the last time with: none of 1 lines matched"));
        EXPECT_THAT(failure(command), HasSubstr("the last time with: exit code 7 (\"not yet\")"));
        EXPECT_THAT(failure(endless), HasSubstr("the last time with: no end in time"));
        EXPECT_THAT(processes_with(folder_.label()), testing::IsEmpty());
    });
}

/// The promise of the house: kill -9 of the harness leaves no process, daemons included.
TEST_P(RealWorldTest, NothingSurvivesTheHarness) {
    const std::string mounts = text_of("/proc/self/mounts");
    const Child harness = start_child(GetParam(), [&](int tell) {
        const auto world = started(options({"--fork"}));
        EXPECT_EQ(::write(tell, "up", 2), 2);
        ::poll(nullptr, 0, -1);
    });
    char up[2];
    ASSERT_EQ(::read(harness.said, up, sizeof up), 2);
    const auto there = processes_with(folder_.label());
    EXPECT_EQ(there.size(), 12);  // outer, pid 1, server and its daemon, of three nodes
    ::kill(harness.pid, SIGKILL);
    EXPECT_TRUE(all_end(there, 5));
    EXPECT_THAT(processes_with(folder_.label()), testing::IsEmpty());
    EXPECT_EQ(text_of("/proc/self/mounts"), mounts);
    ::waitpid(harness.pid, nullptr, 0);
    ::close(harness.said);
}

/// As above, but the harness dies at an early moment of the start, each time another one.
TEST_P(RealWorldTest, NothingSurvivesAHarnessKilledWhileItStarts) {
    for (int delay_ms = 0; delay_ms < 24; delay_ms += 3) {
        const Child harness = start_child(GetParam(), [&](int tell) {
            auto world = RealWorld::create(options({"--fork"}));
            EXPECT_EQ(::write(tell, "up", 2), 2);
            EXPECT_TRUE((*world)->start());
            ::poll(nullptr, 0, -1);
        });
        char up[2];
        ASSERT_EQ(::read(harness.said, up, sizeof up), 2);
        ::poll(nullptr, 0, delay_ms);  // which moment of the start, not waiting for anything
        ::kill(harness.pid, SIGKILL);
        ::waitpid(harness.pid, nullptr, 0);
        ::close(harness.said);
        EXPECT_TRUE(eventually([&] { return processes_with(folder_.label()).empty(); }))
            << "killed after " << delay_ms << " ms";
    }
}

TEST_P(RealWorldTest, StopEndsAWaitForReadiness) {
    auto silent = options();
    silent.system.ready = ReadyProbe{.log = "never", .within = 1h};
    in_child(GetParam(), [&] {
        auto world = RealWorld::create(silent);
        ASSERT_TRUE(world);
        std::thread stopper([&] {
            EXPECT_TRUE(eventually([&] { return processes_with(folder_.label()).size() == 9; }));
            (*world)->stop();
        });
        EXPECT_FALSE((*world)->start());
        stopper.join();
        EXPECT_THAT(processes_with(folder_.label()), testing::IsEmpty());
    });
}

/// A terminal sends SIGINT to the harness's whole process group: the nodes are in none of it.
TEST_P(RealWorldTest, CtrlCReachesTheHarnessOnly) {
    in_child(GetParam(), [&] {
        ::setpgid(0, 0);
        ::signal(SIGINT, SIG_IGN);
        const auto world = started(options());
        ASSERT_TRUE(world);
        ::kill(0, SIGINT);
        for (std::size_t node = 0; node < 3; ++node)
            EXPECT_EQ(say(*world, node, "ping"), "pong");
        EXPECT_THAT(world->crashes(), testing::IsEmpty());
    });
}

/// The thread that starts a world or restarts a node may end: the nodes stay.
TEST_P(RealWorldTest, NodesOutliveTheThreadThatStartedThem) {
    in_child(GetParam(), [&] {
        std::unique_ptr<RealWorld> world;
        std::thread([&] { world = started(options()); }).join();
        ASSERT_TRUE(world);
        ASSERT_TRUE(world->enter_client_network());
        EXPECT_EQ(say(*world, 0, "ping"), "pong");
        EXPECT_THAT(world->crashes(), testing::IsEmpty());
    });
}

}  // namespace
}  // namespace ordeal::harness
