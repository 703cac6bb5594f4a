// Searches on disk, with little memory, against those in memory.
#include <set>

#include "checker/search/check.hpp"
#include "tests/checker/store/resumed.hpp"
#include "tests/checker/two_phase_commit.hpp"
#include "tests/checker/web.hpp"

namespace ordeal::tests {
namespace {

using checker::Memory;
using checker::SearchOptions;

struct Bytes {
    std::vector<std::uint8_t> all;
    explicit Bytes(std::uint64_t number) {
        for (; number > 0; number /= 10)
            all.push_back(static_cast<std::uint8_t>(number % 10));
    }
};

constexpr std::size_t least = 500'000;

TEST(VisitedOnDisk, AgreesWithASet) {
    const Folder folder;
    for (const bool exact : {false, true}) {
        checker::VisitedOnDisk visited(folder.path(), exact, least);
        std::set<std::uint64_t> known;
        core::Random random(1);
        std::vector<std::uint64_t> asked;  // since the last time
        std::vector<bool> seen;
        const auto settle = [&] {
            ASSERT_TRUE(visited.resolve(seen, [] { return true; }).value_or(false));
            ASSERT_EQ(seen.size(), asked.size());
            for (std::size_t i = 0; i < asked.size(); ++i)
                ASSERT_EQ(seen[i], !known.insert(asked[i]).second) << asked[i];
            asked.clear();
        };
        for (int i = 0; i < 200'000; ++i) {
            const std::uint64_t state = 1 + random.below(150'000);
            // Exact: ten states have each print.
            const std::uint64_t print = core::hash_number(exact ? state / 10 : state) | 1;
            if (visited.add(print, Bytes(state).all)) asked.push_back(state);
            if (visited.full()) {
                settle();
                ASSERT_TRUE(visited.spill());
            } else if (random.chance(0.0005)) {
                settle();
            }
        }
        settle();
        EXPECT_GT(visited.spills(), 5U);
        EXPECT_GT(visited.bytes_on_disk(), 0U);
    }
    EXPECT_EQ(folder.files(), 0U);
}

template <typename M>
void expect_same_on_disk(const M& model, SearchOptions options) {
    const Folder folder;
    const auto whole = checker::whole_check(model, options);
    options.disk = {folder.path(), least};
    const auto on_disk = checker::whole_check(model, options);
    expect_same(whole, on_disk);
    EXPECT_GT(on_disk.disk_bytes, 0U);
    EXPECT_LT(on_disk.visited_bytes, least * 5 / 4);
    EXPECT_EQ(folder.files(), 0U);
}

TEST(OnDisk, TwoPhaseCommitWithAnEighthOfItsStatesInMemory) {
    for (const Memory memory : {Memory::exact, Memory::fingerprint})
        expect_same_on_disk(TwoPhaseCommit{7}, {.memory = memory, .explore_all = true});
}

TEST(OnDisk, RandomModelsWithEveryKindOfProperty) {
    core::Random random(2);
    for (int i = 0; i < 40; ++i) {
        const auto nodes = static_cast<std::uint32_t>(random.between(2, 40));
        const Web web = random_web(random, nodes);
        for (const Memory memory : {Memory::exact, Memory::fingerprint})
            for (const bool explore_all : {false, true})
                expect_same_on_disk(web, {.memory = memory, .explore_all = explore_all});
        ASSERT_FALSE(testing::Test::HasFailure()) << "model " << i;
    }
}

/// Random numbers that lead to others, and one far away that should never be seen.
struct Maze {
    struct State {
        std::uint64_t number = 0;
        bool operator==(const State&) const = default;
    };
    using Action = std::uint64_t;

    std::uint64_t states = 100'000;
    std::uint64_t wrong = 0;

    std::vector<State> initial_states() const { return {{1}}; }
    void actions(const State& state, std::vector<Action>& out) const {
        for (std::uint64_t i = 0; i < 3; ++i)
            out.push_back(core::hash_combine(state.number, i) % states);
    }
    bool apply(State& state, Action action) const {
        state.number = action;
        return true;
    }
    std::vector<checker::Property<Maze>> properties() const {
        return {checker::always<Maze>("not there", [](const Maze& maze, const State& state) {
            return state.number != maze.wrong;
        })};
    }
};

TEST(OnDisk, CounterexamplesAreTheShortest) {
    core::Random random(3);
    for (int i = 0; i < 6; ++i) {
        const Maze maze{100'000, random.below(100'000)};
        for (const Memory memory : {Memory::exact, Memory::fingerprint})
            expect_same_on_disk(maze, {.memory = memory, .explore_all = i % 2 == 0});
    }
}

TEST(OnDisk, LimitsOnStatesAndDepthAreExact) {
    const Folder folder;
    for (const Memory memory : {Memory::exact, Memory::fingerprint}) {
        SearchOptions options{.memory = memory, .explore_all = true};
        options.disk = {folder.path(), least};
        for (const std::uint64_t states : {1, 1000, 70'000}) {
            options.max_states = states;
            const auto report = checker::whole_check(Maze{}, options);
            EXPECT_EQ(report.unique, states);
            EXPECT_EQ(report.stopped, "the limit on states");
        }
        options.max_states.reset();
        options.max_depth = 8;
        SearchOptions in_memory = options;
        in_memory.disk = {};
        expect_same(checker::whole_check(Maze{}, in_memory), checker::whole_check(Maze{}, options));
    }
}

TEST(OnDisk, ADiskThatIsFullEndsTheSearchWithWhatItHad) {
    const Folder folder;
    SearchOptions options{.explore_all = true};
    options.disk = {folder.path(), least};
    const FullDisk full(1'000'000);
    const auto report = checker::whole_check(TwoPhaseCommit{7}, options);
    EXPECT_EQ(report.verdict, core::Verdict::unknown);
    EXPECT_EQ(report.stopped,
              folder.path() + ": File too large: give --disk a place with more room");
    EXPECT_GT(report.unique, 10'000U);
    EXPECT_EQ(folder.files(), 0U);
}

TEST(OnDisk, APlaceThatIsNotThereIsSaid) {
    const Folder folder;
    SearchOptions options;
    options.disk = {folder.file("nowhere"), least};
    const auto report = checker::whole_check(TwoPhaseCommit{3}, options);
    EXPECT_EQ(report.verdict, core::Verdict::unknown);
    EXPECT_EQ(
        report.stopped,
        folder.file("nowhere") + ": No such file or directory: give --disk a place with more room");
}

TEST(OnDisk, RefusesWhatItCannotDo) {
    const Folder folder;
    SearchOptions options;
    options.disk = {folder.path(), least};
    options.strategy = checker::Strategy::depth_first;
    EXPECT_EQ(checker::whole_check(TwoPhaseCommit{3}, options).stopped,
              "only breadth-first searches use the disk: leave out --disk, or --strategy");
    options.strategy = checker::Strategy::breadth_first;
    options.checkpoint.path = folder.file("search");
    EXPECT_EQ(checker::whole_check(TwoPhaseCommit{3}, options).stopped,
              "checkpoints are not kept of searches on disk: leave out --disk, or --checkpoint and "
              "--resume");
}

}  // namespace
}  // namespace ordeal::tests
