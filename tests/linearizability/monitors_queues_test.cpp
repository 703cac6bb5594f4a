// The monitors of queues, stacks and priority queues against brute force: every history of four
// operations by three processes with two values, random ones of up to nine; and against the search
// on longer ones. ORDEAL_LONG_TESTS=1 enumerates five operations with three values, and tries a
// hundred times as many random ones.
#include <cstdlib>

#include "linearizability/monitors/queues.hpp"
#include "linearizability/search/decide.hpp"
#include "tests/linearizability/engine_check.hpp"
#include "tests/linearizability/hard_piles.hpp"

namespace ordeal::testing {
namespace {

using core::Verdict;
using linearizability::Answer;
using linearizability::FifoQueue;
using linearizability::Limits;
using linearizability::PriorityQueue;
using linearizability::Problem;
using linearizability::Stack;
using linearizability::UnorderedQueue;

const bool long_tests = std::getenv("ORDEAL_LONG_TESTS") != nullptr;

linearizability::JudgeOptions options_of(const std::string& model, core::Value initial) {
    linearizability::JudgeOptions options;
    options.model = model;
    options.initial = std::move(initial);
    return options;
}

template <typename S>
class Check {
  public:
    Check(const std::string& model, std::size_t values, core::Value initial = nullptr)
        : kinds_(model, values), check_(options_of(model, std::move(initial)), kinds_.kinds()) {}

    const PileKinds& kinds() const { return kinds_; }

    /// Verdict, witness, the first return that nothing explains, and that what clashes is illegal.
    bool agrees_with_brute_force(const std::vector<Placed>& history) {
        Answer answer;
        const bool agrees = check_.agrees(history, [&](S& spec, auto& problem, Limits& limits) {
            return answer = ask(spec, problem, limits);
        });
        if (!agrees || answer.clash.empty()) return agrees;
        std::vector<Placed> clash;
        for (const std::uint32_t call : answer.clash)
            clash.push_back(history[call]);
        const bool illegal = !check_.oracle().is_valid(clash);
        EXPECT_TRUE(illegal) << "of " << text(history) << "not illegal: " << text(clash);
        const auto& calls = answer.clash;
        const bool broken = std::find(calls.begin(), calls.end(), answer.broken) != calls.end();
        EXPECT_TRUE(broken) << answer.broken << " is not in the clash: " << text(history);
        return illegal && broken;
    }

    bool agrees_with_search(const std::vector<Placed>& history) {
        S spec(nullptr, {});
        Problem<S> problem;
        std::vector<linearizability::Span> spans;
        for (const Placed& placed : history) {
            problem.calls.push_back(*spec.compile(kinds_.kinds()[placed.kind]));
            spans.push_back({placed.invoked, placed.returned});
        }
        problem.schedule = linearizability::make_schedule(spans);
        Limits limits;
        const Answer answer = ask(spec, problem, limits);
        const Answer truth = linearizability::decide(spec, problem, limits);
        EXPECT_EQ(answer.verdict, truth.verdict) << text(history);
        EXPECT_EQ(answer.broken, truth.broken) << text(history);
        return answer.verdict == truth.verdict && answer.broken == truth.broken;
    }

    std::size_t decided = 0;
    std::size_t undecided = 0;
    std::size_t invalid = 0;

  private:
    Answer ask(S& spec, const Problem<S>& problem, Limits& limits) {
        auto answer = linearizability::ask_monitor(spec, problem, limits);
        ++(answer ? decided : undecided);
        if (!answer) answer = linearizability::decide(spec, problem, limits);
        invalid += answer->verdict == Verdict::invalid;
        return std::move(*answer);
    }

    std::string text(const std::vector<Placed>& history) const {
        return to_text(to_operations(history, kinds_.kinds()));
    }

    PileKinds kinds_;
    EngineCheck<S> check_;
};

template <typename S>
void enumerate(const std::string& model, core::Value initial = nullptr) {
    for (std::size_t count = 1; count <= (long_tests ? 5 : 4); ++count) {
        Check<S> check(model, std::min<std::size_t>(count, long_tests ? 3 : 2), initial);
        bool fine = true;
        for_all_piles(check.kinds(), count, 3, [&](const std::vector<Placed>& history) {
            fine = fine && check.agrees_with_brute_force(history);
        });
        ASSERT_TRUE(fine);
    }
}

template <typename S>
void try_random(const std::string& model) {
    Check<S> check(model, 5);
    core::Random random(11);
    for (int i = 0; i < (long_tests ? 500'000 : 5'000); ++i) {
        const auto history =
            random_pile(random, check.kinds(), 4 + random.below(6), 2 + random.below(4),
                        20 * random.below(2), random.below(4));
        ASSERT_TRUE(check.agrees_with_brute_force(history));
    }
    EXPECT_GT(check.invalid, check.decided / 10);
    EXPECT_GT(check.decided - check.invalid, check.decided / 10);
    EXPECT_LT(check.undecided, check.decided / 50);
}

template <typename S>
void try_longer(const std::string& model) {
    Check<S> check(model, 12);
    core::Random random(12);
    for (int i = 0; i < (long_tests ? 100'000 : 300); ++i) {
        const auto history =
            random_pile(random, check.kinds(), 10 + random.below(12), 2 + random.below(3),
                        10 * random.below(2), random.below(3));
        ASSERT_TRUE(check.agrees_with_search(history));
    }
    EXPECT_GT(check.invalid, 30u);
    EXPECT_LT(check.undecided, check.decided / 50);
}

TEST(QueueMonitors, EveryShortHistoryOfAFifoQueue) {
    enumerate<FifoQueue>("fifo-queue");
}
TEST(QueueMonitors, EveryShortHistoryOfAnUnorderedQueue) {
    enumerate<UnorderedQueue>("unordered-queue");
}
TEST(QueueMonitors, EveryShortHistoryOfAStack) {
    enumerate<Stack>("stack");
}
TEST(QueueMonitors, EveryShortHistoryOfAPriorityQueue) {
    enumerate<PriorityQueue>("priority-queue");
}

TEST(QueueMonitors, RandomHistoriesOfAFifoQueue) {
    try_random<FifoQueue>("fifo-queue");
}
TEST(QueueMonitors, RandomHistoriesOfAnUnorderedQueue) {
    try_random<UnorderedQueue>("unordered-queue");
}
TEST(QueueMonitors, RandomHistoriesOfAStack) {
    try_random<Stack>("stack");
}
TEST(QueueMonitors, RandomHistoriesOfAPriorityQueue) {
    try_random<PriorityQueue>("priority-queue");
}

/// Before the take of the first value returns, the look is explained by the taker having got this
/// value early; after that only by its having got one of the others, and there are two of them.
template <typename S>
void serve_a_look_in_two_ways(const std::string& model) {
    Check<S> check(model, 3);
    const PileKinds& kinds = check.kinds();
    EXPECT_TRUE(check.agrees_with_brute_force({{kinds.taker(), 0, {}},
                                               {kinds.put(0, false), 1, 2},
                                               {kinds.look(), 3, 9},
                                               {kinds.put(1, false), 4, 5},
                                               {kinds.put(2, false), 6, 7},
                                               {kinds.take(0), 8, 10}}));
}

TEST(QueueMonitors, ATakerMayHaveServedALookInTwoWays) {
    serve_a_look_in_two_ways<FifoQueue>("fifo-queue");
    serve_a_look_in_two_ways<UnorderedQueue>("unordered-queue");
    serve_a_look_in_two_ways<Stack>("stack");
    serve_a_look_in_two_ways<PriorityQueue>("priority-queue");
}

TEST(QueueMonitors, HistoriesInWhichOneTookJustEnough) {
    for (const HardPile& pile : hard_piles()) {
        Check<Stack> stack("stack", 6);
        Check<PriorityQueue> priority("priority-queue", 6);
        const bool agrees = std::string(pile.model) == "stack"
                                ? stack.agrees_with_brute_force(pile.history(stack.kinds()))
                                : priority.agrees_with_brute_force(pile.history(priority.kinds()));
        EXPECT_TRUE(agrees) << pile.name;
    }
}

TEST(QueueMonitors, LongerHistoriesOfAFifoQueue) {
    try_longer<FifoQueue>("fifo-queue");
}
TEST(QueueMonitors, LongerHistoriesOfAnUnorderedQueue) {
    try_longer<UnorderedQueue>("unordered-queue");
}
TEST(QueueMonitors, LongerHistoriesOfAStack) {
    try_longer<Stack>("stack");
}
TEST(QueueMonitors, LongerHistoriesOfAPriorityQueue) {
    try_longer<PriorityQueue>("priority-queue");
}

}  // namespace
}  // namespace ordeal::testing
