// The claims of Raft, proved by the model checker; and that it finds each planted bug that a small
// system can show, in the least steps.
#include <gtest/gtest.h>

#include "examples/raft/model.hpp"
#include "tests/examples/found.hpp"

namespace ordeal::test {
namespace {

using core::Verdict;
using examples::RaftBug;

struct Bounds {
    std::int64_t terms = 1;
    unsigned crashes = 0;
    std::size_t clients = 0;
    std::size_t servers = 3;
    std::size_t members = 0;  // 0: all servers
    bool snapshots = false;
    bool quick_reads = false;
    checker::Network network = checker::Network::ordered;
};

examples::RaftModel raft(RaftBug bug, Bounds bounds) {
    examples::Raft server;
    server.bug = bug;
    server.heartbeats = false;
    server.members = bounds.members;
    server.quick_reads = bounds.quick_reads;
    if (bounds.snapshots) server.keep_entries = 0;
    return examples::raft_model(server, bounds.servers, bounds.clients, bounds.terms,
                                {.network = bounds.network, .crashes = bounds.crashes}, {});
}

/// What is violated in so many steps and in no fewer.
struct Violation {
    std::string property;
    std::size_t steps = 0;
};

void expect_found(RaftBug bug, Bounds bounds, const Violation& violation) {
    const auto depth = static_cast<std::uint32_t>(violation.steps) + 1;
    EXPECT_EQ(find(raft(bug, bounds), depth),
              (Found{Verdict::invalid, violation.property, violation.steps}));
}

// What a server votes is saved: crashes do not make two leaders of a term. And all that it is tells
// its states apart: fingerprints find as many of them as whole states.
TEST(Raft, HasOneLeaderOfATermWhateverCrashes) {
    const auto model = raft(RaftBug::none, {.crashes = 1});
    const auto whole = checker::whole_check(model, {.explore_all = true});
    const auto prints = checker::whole_check(
        model, {.memory = checker::Memory::fingerprint, .threads = 2, .explore_all = true});
    EXPECT_GT(whole.max_depth, 10U);
    EXPECT_TRUE(whole.exhausted);
    EXPECT_FALSE(whole.find("one leader of a term")->path);
    EXPECT_EQ(prints.unique, whole.unique);
    EXPECT_EQ(prints.generated, whole.generated);
    EXPECT_EQ(prints.verdict, whole.verdict);
}

TEST(Raft, KeepsItsClaims) {
    EXPECT_EQ(find(raft(RaftBug::none, {.terms = 2})), holds);
    EXPECT_EQ(find(raft(RaftBug::none, {.clients = 1})), holds);
    EXPECT_EQ(find(raft(RaftBug::none, {.terms = 2, .snapshots = true})), holds);
    EXPECT_EQ(find(raft(RaftBug::none, {.clients = 1, .snapshots = true})), holds);
    EXPECT_EQ(find(raft(RaftBug::none, {.clients = 1, .quick_reads = true})), holds);
}

TEST(PlantedBugs, OfRaft) {
    expect_found(RaftBug::forgets_vote, {.crashes = 1}, {"one leader of a term", 8});
    expect_found(RaftBug::forgets_term, {.crashes = 1}, {"one leader of a term", 8});
    expect_found(RaftBug::counts_old_votes, {.terms = 2}, {"one leader of a term", 7});
    expect_found(RaftBug::votes_for_all, {.terms = 2}, {"logs agree", 11});
    expect_found(RaftBug::counts_unsaved, {.terms = 2, .crashes = 1}, {"logs agree", 19});
    expect_found(RaftBug::reads_locally, {.terms = 2, .clients = 1}, {"linearizable", 14});
    expect_found(RaftBug::reads_early, {.terms = 2, .clients = 1, .quick_reads = true},
                 {"linearizable", 18});
}

TEST(PlantedBugs, OfRaftsSnapshots) {
    const Bounds bounds{.clients = 1, .snapshots = true, .network = checker::Network::unordered};
    expect_found(RaftBug::snapshot_too_far, bounds, {"registers agree", 8});
}

TEST(PlantedBugs, OfRaftsMembers) {
    expect_found(RaftBug::changes_at_once, {.terms = 2, .servers = 4, .members = 3},
                 {"logs agree", 13});
}

}  // namespace
}  // namespace ordeal::test
