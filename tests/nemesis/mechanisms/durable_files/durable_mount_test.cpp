// What a program sees of a mounted DurableFolder is what it would see of a plain folder, and after
// a loss of power there is what it had made durable: random programs against a plain folder and
// against a model. With ORDEAL_LONG_TESTS in the environment there are 500 of them (5 minutes).
#include <cstdlib>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "mounted_folder.hpp"
#include "random_changes.hpp"

namespace ordeal::nemesis {
namespace {

namespace fs = std::filesystem;

/// Several lives of a program, each ended by a loss of power.
void try_random_programs(std::uint64_t seed) {
    const TemporaryFolder place;
    const fs::path data = place.path() / "data";
    const fs::path plain = place.path() / "plain";
    fs::create_directory(data);
    fs::create_directory(plain);
    auto folder = DurableFolder::open(data, place.path() / "attic");
    ASSERT_TRUE(folder) << folder.error().message;
    RandomChanges changes(data, plain, seed);
    for (int life = 0; life < 4; ++life) {
        MountedFolder mounted(**folder, data);
        mounted.inside([&] {
            const mode_t mask = ::umask(0);
            for (int i = 0; i < 150 && !testing::Test::HasFatalFailure(); ++i) {
                changes.step();
                if (i % 25 == 24) changes.compare();
            }
            changes.close_all();
            ::umask(mask);
        });
        if (testing::Test::HasFatalFailure()) return;
        ASSERT_TRUE(mounted.unmount());
        ASSERT_EQ(shown(data, false), shown(plain, false))
            << "the folder is not what the mount showed";
        const auto lost = (*folder)->lose_unsynced();
        ASSERT_TRUE(lost) << lost.error().message;
        changes.lose_power();
        ASSERT_EQ(shown(data), shown(changes.model.live)) << "after the loss of power";
        ASSERT_EQ(shown(plain), shown(changes.model.live)) << "the test's own folder";
        ASSERT_TRUE(fs::is_empty(place.path() / "attic"));
    }
}

TEST(DurableMount, ShowsWhatAPlainFolderShowsAndLosesWhatNoSyncMadeDurable) {
    if (const auto why = no_mounts()) GTEST_SKIP() << *why;
    const std::uint64_t most = std::getenv("ORDEAL_LONG_TESTS") != nullptr ? 500 : 8;
    for (std::uint64_t seed = 1; seed <= most; ++seed) {
        SCOPED_TRACE(seed);
        try_random_programs(seed);
        if (HasFatalFailure()) return;
    }
}

}  // namespace
}  // namespace ordeal::nemesis
