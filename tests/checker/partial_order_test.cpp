// Partial order reduction: the verdicts of the whole, on random systems; and what is refused.
#include <cstdio>

#include <gtest/gtest.h>

#include "checker/actor_model/register_client.hpp"
#include "checker/search/check.hpp"
#include "tests/checker/random_actors.hpp"
#include "tests/checker/random_models.hpp"

namespace ordeal::tests {
namespace {

using actors::Id;
using checker::Network;
using Model = checker::ActorModel<RandomActor::Message>;

/// Whether the actor at this place is `x`; a crashed one is not.
auto is(std::size_t participant, std::int64_t x) {
    return [participant, x](const Model& model, const Model::State& state) {
        const auto* actor = model.state_of<RandomActor>(state, participant);
        return actor != nullptr && actor->x == x;
    };
}

/// A client for each of `clients`, that writes to one server and reads from another.
void add_clients(Model& model, std::uint64_t clients, const std::vector<Id>& servers) {
    for (std::uint32_t i = 0; i < clients; ++i)
        model.add_client(Id::client(i + 1), checker::read_and_write<RandomActor::Message>(),
                         checker::scripted("wr", servers, servers.size() + i, "x"));
    if (clients > 0) model.claim(checker::linearizable<RandomActor::Message>());
}

void add_claims(Model& model, core::Random& random) {
    const std::size_t watched = random.below(2);
    const auto x = static_cast<std::int64_t>(random.below(3));
    const auto reached = checker::sometimes<Model>("reached", is(watched, x));
    const auto avoided = checker::always<Model>(
        "avoided", [=](const Model& m, const auto& s) { return !is(watched, 2 - x)(m, s); });
    if (random.chance(0.7)) model.claim(checker::looks_at({watched}, reached));
    if (random.chance(0.7)) model.claim(checker::looks_at({watched}, avoided));
    if (random.chance(0.5)) return;
    // Steps are never taken back, but by a crash.
    model.claim(checker::looks_at(
        {0, 1}, checker::sometimes<Model>("both done", [](const Model& m, const auto& s) {
            const auto* a = m.state_of<RandomActor>(s, 0);
            const auto* b = m.state_of<RandomActor>(s, 1);
            return a != nullptr && b != nullptr && a->steps == 2 && b->steps == 2;
        })));
    model.claim(
        checker::stable(checker::sometimes<Model>("one started", [](const Model& m, const auto& s) {
            const auto* a = m.state_of<RandomActor>(s, 0);
            return m.options().crashes == 0 && a != nullptr && a->steps >= 1;
        })));
}

/// Three actors, each of its own kind or all alike, and some clients.
Model random_model(core::Random& random) {
    Model model({.network = static_cast<Network>(random.below(3)),
                 .lossy = random.chance(0.2),
                 .crashes = random.chance(0.1) ? 1U : 0U,
                 .history = {.model = "register"}});
    const bool alike = random.chance(0.3);
    RandomActor actor = random_actor(random, 2);
    std::vector<Id> ids = {Id::node(1), Id::node(2), Id::node(3)};
    for (const Id id : ids) {
        actors::Self self{id, ids};
        std::erase(self.peers, id);
        model.add_actor(actor, self);
        if (!alike) actor = random_actor(random, static_cast<std::int64_t>(1 + random.below(2)));
    }
    add_clients(model, random.below(3), ids);
    add_claims(model, random);
    return model;
}

bool is_walk(const Model& model, const checker::Path<Model>& path) {
    auto state = path.initial;
    if (!(model.initial_states()[0] == state)) return false;
    for (const auto& step : path.steps)
        if (!model.apply(state, step.action) || !(state == step.state)) return false;
    return true;
}

struct Sums {
    std::uint64_t whole = 0;
    std::uint64_t reduced = 0;
    std::uint64_t models = 0;
};

void expect_same(std::uint64_t seed, Sums& sums) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    core::Random random(seed);
    const Model model = random_model(random);
    const auto whole = checker::check(model, {.explore_all = true, .max_states = 2000});
    if (!whole.exhausted) return;
    std::optional<std::uint64_t> unique;
    for (const unsigned threads : {1U, 2U, 0U}) {
        checker::SearchOptions options{
            .threads = std::max(1U, threads), .explore_all = true, .partial_order = true};
        if (threads == 0) options.strategy = checker::Strategy::depth_first;
        const auto reduced = checker::check(model, options);
        EXPECT_EQ(reduced.stopped, "");
        EXPECT_LE(reduced.unique, whole.unique);
        EXPECT_EQ(reduced.unique, unique.value_or(reduced.unique));
        unique = reduced.unique;
        EXPECT_EQ(reduced.verdict, whole.verdict);
        for (std::size_t i = 0; i < whole.properties.size(); ++i) {
            const auto& path = reduced.properties[i].path;
            ASSERT_EQ(path.has_value(), whole.properties[i].path.has_value())
                << whole.properties[i].name;
            if (!path) continue;
            EXPECT_TRUE(is_walk(model, *path));
            EXPECT_TRUE(checker::settles(model, model.properties()[i], *path));
        }
    }
    sums.whole += whole.unique;
    sums.reduced += *unique;
    ++sums.models;
}

// ORDEAL_REDUCTION_MODELS=10000 for all of them.
TEST(PartialOrder, AgreesWithTheWholeOnRandomActors) {
    Sums sums;
    for (std::uint64_t seed = 0; seed < random_models(150); ++seed)
        expect_same(seed, sums);
    std::printf("%llu models, states: %llu, reduced to %llu\n",
                static_cast<unsigned long long>(sums.models),
                static_cast<unsigned long long>(sums.whole),
                static_cast<unsigned long long>(sums.reduced));
    EXPECT_GT(sums.models, 50U);
    EXPECT_LT(sums.reduced * 10, sums.whole * 9);
}

TEST(PartialOrder, IsRefusedWhereItIsNotSound) {
    core::Random random(1);
    const auto refused = [&](auto change) {
        Model model = random_model(random);
        checker::SearchOptions options{.partial_order = true};
        change(model, options);
        const auto report = checker::check(model, options);
        EXPECT_EQ(report.verdict, core::Verdict::unknown);
        return report.stopped;
    };
    EXPECT_NE(refused([](Model& model, auto&) {
                  model.claim(checker::always<Model>("silent", is(0, 0)));
              }).find("\"silent\" does not say"),
              std::string::npos);
    EXPECT_NE(refused([](Model& model, auto&) {
                  model.claim(checker::eventually<Model>("late", is(0, 0)));
              }).find("\"late\" speaks of more than states"),
              std::string::npos);
    EXPECT_NE(refused([](Model& model, auto&) {
                  model.bound([](const Model&, const auto&) { return true; });
              }).find("boundary"),
              std::string::npos);
    EXPECT_NE(refused([](Model& model, auto&) {
                  model.observe<std::int64_t>(0, [](std::int64_t&, const auto&) {});
              }).find("observes"),
              std::string::npos);
    EXPECT_NE(refused([](Model&, auto& options) {
                  options.strategy = checker::Strategy::simulation;
              }).find("random walks"),
              std::string::npos);
    EXPECT_NE(refused([](Model&, auto& options) { options.symmetry = true; }).find("symmetry"),
              std::string::npos);
}

}  // namespace
}  // namespace ordeal::tests
