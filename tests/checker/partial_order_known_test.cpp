// Partial order reduction of systems that are known: how much is left, and the same verdicts.
#include <gtest/gtest.h>

#include "checker/actor_model/register_client.hpp"
#include "checker/search/check.hpp"
#include "examples/paxos/paxos.hpp"
#include "tests/checker/register_systems.hpp"

namespace ordeal::tests {
namespace {

using checker::Network;

// The counts are those of the rules in ample.hpp: a finer rule may lower them.
TEST(PartialOrder, OfKnownSystemsLeavesAFraction) {
    const auto expect = [](const auto& model, std::uint64_t whole, std::uint64_t reduced) {
        for (const unsigned threads : {1U, 3U}) {
            const auto report = checker::check(
                model, {.threads = threads, .explore_all = true, .partial_order = true});
            EXPECT_EQ(report.unique, reduced);
            EXPECT_EQ(report.verdict, core::Verdict::valid) << report.stopped;
            EXPECT_GT(report.reductions.saved, 0U);
        }
        EXPECT_EQ(checker::check(model, {.explore_all = true}).unique, whole);
    };
    const auto paxos = [](std::size_t clients, Network network) {
        return checker::register_model(examples::Paxos{}, 3, clients, {.network = network});
    };
    expect(paxos(1, Network::unordered), 265, 80);
    expect(paxos(2, Network::unordered), 16668, 3020);
    expect(paxos(2, Network::ordered), 33328, 917);
    expect(paxos(1, Network::unordered_duplicating), 634, 93);
    const auto abd = [](Network network) {
        return register_system(PlainAbd{}, 3, 1, {.network = network});
    };
    expect(abd(Network::unordered), 1449, 120);
    expect(abd(Network::ordered), 559, 64);
}

TEST(PartialOrder, FindsPlantedBugs) {
    for (const auto bug : {examples::PaxosBug::own_value, examples::PaxosBug::ignores_promise})
        for (const auto network : {Network::unordered, Network::ordered}) {
            const auto model =
                checker::register_model(examples::Paxos{bug}, 3, 2, {.network = network});
            const auto whole = checker::check(model);
            const auto reduced = checker::check(model, {.partial_order = true});
            EXPECT_EQ(reduced.verdict, whole.verdict);
            const auto& path = reduced.find("linearizable")->path;
            ASSERT_EQ(path.has_value(), whole.find("linearizable")->path.has_value());
            if (path) {
                EXPECT_FALSE(model.history_valid(path->last()));
            }
        }
}

}  // namespace
}  // namespace ordeal::tests
