// Actor models, whose states are numbers of one process only, continued in another model as in
// another process; and on disk. Counts are the published ones.
#include "checker/search/check.hpp"
#include "tests/checker/register_systems.hpp"
#include "tests/checker/store/resumed.hpp"

namespace ordeal::tests {
namespace {

using checker::Memory;
using checker::Network;
using checker::SearchOptions;

template <typename A>
auto fresh_search(const A& actor, std::size_t servers, std::size_t clients,
                  checker::ActorModelOptions system) {
    return [=](const SearchOptions& options) {
        return checker::whole_check(register_system(actor, servers, clients, system), options);
    };
}

std::vector<SearchOptions> searches() {
    std::vector<SearchOptions> all;
    for (const Memory memory : {Memory::exact, Memory::fingerprint})
        for (const unsigned threads : {1U, 3U})
            all.push_back({.memory = memory, .threads = threads, .explore_all = true});
    return all;
}

TEST(ActorsStore, ARegisterIsResumed) {
    const auto search =
        fresh_search(PlainAbd{}, 3, 1, {.network = Network::ordered, .lossy = true, .history = {}});
    for (SearchOptions options : searches()) {
        options.max_states = 1;
        const auto resumed = interrupted(search, options, 400);
        EXPECT_EQ(resumed.generated, 6543U);
        EXPECT_EQ(resumed.unique, 1451U);
        EXPECT_EQ(resumed.max_depth, 18U);
        EXPECT_EQ(resumed.verdict, core::Verdict::valid);
    }
}

TEST(ActorsStore, AResumedSearchFindsTheSameCounterexample) {
    const auto search =
        fresh_search(SingleCopy{}, 2, 2, {.network = Network::unordered, .history = {}});
    for (SearchOptions options : searches()) {
        for (const bool explore_all : {false, true}) {
            options.max_states.reset();
            options.explore_all = explore_all;
            const auto whole = search(options);
            ASSERT_TRUE(whole.properties[0].path);
            options.max_states = 1;
            expect_same(whole, interrupted(search, options, 5));
        }
    }
}

TEST(ActorsStore, ALossyNetworkOnDisk) {
    const Folder folder;
    const auto search = fresh_search(SingleCopy{}, 1, 3,
                                     {.network = Network::ordered, .lossy = true, .history = {}});
    for (const Memory memory : {Memory::exact, Memory::fingerprint}) {
        SearchOptions options{.memory = memory, .explore_all = true};
        options.disk = {folder.path(), 500'000};
        const auto report = search(options);
        EXPECT_EQ(report.generated, 20'755U);
        EXPECT_EQ(report.unique, 8'114U);
        EXPECT_EQ(report.max_depth, 13U);
        EXPECT_EQ(report.verdict, core::Verdict::valid);
    }
    EXPECT_EQ(folder.files(), 0U);
}

}  // namespace
}  // namespace ordeal::tests
