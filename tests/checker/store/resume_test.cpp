// Searches that were interrupted and continued, against those that were not.
#include "checker/search/check.hpp"
#include "tests/checker/store/resumed.hpp"
#include "tests/checker/two_phase_commit.hpp"
#include "tests/checker/web.hpp"

namespace ordeal::tests {
namespace {

using checker::Memory;
using checker::SearchOptions;

std::vector<SearchOptions> searches() {
    std::vector<SearchOptions> all;
    for (const Memory memory : {Memory::exact, Memory::fingerprint})
        for (const unsigned threads : {1U, 3U})
            for (const bool explore_all : {false, true})
                all.push_back({.memory = memory, .threads = threads, .explore_all = explore_all});
    return all;
}

/// Interrupted before the first state, and then after every `pace` states.
template <typename M>
void expect_resumable(const M& model, SearchOptions options, std::uint64_t pace) {
    const auto search = [&model](const SearchOptions& asked) {
        return checker::whole_check(M(model), asked);
    };
    const auto whole = search(options);
    ASSERT_EQ(whole.stopped, "");
    options.max_states = 1;
    expect_same(whole, interrupted(search, options, pace));
}

TEST(Resume, RandomModelsWithEveryKindOfProperty) {
    core::Random random(1);
    for (int i = 0; i < 16; ++i) {
        const auto nodes = static_cast<std::uint32_t>(random.between(2, 40));
        const Web web = random_web(random, nodes);
        for (auto options : searches()) {
            options.fairness = i % 2 == 0 ? checker::Fairness::none : checker::Fairness::weak;
            expect_resumable(web, options, 2 + random.below(6));
        }
        ASSERT_FALSE(testing::Test::HasFailure()) << "model " << i;
    }
}

TEST(Resume, TwoPhaseCommitInTheMiddleOfItsLevels) {
    for (const auto& options : searches())
        expect_resumable(TwoPhaseCommit{5}, options, 2237);
}

TEST(Resume, ALimitOnDepthCanBeMovedOn) {
    const Folder folder;
    for (const auto& asked : searches()) {
        SearchOptions options = asked;
        const auto whole = checker::whole_check(TwoPhaseCommit{4}, options);
        options.checkpoint.path = folder.file("search");
        for (options.max_depth = 3; *options.max_depth < 12; ++*options.max_depth) {
            const auto report = checker::whole_check(TwoPhaseCommit{4}, options);
            if (report.verdict != core::Verdict::valid) {
                EXPECT_EQ(report.stopped, "the limit on depth");
            }
            options.checkpoint.resume = checkpoint_of(options.checkpoint.path);
        }
        options.max_depth.reset();
        expect_same(whole, checker::whole_check(TwoPhaseCommit{4}, options));
    }
}

// A search that is over is not made again: only liveness is.
TEST(Resume, OfASearchThatIsOverGivesItsReport) {
    const Folder folder;
    SearchOptions options{.explore_all = true};
    options.checkpoint.path = folder.file("search");
    const auto whole = checker::whole_check(TwoPhaseCommit{4}, options);
    options.checkpoint.resume = checkpoint_of(options.checkpoint.path);
    options.max_states = 1;
    expect_same(whole, checker::whole_check(TwoPhaseCommit{4}, options));
}

TEST(Resume, SaysThatTheModelIsAnother) {
    const Folder folder;
    for (auto options : searches()) {
        options.checkpoint.path = folder.file("search");
        options.max_states = 200;
        ASSERT_EQ(checker::whole_check(TwoPhaseCommit{4}, options).stopped, "the limit on states");
        options.checkpoint.resume = checkpoint_of(options.checkpoint.path);
        options.max_states.reset();
        const auto report = checker::whole_check(TwoPhaseCommit{2}, options);
        EXPECT_EQ(report.verdict, core::Verdict::unknown);
        EXPECT_EQ(report.stopped, "the checkpoint " + options.checkpoint.path +
                                      " is not of this model: its states are not there");
        options.max_states = 250;
        options.checkpoint.resume = checkpoint_of(options.checkpoint.path);  // still there
        EXPECT_EQ(checker::whole_check(TwoPhaseCommit{4}, options).unique, 250U);
    }
}

TEST(Resume, SaysWhichOptionDiffers) {
    const Folder folder;
    SearchOptions options;
    options.checkpoint.path = folder.file("search");
    options.checkpoint.program = "two-phase-commit";
    options.checkpoint.configuration = {{"managers", "4"}};
    options.max_states = 200;
    checker::whole_check(TwoPhaseCommit{4}, options);
    options.checkpoint.resume = checkpoint_of(options.checkpoint.path);
    const auto expect_refusal = [&](const SearchOptions& other, const std::string& words) {
        const auto report = checker::whole_check(TwoPhaseCommit{4}, other);
        EXPECT_EQ(report.verdict, core::Verdict::unknown);
        EXPECT_NE(report.stopped.find(words), std::string::npos) << report.stopped;
    };
    SearchOptions other = options;
    other.memory = Memory::fingerprint;
    expect_refusal(other, "--memory is \"fingerprint\" here and \"exact\" in the checkpoint");
    other = options;
    other.explore_all = true;
    expect_refusal(other, "--explore-all is \"yes\" here and not given in the checkpoint");
    other = options;
    other.checkpoint.configuration = {{"managers", "5"}};
    expect_refusal(other, "--managers is \"5\" here and \"4\" in the checkpoint");
    other = options;
    other.checkpoint.program = "paxos";
    expect_refusal(other, "is one of two-phase-commit, and this is paxos");
    other = options;
    other.strategy = checker::Strategy::depth_first;
    expect_refusal(other, "leave out --checkpoint and --resume, or --strategy");
}

}  // namespace
}  // namespace ordeal::tests
