// Single-decree Paxos of examples/: counts that others published, by our rules and by theirs.
#include "examples/paxos/paxos.hpp"

#include <gtest/gtest.h>

#include "checker/actor_model/register_client.hpp"
#include "checker/search/check.hpp"
#include "tests/checker/golden.hpp"

namespace ordeal::tests {
namespace {

using examples::Paxos;

auto checked(const Golden& golden, bool published_rules) {
    checker::HistoryOptions history{.records_ignored_answers = published_rules};
    const auto model = checker::register_model(Paxos{}, golden.servers, golden.clients,
                                               {.network = golden.network,
                                                .lossy = golden.lossy,
                                                .crashes = 0,
                                                .history = history,
                                                .rewrites_are_steps = published_rules});
    return checker::whole_check(model,
                                {.memory = checker::Memory::fingerprint, .explore_all = true});
}

class PaxosCounts : public testing::TestWithParam<Golden> {};

TEST_P(PaxosCounts, AreThoseKnown) {
    expect_golden(checked(GetParam(), false), GetParam());
}

INSTANTIATE_TEST_SUITE_P(Golden, PaxosCounts,
                         testing::Values(Golden{2, 1, ordered, false, 14, 13, 10},
                                         Golden{2, 1, unordered, false, 12, 11, 10},
                                         Golden{2, 1, duplicating, false, 29, 16, 11},
                                         Golden{2, 1, ordered, true, 33, 24, 10},
                                         Golden{2, 1, unordered, true, 31, 24, 10},
                                         Golden{3, 1, ordered, false, 512, 237, 15},
                                         Golden{3, 1, unordered, false, 482, 265, 14},
                                         Golden{3, 1, duplicating, false, 1759, 634, 15},
                                         Golden{3, 1, ordered, true, 3779, 1150, 15},
                                         Golden{3, 1, unordered, true, 8197, 2378, 15},
                                         Golden{3, 2, ordered, false, 110216, 33328, 25},
                                         Golden{3, 2, unordered, false, 32971, 16668, 21},
                                         Golden{3, 2, duplicating, false, 131809, 42733, 22},
                                         Golden{3, 2, unordered, true, 5060177, 954508, 0},
                                         Golden{3, 3, unordered, false, 2420477, 1194428, 28}),
                         name_of);

// Published counts that are not ours, for two reasons. (1) A proposer notes a promise that it has
// once more, which changes nothing: they count it as a step. (2) On ordered networks they record
// answers that clients ignore, as the result of what the client has under way. So two proposers
// that both decide one client's write give it an answer to its read that it never saw, and the
// history is not linearizable. With their rules the counts are theirs, and so is that mistake.
class PaxosCountsByPublishedRules : public testing::TestWithParam<Golden> {};

TEST_P(PaxosCountsByPublishedRules, AreThosePublished) {
    expect_golden(checked(GetParam(), true), GetParam());
}

INSTANTIATE_TEST_SUITE_P(Golden, PaxosCountsByPublishedRules,
                         testing::Values(Golden{3, 1, ordered, false, 512, 237, 15},
                                         Golden{3, 1, duplicating, false, 1783, 634, 15},
                                         Golden{3, 2, duplicating, false, 133965, 42805, 22},
                                         Golden{3, 2, ordered, false, 112970, 34521, 25, false},
                                         Golden{3, 2, ordered, true, 1099241, 206532, 0, false}),
                         name_of);

}  // namespace
}  // namespace ordeal::tests
