// Symmetry together with the disk: orbits are those of a search by itself.
#include "checker/search/check.hpp"
#include "examples/two-phase-commit/two_phase_commit.hpp"
#include "tests/checker/store/resumed.hpp"

namespace ordeal::tests {
namespace {

using checker::Memory;
using checker::SearchOptions;

const auto search = [](const SearchOptions& options) {
    return checker::check(examples::TwoPhaseCommit{7}, options);
};

TEST(SymmetryStore, OrbitsAreResumed) {
    for (const Memory memory : {Memory::exact, Memory::fingerprint})
        for (const unsigned threads : {1U, 3U}) {
            SearchOptions options{
                .memory = memory, .threads = threads, .explore_all = true, .symmetry = true};
            const auto whole = search(options);
            options.max_states = 1;
            const auto resumed = interrupted(search, options, 150);
            EXPECT_EQ(resumed.unique, 920U);
            expect_same(whole, resumed);
            // A state in which the search was stopped is expanded twice, and merges twice.
            EXPECT_GE(resumed.reductions.merged, whole.reductions.merged);
            EXPECT_LT(resumed.reductions.merged, whole.reductions.merged * 11 / 10);
        }
}

TEST(SymmetryStore, OrbitsOnDisk) {
    const Folder folder;
    SearchOptions options{.explore_all = true, .symmetry = true};
    const auto whole = search(options);
    options.disk = {folder.path(), 500'000};
    const auto on_disk = search(options);
    EXPECT_EQ(on_disk.unique, 920U);
    expect_same(whole, on_disk);
}

TEST(SymmetryStore, PartialOrderIsRefused) {
    const Folder folder;
    SearchOptions options{.partial_order = true};
    options.checkpoint.path = folder.file("search");
    const auto report = search(options);
    EXPECT_EQ(report.verdict, core::Verdict::unknown);
    EXPECT_NE(report.stopped, "");
    EXPECT_EQ(folder.files(), 0U);
}

}  // namespace
}  // namespace ordeal::tests
