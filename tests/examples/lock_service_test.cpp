// The lock service: right for all orders in which holders stop in time, and each planted bug, of
// which some are about clocks, is found in the least steps.
#include <gtest/gtest.h>

#include "examples/lock-service/model.hpp"
#include "tests/examples/found.hpp"

namespace ordeal::test {
namespace {

using checker::Network;
using core::Verdict;
using examples::LockBug;

constexpr const char* mutual = "who thinks it has the lock has it";

struct Bounds {
    std::int64_t rounds = 1;
    std::size_t clients = 1;
    std::vector<std::string> scripts = {};
};

examples::LockModel model(LockBug bug, const Bounds& bounds, checker::ActorModelOptions options) {
    examples::LockService actor;
    actor.bug = bug;
    return examples::lock_model(actor, 3, bounds.clients, bounds.rounds, std::move(options),
                                bounds.scripts);
}

Found find_in(LockBug bug, const Bounds& bounds, checker::ActorModelOptions options = {}) {
    return find(model(bug, bounds, std::move(options)));
}

TEST(LockService, HoldersStopInTime) {
    EXPECT_EQ(find_in(LockBug::none, {.rounds = 2, .scripts = {"wrw"}}), holds);
    EXPECT_EQ(find_in(LockBug::none, {.rounds = 2}, {.lossy = true}), holds);
    EXPECT_EQ(find_in(LockBug::none, {.rounds = 2}, {.crashes = 1}), holds);
    EXPECT_EQ(find_in(LockBug::none, {.clients = 2}), holds);
}

TEST(PlantedBugs, OfTheLockService) {
    const Found soon{Verdict::invalid, mutual, 5};
    EXPECT_EQ(find_in(LockBug::counts_from_answer, {}), soon);
    EXPECT_EQ(find_in(LockBug::impatient, {}), soon);
    EXPECT_EQ(find_in(LockBug::forgets_leases, {}, {.crashes = 1}),
              (Found{Verdict::invalid, mutual, 6}));
}

/// A write that comes once more undoes a later one, which is seen by who has the lock next.
TEST(PlantedBugs, OfTheLockServiceThatStoresWhateverComes) {
    const auto to_the_end = [](LockBug bug) {
        const auto report = checker::whole_check(
            model(bug, {.scripts = {"wwr"}}, {.network = Network::unordered_duplicating}),
            {.max_depth = 20});
        return report.find("linearizable")->path;
    };
    EXPECT_FALSE(to_the_end(LockBug::none));
    const auto path = to_the_end(LockBug::no_fencing);
    ASSERT_TRUE(path);
    EXPECT_EQ(path->steps.size(), 19U);
}

}  // namespace
}  // namespace ordeal::test
