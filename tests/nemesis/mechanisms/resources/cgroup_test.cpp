#include "nemesis/mechanisms/resources/cgroup.hpp"

#include <filesystem>
#include <fstream>
#include <thread>

#include <gtest/gtest.h>

#include "tests/nemesis/mechanisms/resources/servant.hpp"

namespace ordeal::nemesis {
namespace {

using namespace std::chrono_literals;

TEST(CgroupPlace, ReadsMountsOfBothVersions) {
    const auto mounts = parse_cgroup_mounts(
        "30 24 0:26 / /sys/fs/cgroup ro,nosuid - tmpfs tmpfs ro\n"
        "31 30 0:27 / /sys/fs/cgroup/cpu,cpuacct rw,nosuid shared:9 - cgroup cgroup "
        "rw,cpu,cpuacct\n"
        "32 30 0:28 /docker/abc /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n"
        "nonsense\n");
    ASSERT_EQ(mounts.size(), 2U);
    EXPECT_EQ(mounts[0].folder, "/sys/fs/cgroup/cpu,cpuacct");
    EXPECT_EQ(mounts[0].root, "/");
    EXPECT_EQ(mounts[0].controllers, (std::vector<std::string>{"rw", "cpu", "cpuacct"}));
    EXPECT_EQ(mounts[1].root, "/docker/abc");
    EXPECT_TRUE(mounts[1].controllers.empty());
}

TEST(CgroupPlace, FindsOurGroup) {
    const std::string_view text = "4:cpu,cpuacct:/a/b\n3:name=systemd:/c\n0::/user.slice/x\n";
    EXPECT_EQ(parse_own_group(text, "cpu"), "/a/b");
    EXPECT_EQ(parse_own_group(text, "cpuacct"), "/a/b");
    EXPECT_EQ(parse_own_group(text, ""), "/user.slice/x");
    EXPECT_EQ(parse_own_group(text, "memory"), "/");
    EXPECT_EQ(parse_own_group("", ""), "/");
}

std::string groups_of(pid_t pid) {
    std::ifstream in("/proc/" + std::to_string(pid) + "/cgroup");
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

TEST(Cgroup, TakesProcessesAndLetsThemGo) {
    const auto place = find_cgroup_place(Controller::cpu);
    if (!place) GTEST_SKIP() << place.error().message;
    const Servant servant;
    const std::string before = groups_of(servant.pid());
    auto group = Cgroup::create(*place).value();
    ASSERT_TRUE(group->take({servant.pid()}));
    const std::string name = std::filesystem::path(group->folder()).filename();
    EXPECT_NE(groups_of(servant.pid()).find(name), std::string::npos);
    ASSERT_TRUE(group->remove());
    EXPECT_FALSE(std::filesystem::exists(group->folder()));
    EXPECT_EQ(groups_of(servant.pid()), before);
    EXPECT_TRUE(group->remove());
}

TEST(Cgroup, IsRemovedWhenItsMakerIsKilled) {
    const auto place = find_cgroup_place(Controller::cpu);
    if (!place) GTEST_SKIP() << place.error().message;
    int ends[2];
    ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
    const pid_t maker = ::fork();
    if (maker == 0) {
        auto group = Cgroup::create(*place).value();
        (void)!::write(ends[1], group->folder().c_str(), group->folder().size());
        for (;;)
            ::pause();
    }
    char name[4096] = {};
    ASSERT_GT(::read(ends[0], name, sizeof name - 1), 0);
    EXPECT_TRUE(std::filesystem::exists(name));
    ::kill(maker, SIGKILL);
    ::waitpid(maker, nullptr, 0);
    const auto deadline = std::chrono::steady_clock::now() + 30s;
    while (std::filesystem::exists(name) && std::chrono::steady_clock::now() < deadline)
        std::this_thread::yield();
    EXPECT_FALSE(std::filesystem::exists(name));
    ::close(ends[0]);
    ::close(ends[1]);
}

}  // namespace
}  // namespace ordeal::nemesis
