// The searches against the enumerator: the same states, steps and depths, and the same verdict on
// the clients' history, on every network, with loss and without, with crashes and without.
#include <gtest/gtest.h>

#include "checker/actor_model/actor_model.hpp"
#include "checker/actor_model/register_client.hpp"
#include "checker/search/check.hpp"
#include "examples/increment-lock/increment_lock.hpp"
#include "examples/increment/increment.hpp"
#include "examples/paxos/paxos.hpp"
#include "examples/ping-pong/ping_pong.hpp"
#include "examples/single-copy/single_copy.hpp"
#include "examples/sliding-puzzle/sliding_puzzle.hpp"
#include "examples/timers/timers.hpp"
#include "examples/two-phase-commit/two_phase_commit.hpp"
#include "tests/checker/enumerator/actor_system.hpp"
#include "tests/checker/enumerator/checker_network.hpp"
#include "tests/checker/enumerator/enumerate.hpp"
#include "tests/checker/enumerator/plain_abd.hpp"

namespace ordeal::enumerator {
namespace {

using checker::Kind;
using checker::Memory;
using checker::Strategy;

template <typename M>
Counts searched(const checker::Report<M>& report) {
    return {report.generated, report.unique, report.max_depth};
}

/// Whether the property was settled by a path, and how far that goes (of liveness: whatever).
template <typename Graph, typename M>
std::size_t expected_depth(const Graph& graph, const M& model,
                           const checker::Property<M>& property) {
    const auto holds = [&](const auto& state) { return property.holds(model, state); };
    if (property.kind == Kind::eventually) return always_eventually_reached(graph, holds) ? 0 : 1;
    return nearest(graph, [&](const auto& state) {
        return holds(state) == (property.kind == Kind::sometimes);
    });
}

template <typename M>
void expect_agreement(const std::string& name, const M& model) {
    SCOPED_TRACE(name);
    const auto graph = enumerate(model);
    for (const Strategy strategy : {Strategy::breadth_first, Strategy::depth_first}) {
        const auto report =
            checker::whole_check(model, {.strategy = strategy, .threads = 2, .explore_all = true});
        EXPECT_EQ(report.unique, graph.counts().unique);
        EXPECT_EQ(report.generated, graph.counts().generated);
        for (const auto& property : model.properties()) {
            const auto depth = expected_depth(graph, model, property);
            const auto& path = report.find(property.name)->path;
            EXPECT_EQ(path.has_value(), depth > 0) << property.name;
            if (strategy == Strategy::depth_first) continue;
            EXPECT_EQ(report.max_depth, graph.counts().depth);
            if (path && property.kind != Kind::eventually) {
                EXPECT_EQ(path->steps.size() + 1, depth) << property.name;
            }
        }
    }
}

TEST(Agreement, OnAbstractModels) {
    using namespace examples;
    for (const auto bug : {TwoPhaseCommitBug::none, TwoPhaseCommitBug::commits_early,
                           TwoPhaseCommitBug::changes_mind})
        for (std::uint32_t managers = 1; managers <= 4; ++managers)
            expect_agreement("two-phase commit", TwoPhaseCommit{managers, bug});
    for (std::uint32_t threads = 1; threads <= 4; ++threads) {
        expect_agreement("increment", Increment{threads});
        for (const auto bug : {IncrementLockBug::none, IncrementLockBug::releases_early,
                               IncrementLockBug::keeps_lock})
            expect_agreement("increment-lock", IncrementLock{threads, bug});
    }
    expect_agreement("puzzle", SlidingPuzzle{3, 2, {1, 4, 2, 3, 5, 0}});
    expect_agreement("puzzle without solution", SlidingPuzzle{3, 2, {0, 2, 1, 3, 4, 5}});
}

/// The clients' scripts as the checker has them.
template <typename A>
void add_clients(checker::ActorModel<typename A::Message>& model, const ActorSystem<A>& system) {
    if constexpr (detail::is_alternative<actors::Write, typename A::Message>) {
        const std::size_t servers = system.actors.size();
        for (std::size_t client = 0; client < system.clients.size(); ++client) {
            std::vector<checker::ScriptedOperation> script;
            for (std::size_t k = 0; k < system.clients[client].size(); ++k) {
                const auto& write = system.clients[client][k].write;
                const std::size_t index = servers + client;
                script.push_back({system.self((index + k) % servers).id,
                                  static_cast<std::int64_t>((k + 1) * index),
                                  write ? "write" : "read", "x", write.value_or(nullptr)});
            }
            model.add_client(actors::Id::client(static_cast<std::uint32_t>(client + 1)),
                             checker::read_and_write<typename A::Message>(), std::move(script));
        }
    }
}

template <typename A>
checker::ActorModel<typename A::Message> fast_model(const ActorSystem<A>& system) {
    using Fast = checker::ActorModel<typename A::Message>;
    Fast model({.network = network_of(system.network),
                .lossy = system.lossy,
                .crashes = static_cast<unsigned>(system.crashes),
                .history = {.model = system.clients.empty() ? "" : "register"}});
    for (std::size_t i = 0; i < system.actors.size(); ++i)
        model.add_actor(system.actors[i], system.self(i));
    add_clients(model, system);
    model.claim(checker::always<Fast>(
        "linearizable", [recorded = !system.clients.empty()](const Fast& m, const auto& state) {
            return !recorded || m.history_valid(state);
        }));
    return model;
}

template <typename A>
void expect_same(const ActorSystem<A>& system, const checker::ActorModel<typename A::Message>& fast,
                 const std::string& name) {
    SCOPED_TRACE(name + " on network " + std::to_string(static_cast<int>(system.network)) +
                 (system.lossy ? " lossy, " : ", ") + std::to_string(system.crashes) + " crashes");
    const auto graph = enumerate(system);
    const auto violated =
        nearest(graph, [](const auto& state) { return !linearizable(state.history); });
    const auto report = checker::whole_check(fast, {.threads = 2, .explore_all = true});
    EXPECT_EQ(to_text(searched(report)), to_text(graph.counts()));
    const auto& path = report.find("linearizable")->path;
    EXPECT_EQ(path ? path->steps.size() + 1 : 0, violated);
    const auto deep =
        checker::whole_check(fast, {.strategy = Strategy::depth_first, .explore_all = true});
    EXPECT_EQ(deep.unique, graph.counts().unique);
    EXPECT_EQ(deep.find("linearizable")->path.has_value(), violated > 0);
}

struct Setting {
    std::size_t servers = 1;
    std::size_t clients = 1;
    std::size_t crashes = 0;
    /// A network that duplicates makes many states of some actors, and no end of others.
    bool duplicating = true;
};

template <typename A>
void expect_same_registers(const std::string& name, const A& actor, const Setting& setting) {
    for (const auto network :
         {NetworkKind::unordered_duplicating, NetworkKind::unordered, NetworkKind::ordered}) {
        const bool duplicating = network == NetworkKind::unordered_duplicating;
        if (duplicating && !setting.duplicating) continue;
        for (const bool lossy : {false, true}) {
            if (duplicating && lossy && setting.servers * setting.clients > 2) continue;
            ActorSystem<A> system{std::vector<A>(setting.servers, actor), network, lossy,
                                  setting.crashes};
            system.clients = write_then_read(setting.clients);
            if (duplicating && lossy && setting.clients == 2) system.clients[1].pop_back();
            expect_same(system, fast_model(system), name);
        }
    }
}

TEST(Agreement, OnSingleCopy) {
    for (const auto bug : {examples::SingleCopyBug::none, examples::SingleCopyBug::forgets,
                           examples::SingleCopyBug::stale_reads}) {
        const examples::SingleCopy actor{bug};
        expect_same_registers("single copy 1/2", actor, {1, 2});
        expect_same_registers("single copy 2/2", actor, {2, 2});
        expect_same_registers("single copy 1/1", actor, {1, 1, 1});
        expect_same_registers("single copy 2/1", actor, {2, 1, 2});
    }
}

TEST(Agreement, OnAbd) {
    expect_same_registers("ABD 2/1", PlainAbd{}, {2, 1, 0, false});
    expect_same_registers("ABD 2/2", PlainAbd{}, {2, 2, 0, false});
}

TEST(Agreement, OnPaxos) {
    for (const auto bug : {examples::PaxosBug::none, examples::PaxosBug::ignores_promise,
                           examples::PaxosBug::own_value}) {
        const examples::Paxos actor{bug};
        expect_same_registers("Paxos 2/1", actor, {2, 1});
        expect_same_registers("Paxos 2/2", actor, {2, 2});
        expect_same_registers("Paxos 3/1", actor, {3, 1});
    }
    for (const auto bug : {examples::PaxosBug::none, examples::PaxosBug::forgets,
                           examples::PaxosBug::forgets_promise})
        expect_same_registers("Paxos 2/1 with crashes", examples::Paxos{bug}, {2, 1, 1, false});
}

TEST(Agreement, OnPingPong) {
    using examples::PingPong;
    for (const auto network :
         {NetworkKind::unordered_duplicating, NetworkKind::unordered, NetworkKind::ordered}) {
        for (const bool lossy : {false, true}) {
            ActorSystem<PingPong> system{{{}, {}}, network, lossy};
            system.boundary = [](const auto& state) {
                return state.nodes[0].state->count <= 5 && state.nodes[1].state->count <= 5;
            };
            auto fast = fast_model(system);
            fast.bound([](const auto& model, const auto& state) {
                return model.template state_of<PingPong>(state, 0)->count <= 5 &&
                       model.template state_of<PingPong>(state, 1)->count <= 5;
            });
            expect_same(system, fast, "ping-pong");
        }
    }
}

TEST(Agreement, OnTimersAndCrashes) {
    for (const auto bug : {examples::TimersBug::none, examples::TimersBug::snoozes})
        for (std::size_t nodes = 1; nodes <= 4; ++nodes)
            for (std::size_t crashes = 0; crashes <= nodes; ++crashes) {
                ActorSystem<examples::Timers> system{std::vector<examples::Timers>(nodes, {bug})};
                system.crashes = crashes;
                expect_same(system, fast_model(system), "timers");
            }
}

/// Tosses a coin, and again after heads, twice at most; saves what it saw.
struct Coin {
    struct Toss {};
    using Message = std::variant<Toss>;
    enum class Choice { heads, tails };
    struct State {
        std::int64_t tosses = 0;
        std::int64_t heads = 0;
    };
    using Storage = State;
    using Out = actors::Outbox<Coin>;

    State start(const actors::Self& self, const std::optional<Storage>& recovered, Out& out) const {
        out.choose("coin", {Choice::heads, Choice::tails});
        out.broadcast(self.peers, Toss{});
        return recovered.value_or(State{});
    }
    void message(const actors::Self&, State& state, actors::Id, const Message&, Out& out) const {
        if (state.tosses < 2) out.choose("extra", {Choice::heads, Choice::tails, Choice::heads});
    }
    void choice(const actors::Self&, State& state, Choice chosen, Out& out) const {
        if (state.tosses == 2) return;
        ++state.tosses;
        if (chosen == Choice::heads) ++state.heads;
        if (chosen == Choice::heads) out.choose("coin", {Choice::tails, Choice::heads});
        out.save(state);
    }
};
ORDEAL_DESCRIBE(Coin::Toss)
BOOST_DESCRIBE_ENUM(Coin::Choice, heads, tails)
ORDEAL_DESCRIBE(Coin::State, tosses, heads)

TEST(Agreement, OnRandomChoices) {
    for (std::size_t crashes = 0; crashes <= 1; ++crashes)
        for (const bool lossy : {false, true}) {
            ActorSystem<Coin> system{{{}, {}}, NetworkKind::unordered_duplicating, lossy, crashes};
            expect_same(system, fast_model(system), "coin");
        }
}

}  // namespace
}  // namespace ordeal::enumerator
