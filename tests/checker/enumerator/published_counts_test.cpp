// The enumerator itself against counts that others published: generated/unique/depth. Each is
// printed as it is found.
#include <iostream>

#include <gtest/gtest.h>

#include "examples/increment-lock/increment_lock.hpp"
#include "examples/paxos/paxos.hpp"
#include "examples/ping-pong/ping_pong.hpp"
#include "examples/single-copy/single_copy.hpp"
#include "examples/timers/timers.hpp"
#include "examples/two-phase-commit/two_phase_commit.hpp"
#include "tests/checker/enumerator/actor_system.hpp"
#include "tests/checker/enumerator/enumerate.hpp"
#include "tests/checker/enumerator/plain_abd.hpp"

namespace ordeal::enumerator {
namespace {

template <typename M>
auto expect_counts(const std::string& name, const M& model, const Counts& published) {
    auto graph = enumerate(model);
    std::cout << name << ": " << to_text(graph.counts()) << "\n";
    EXPECT_EQ(to_text(graph.counts()), to_text(published)) << name;
    return graph;
}

struct Net {
    NetworkKind kind;
    bool lossy;
};
constexpr Net ordered{NetworkKind::ordered, false};
constexpr Net unordered{NetworkKind::unordered, false};
constexpr Net duplicating{NetworkKind::unordered_duplicating, false};
constexpr Net ordered_lossy{NetworkKind::ordered, true};
constexpr Net unordered_lossy{NetworkKind::unordered, true};

std::string to_text(const Net& net) {
    const char* const names[] = {" unordered-duplicating", " unordered", " ordered"};
    return std::string(names[static_cast<int>(net.kind)]) + (net.lossy ? " lossy" : "");
}

template <typename A>
ActorSystem<A> registers(const A& actor, std::size_t servers, std::size_t clients, Net net) {
    ActorSystem<A> system{std::vector<A>(servers, actor), net.kind, net.lossy};
    system.clients = write_then_read(clients);
    return system;
}

/// The depth of the nearest state whose history is not linearizable; 0: there is none.
template <typename A>
std::size_t expect_registers(const char* name, const A& actor, std::size_t servers,
                             std::size_t clients, Net net, const Counts& published) {
    auto system = registers(actor, servers, clients, net);
    if constexpr (std::same_as<A, examples::Paxos>) {
        // A proposer that has all promises writes those that come again over themselves.
        system.rewrites = [](const auto& state, const auto& message) {
            const auto* prepared = std::get_if<examples::Paxos::Prepared>(&message);
            return prepared != nullptr && !state.decided && prepared->ballot == state.promised;
        };
    }
    const auto graph = expect_counts(std::string(name) + " " + std::to_string(servers) + "/" +
                                         std::to_string(clients) + to_text(net),
                                     system, published);
    return nearest(graph, [](const auto& state) { return !linearizable(state.history); });
}

TEST(PublishedCounts, TwoPhaseCommit) {
    expect_counts("two-phase commit 2", examples::TwoPhaseCommit{2}, {154, 56, 8});
    expect_counts("two-phase commit 3", examples::TwoPhaseCommit{3}, {1146, 288, 11});
    expect_counts("two-phase commit 5", examples::TwoPhaseCommit{5}, {58146, 8832, 17});
}

TEST(PublishedCounts, IncrementLock) {
    expect_counts("increment-lock 2", examples::IncrementLock{2}, {17, 17, 9});
    expect_counts("increment-lock 3", examples::IncrementLock{3}, {61, 61, 13});
    expect_counts("increment-lock 4", examples::IncrementLock{4}, {257, 257, 17});
    expect_counts("increment-lock 5", examples::IncrementLock{5}, {1301, 1301, 21});
    expect_counts("increment-lock 6", examples::IncrementLock{6}, {7825, 7825, 25});
}

TEST(PublishedCounts, PingPong) {
    ActorSystem<examples::PingPong> system{{{}, {}}, NetworkKind::unordered_duplicating, true};
    system.boundary = [](const auto& state) {
        return state.nodes[0].state->count <= 5 && state.nodes[1].state->count <= 5;
    };
    expect_counts("ping-pong 5 unordered-duplicating lossy", system, {21505, 4094, 22});
    system.lossy = false;
    expect_counts("ping-pong 5 unordered-duplicating", system, {11, 11, 11});
    system.network = NetworkKind::unordered;
    expect_counts("ping-pong 5 unordered", system, {11, 11, 11});
}

TEST(PublishedCounts, Timers) {
    for (std::size_t n = 1; n <= 8; ++n) {
        const ActorSystem<examples::Timers> system{std::vector<examples::Timers>(n)};
        const std::size_t states = std::size_t{1} << n;
        expect_counts("timers " + std::to_string(n), system, {1 + n * states / 2, states, n + 1});
    }
}

/// An actor that does nothing.
struct Idle {
    using Message = std::variant<actors::Read>;
    using State = actors::None;
    using Out = actors::Outbox<Idle>;
    State start(const actors::Self&, Out&) const { return {}; }
    void message(const actors::Self&, State&, actors::Id, const Message&, Out&) const {}
};

TEST(PublishedCounts, Crashes) {
    const auto idle = [](std::size_t nodes, std::size_t crashes) {
        ActorSystem<Idle> system{std::vector<Idle>(nodes)};
        system.crashes = crashes;
        return system;
    };
    expect_counts("crashes 3, 1 down", idle(3, 1), {7, 4, 2});
    expect_counts("crashes 3, 2 down", idle(3, 2), {19, 7, 3});
    expect_counts("crashes 5, 2 down", idle(5, 2), {51, 16, 3});
}

TEST(PublishedCounts, SingleCopyOfOneServer) {
    const auto expect = [](std::size_t clients, Net net, Counts published) {
        EXPECT_EQ(
            expect_registers("single copy", examples::SingleCopy{}, 1, clients, net, published),
            0U);
    };
    expect(1, ordered, {5, 5, 5});
    expect(1, unordered, {5, 5, 5});
    expect(1, duplicating, {20, 9, 6});
    expect(1, ordered_lossy, {9, 8, 5});
    expect(1, unordered_lossy, {9, 8, 5});
    expect(2, ordered, {121, 93, 9});
    expect(2, unordered, {121, 93, 9});
    expect(2, ordered_lossy, {325, 168, 9});
    expect(2, unordered_lossy, {325, 168, 9});
    expect(3, ordered, {6778, 4243, 13});
    expect(3, unordered, {6778, 4243, 13});
    expect(3, ordered_lossy, {20755, 8114, 13});
    expect(3, unordered_lossy, {20755, 8114, 13});
}

/// A write that arrives again, after another client's, undoes that one.
TEST(PublishedCounts, SingleCopyIsNotLinearizableIfWritesComeTwice) {
    EXPECT_EQ(expect_registers("single copy", examples::SingleCopy{}, 1, 2, duplicating,
                               {6219, 1323, 14}),
              10U);
}

TEST(PublishedCounts, SingleCopyOfTwoServersIsNotLinearizable) {
    const auto expect = [](Net net, Counts published) {
        EXPECT_GT(expect_registers("single copy", examples::SingleCopy{}, 2, 2, net, published),
                  0U);
    };
    expect(ordered, {81, 62, 9});
    expect(unordered, {81, 62, 9});
    expect(duplicating, {1703, 375, 11});
    expect(ordered_lossy, {225, 120, 9});
    expect(unordered_lossy, {225, 120, 9});
}

TEST(PublishedCounts, Abd) {
    const auto expect = [](std::size_t servers, std::size_t clients, Net net, Counts published) {
        EXPECT_EQ(expect_registers("ABD", PlainAbd{}, servers, clients, net, published), 0U);
    };
    expect(2, 1, ordered, {13, 13, 13});
    expect(2, 1, unordered, {13, 13, 13});
    expect(2, 1, ordered_lossy, {25, 21, 13});
    expect(2, 1, unordered_lossy, {25, 21, 13});
    expect(2, 2, ordered, {883, 620, 25});
    expect(2, 2, unordered, {875, 544, 25});
    expect(2, 2, ordered_lossy, {2459, 1166, 25});
    expect(2, 2, unordered_lossy, {2630, 1183, 25});
    expect(3, 1, ordered, {1486, 559, 21});
    expect(3, 1, unordered, {3728, 1449, 17});
    expect(3, 1, ordered_lossy, {6543, 1451, 18});
    expect(3, 1, unordered_lossy, {32127, 5999, 17});
}

TEST(PublishedCounts, Paxos) {
    const auto expect = [](std::size_t servers, std::size_t clients, Net net, Counts published) {
        EXPECT_EQ(expect_registers("Paxos", examples::Paxos{}, servers, clients, net, published),
                  0U);
    };
    expect(2, 1, ordered, {14, 13, 10});
    expect(2, 1, unordered, {12, 11, 10});
    expect(2, 1, duplicating, {29, 16, 11});
    expect(2, 1, ordered_lossy, {33, 24, 10});
    expect(2, 1, unordered_lossy, {31, 24, 10});
    expect(3, 1, ordered, {512, 237, 15});
    expect(3, 1, unordered, {482, 265, 14});
    expect(3, 1, duplicating, {1783, 634, 15});
    expect(3, 1, ordered_lossy, {3779, 1150, 15});
    expect(3, 1, unordered_lossy, {8197, 2378, 15});
    expect(3, 2, ordered, {110216, 33328, 25});
    expect(3, 2, unordered, {32971, 16668, 21});
    expect(3, 2, duplicating, {133965, 42805, 22});
}

/// Two proposers may both decide a client's write, and both tell it. Published counts have the
/// second answer in the history even if the client ignores it, as the result of its read: so there
/// are more histories, and some that are not linearizable, which no client saw.
TEST(PublishedCounts, PaxosWithAnswersThatClientsIgnored) {
    auto system = registers(examples::Paxos{}, 3, 2, ordered);
    system.records_ignored_answers = true;
    const auto graph =
        expect_counts("Paxos 3/2 ordered, ignored answers recorded", system, {112970, 34521, 25});
    EXPECT_GT(nearest(graph, [](const auto& state) { return !linearizable(state.history); }), 0U);
}

}  // namespace
}  // namespace ordeal::enumerator
