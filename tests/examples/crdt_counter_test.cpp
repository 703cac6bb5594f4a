// The counters: in the end all servers read the sum of what was added, and each planted bug is
// found.
#include <gtest/gtest.h>

#include "examples/crdt-counter/model.hpp"
#include "tests/examples/found.hpp"

namespace ordeal::test {
namespace {

using core::Verdict;
using examples::CrdtCounterBug;

Found find_in(CrdtCounterBug bug, std::size_t servers, unsigned crashes = 0) {
    examples::CrdtCounter actor;
    actor.bug = bug;
    return find(examples::counter_model(actor, servers, 2, {.crashes = crashes}, {}));
}

Found wrong(std::size_t steps) {
    return {Verdict::invalid, "all read the sum when nothing is under way", steps};
}

TEST(CrdtCounter, IsTheSumInTheEnd) {
    EXPECT_EQ(find_in(CrdtCounterBug::none, 2, 1), holds);
    EXPECT_EQ(find_in(CrdtCounterBug::none, 3), holds);
}

TEST(PlantedBugs, OfTheCrdtCounter) {
    EXPECT_EQ(find_in(CrdtCounterBug::adds_up, 2), wrong(12));
    EXPECT_EQ(find_in(CrdtCounterBug::overwrites, 2), wrong(12));
    EXPECT_EQ(find_in(CrdtCounterBug::unsaved, 2), holds);
    EXPECT_EQ(find_in(CrdtCounterBug::unsaved, 2, 1), wrong(14));
    EXPECT_EQ(find_in(CrdtCounterBug::single_number, 2), wrong(12));
}

}  // namespace
}  // namespace ordeal::test
