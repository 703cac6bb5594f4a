// Servers of Paxos and of ABD that no client asks are interchangeable: as many states are left as
// there are orbits, counted by exchanging whole states in every way.
#include <numeric>

#include <gtest/gtest.h>

#include "checker/actor_model/register_client.hpp"
#include "checker/search/check.hpp"
#include "examples/abd/abd.hpp"
#include "examples/paxos/paxos.hpp"
#include "tests/checker/enumerator/actor_system.hpp"
#include "tests/checker/enumerator/enumerate.hpp"

namespace ordeal::tests {
namespace {

using actors::Id;
using enumerator::ActorSystem;
using enumerator::NetworkKind;
using examples::Abd;
using examples::Paxos;

/// Node i becomes node to[i]. Which ids a state mentions is written out, not found out: those of
/// ballots and tags are of servers that were asked, and stay.
struct Exchange {
    std::vector<std::uint32_t> to;

    Id operator()(Id id) const { return id.is_node() ? Id::node(to[id.number() - 1] + 1) : id; }
    std::set<Id> operator()(const std::set<Id>& ids) const {
        std::set<Id> out;
        for (const Id id : ids)
            out.insert((*this)(id));
        return out;
    }
    Paxos::State operator()(const Paxos::State& state) const {
        Paxos::State out = state;
        out.promises.clear();
        for (const auto& [id, vote] : state.promises)
            out.promises[(*this)(id)] = vote;
        out.votes = (*this)(state.votes);
        return out;
    }
    Abd::State operator()(const Abd::State& state) const {
        Abd::State out = state;
        for (auto& [sequence, operation] : out.operations)
            operation.answered = (*this)(operation.answered);
        return out;
    }
    template <typename State>
    State whole(const State& state) const {
        State out = state;
        for (std::size_t i = 0; i < state.nodes.size(); ++i) {
            out.nodes[to[i]] = state.nodes[i];
            out.nodes[to[i]].state = (*this)(*state.nodes[i].state);
        }
        out.network = {};
        for (const auto& [letter, copies] : state.network.copies)
            out.network.copies[{(*this)(letter.from), (*this)(letter.to), letter.message}] = copies;
        for (const auto& [ends, queue] : state.network.queues)
            out.network.queues[{(*this)(ends.first), (*this)(ends.second)}] = queue;
        return out;
    }
};

/// The first `asked` nodes stay.
template <typename State>
std::size_t count_orbits(const enumerator::Graph<State>& graph, std::size_t nodes,
                         std::ptrdiff_t asked) {
    std::set<State> orbits;
    for (const auto* state : graph.states) {
        std::vector<std::uint32_t> to(nodes);
        std::iota(to.begin(), to.end(), 0U);
        State least = *state;
        do {
            least = std::min(least, Exchange{to}.whole(*state));
        } while (std::next_permutation(to.begin() + asked, to.end()));
        orbits.insert(least);
    }
    return orbits.size();
}

template <typename A>
void expect_orbits(const A& actor, std::size_t servers, const std::string& script) {
    for (const auto kind : {NetworkKind::unordered, NetworkKind::ordered}) {
        SCOPED_TRACE(fmt::format("{} servers, {}, network {}", servers, script, int(kind)));
        ActorSystem<A> system{std::vector<A>(servers, actor), kind};
        system.clients = enumerator::write_then_read(1);
        system.clients[0].resize(script.size());
        const auto graph = enumerator::enumerate(system);
        const auto network =
            kind == NetworkKind::ordered ? checker::Network::ordered : checker::Network::unordered;
        const auto model =
            checker::register_model(actor, servers, 1, {.network = network}, {script});
        const auto report = checker::check(model, {.explore_all = true, .symmetry = true});
        EXPECT_EQ(report.stopped, "");
        EXPECT_EQ(report.verdict, core::Verdict::valid);
        EXPECT_EQ(report.unique,
                  count_orbits(graph, servers, static_cast<std::ptrdiff_t>(script.size())));
        EXPECT_LT(report.unique, graph.states.size());
    }
}

TEST(AlikeServers, OfPaxos) {
    expect_orbits(Paxos{}, 3, "w");
    expect_orbits(Paxos{}, 4, "wr");
}

TEST(AlikeServers, OfAbd) {
    Abd abd;
    abd.retries = 0;
    expect_orbits(abd, 3, "w");
    expect_orbits(abd, 4, "w");
}

TEST(AlikeServers, AreNotThoseThatClientsAsk) {
    const auto model = checker::register_model(Paxos{}, 3, 2, {});
    EXPECT_TRUE(model.interchangeable().empty());
    const auto report = checker::check(model, {.symmetry = true});
    EXPECT_NE(report.stopped.find("no two parts"), std::string::npos);
}

}  // namespace
}  // namespace ordeal::tests
