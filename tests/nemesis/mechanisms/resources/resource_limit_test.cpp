// Each limit as the process under it sees it, before, meanwhile and afterwards.
#include "nemesis/mechanisms/resources/resource_limit.hpp"

#include <chrono>
#include <thread>

#include <gtest/gtest.h>
#include <sys/resource.h>

#include "nemesis/mechanisms/resources/cgroup_limit.hpp"
#include "nemesis/mechanisms/resources/cgroup_place.hpp"
#include "nemesis/mechanisms/resources/process_limit.hpp"
#include "tests/nemesis/mechanisms/resources/servant.hpp"

namespace ordeal::nemesis {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t mebibyte = 1 << 20;

std::unique_ptr<ResourceLimit> held(std::unique_ptr<ResourceLimit> limit, const Servant& servant) {
    const auto done = limit->hold({servant.pid()});
    EXPECT_TRUE(done) << done.error().message;
    return limit;
}

core::Value lifted(ResourceLimit& limit, const Servant& servant) {
    const auto evidence = limit.lift({servant.pid()});
    EXPECT_TRUE(evidence) << evidence.error().message;
    return evidence.value_or(core::Value::object({}));
}

std::int64_t figure(const core::Value& evidence, std::string_view name) {
    const auto* found = evidence.find(name);
    return found != nullptr ? found->as_int() : -1;
}

TEST(DescriptorLimit, NoMoreAreOpenedUntilItIsLifted) {
    Servant servant;
    EXPECT_EQ(servant.open_files(100), 100);
    const auto limit = held(limit_by_prlimit(Resource::descriptors, 40), servant);
    EXPECT_LT(servant.open_files(100), 40);
    const auto evidence = lifted(*limit, servant);
    EXPECT_EQ(servant.open_files(100), 100);
    EXPECT_EQ(*evidence.find("by"), core::Value("prlimit RLIMIT_NOFILE"));
    EXPECT_EQ(figure(evidence, "seen-at-limit"), 0);  // what it had opened it had closed again
    EXPECT_FALSE(limit->bit());
}

TEST(DescriptorLimit, BelowWhatIsOpenIsSeenAtOnce) {
    Servant servant;
    const auto limit = held(limit_by_prlimit(Resource::descriptors, 3), servant);
    EXPECT_EQ(servant.open_files(1), 0);
    EXPECT_TRUE(limit->bit());
    EXPECT_GT(figure(lifted(*limit, servant), "seen-at-limit"), 0);
    EXPECT_EQ(servant.open_files(1), 1);
}

TEST(DescriptorLimit, OfAProcessThatWasForkedMeanwhileIsLiftedToo) {
    const Servant parent;
    rlimit usual{};
    ::getrlimit(RLIMIT_NOFILE, &usual);
    auto limit = held(limit_by_prlimit(Resource::descriptors, 40), parent);
    const Servant child;  // as if the parent had forked it
    const rlimit inherited{40, usual.rlim_max};
    ::prlimit(child.pid(), RLIMIT_NOFILE, &inherited, nullptr);
    ASSERT_TRUE(limit->lift({parent.pid(), child.pid()}));
    for (const pid_t pid : {parent.pid(), child.pid()}) {
        rlimit now{};
        ::prlimit(pid, RLIMIT_NOFILE, nullptr, &now);
        EXPECT_EQ(now.rlim_cur, usual.rlim_cur);
    }
}

TEST(MemoryLimitOfProcesses, RefusesMoreUntilItIsLifted) {
    Servant servant;
    EXPECT_EQ(servant.take_memory(64 * mebibyte), 1);
    const auto limit = held(limit_by_prlimit(Resource::memory, 1.0 * mebibyte), servant);
    EXPECT_EQ(servant.take_memory(64 * mebibyte), 0);
    lifted(*limit, servant);
    EXPECT_EQ(servant.take_memory(64 * mebibyte), 1);
}

TEST(ProcessLimitOfUsers, RefusesMoreUntilItIsLiftedUnlessTheyMayDoEverything) {
    Servant servant;
    EXPECT_EQ(servant.start_processes(3), 3);
    const auto limit = held(limit_by_prlimit(Resource::processes, 1), servant);
    EXPECT_EQ(servant.start_processes(3), process_limit_holds() ? 0 : 3);
    lifted(*limit, servant);
    EXPECT_EQ(servant.start_processes(3), 3);
}

TEST(ProcessLimitOfUsers, EachProcessIsSeenWithAllThatItsUserHas) {
    const Servant one;
    const Servant other;
    const auto limit = limit_by_prlimit(Resource::processes, 3);
    ASSERT_TRUE(limit->hold({one.pid(), other.pid()}));
    EXPECT_TRUE(limit->bit());
    const auto evidence = limit->lift({one.pid(), other.pid()});
    ASSERT_TRUE(evidence);
    EXPECT_GE(figure(*evidence, "most-used"), 3) << "they, and this one";
    EXPECT_EQ(figure(*evidence, "seen-at-limit"), 2);
}

/// A limit by control group; null: this machine lets us make none.
std::unique_ptr<ResourceLimit> by_group(Resource resource, Controller controller, double amount) {
    if (!find_cgroup_place(controller)) return nullptr;
    auto limit = limit_by_cgroup(resource, amount);
    EXPECT_TRUE(limit) << limit.error().message;
    return std::move(*limit);
}

TEST(CpuLimit, LeavesItsShareOfAProcessor) {
    Servant servant;
    auto limit = by_group(Resource::cpu, Controller::cpu, 0.1);
    if (!limit) GTEST_SKIP() << find_cgroup_place(Controller::cpu).error().message;
    limit = held(std::move(limit), servant);
    const auto begin = std::chrono::steady_clock::now();
    servant.compute(40'000'000);
    // Of 40 ms at a tenth of a processor, all but the first period of 50 ms takes ten times as
    // long.
    EXPECT_GE(std::chrono::steady_clock::now() - begin, 250ms);
    const auto evidence = lifted(*limit, servant);
    EXPECT_TRUE(limit->bit());
    EXPECT_GE(figure(evidence, "periods-throttled"), 4);
    EXPECT_GE(figure(evidence, "throttled-ns"), 150'000'000);
}

TEST(MemoryLimit, EndsWhoTakesMore) {
    Servant servant;
    auto limit = by_group(Resource::memory, Controller::memory, 16.0 * mebibyte);
    if (!limit) GTEST_SKIP() << find_cgroup_place(Controller::memory).error().message;
    limit = held(std::move(limit), servant);
    EXPECT_EQ(servant.take_memory(4 * mebibyte), 1);
    EXPECT_EQ(servant.take_memory(256 * mebibyte), -1);
    const auto evidence = lifted(*limit, servant);
    EXPECT_TRUE(limit->bit());
    EXPECT_GT(figure(evidence, "limit-reached"), 0);
    EXPECT_EQ(figure(evidence, "processes-killed"), 1);
}

TEST(MemoryLimit, IsLifted) {
    Servant servant;
    auto limit = by_group(Resource::memory, Controller::memory, 16.0 * mebibyte);
    if (!limit) GTEST_SKIP() << find_cgroup_place(Controller::memory).error().message;
    limit = held(std::move(limit), servant);
    lifted(*limit, servant);
    EXPECT_EQ(servant.take_memory(64 * mebibyte), 1);
    EXPECT_FALSE(limit->bit());
}

TEST(ProcessLimit, LeavesSoManyMore) {
    Servant servant;
    auto limit = by_group(Resource::processes, Controller::pids, 2);
    if (!limit) GTEST_SKIP() << find_cgroup_place(Controller::pids).error().message;
    limit = held(std::move(limit), servant);
    EXPECT_EQ(servant.start_processes(10), 2);
    const auto evidence = lifted(*limit, servant);
    EXPECT_TRUE(limit->bit());
    EXPECT_EQ(figure(evidence, "refused"), 1);
    EXPECT_EQ(servant.start_processes(10), 10);
}

TEST(Limits, DoNotMindProcessesThatHaveEnded) {
    pid_t ended = 0;
    {
        const Servant servant;
        ended = servant.pid();
    }
    const auto limit = limit_by_prlimit(Resource::descriptors, 10);
    EXPECT_TRUE(limit->hold({ended}));
    EXPECT_TRUE(limit->lift({ended}));
    if (auto group = by_group(Resource::cpu, Controller::cpu, 0.5)) {
        EXPECT_TRUE(group->hold({ended}));
        EXPECT_TRUE(group->lift({ended}));
    }
}

TEST(Means, AreTriedAndNamed) {
    EXPECT_EQ(means_to_limit(Resource::descriptors).value(), Means::prlimit);
    EXPECT_TRUE(means_to_limit(Resource::cpu));
    EXPECT_TRUE(means_to_limit(Resource::memory));
    if (const auto means = means_to_limit(Resource::processes); !means) {
        EXPECT_NE(means.error().message.find("root"), std::string::npos) << means.error().message;
    }
}

}  // namespace
}  // namespace ordeal::nemesis
