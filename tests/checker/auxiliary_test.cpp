// A state of one's own beside the actors': as the slow enumerator has it, which is told nothing,
// and looks at what changed between whole states.
#include <gtest/gtest.h>

#include "checker/search/check.hpp"
#include "tests/checker/enumerator/enumerate.hpp"
#include "tests/checker/random_actor_systems.hpp"

namespace ordeal::tests {
namespace {

using actors::Id;
using enumerator::NetworkKind;

/// Whom messages have reached, who has sent any, who sent the one delivered last.
struct Seen {
    std::set<Id> reached;
    std::set<Id> senders;
    Id last;
};
ORDEAL_DESCRIBE(Seen, reached, senders, last)

std::size_t under_way(const RandomSystem::State& state) {
    std::size_t count = 0;
    for (const auto& [letter, copies] : state.network.copies)
        count += copies;
    for (const auto& [ends, queue] : state.network.queues)
        count += queue.size();
    return count;
}

/// Requires: a network that does not duplicate, or what is sent again could not be seen.
struct Watched {
    struct State {
        RandomSystem::State system;
        Seen seen;
        friend auto operator<=>(const State&, const State&) = default;
    };
    using Action = RandomSystem::Action;
    RandomSystem system;

    std::vector<State> initial_states() const {
        State state{system.initial_states()[0], {}};
        for (const auto& letter : state.system.network.deliverable())
            state.seen.senders.insert(letter.from);
        return {state};
    }
    void actions(const State& state, std::vector<Action>& out) const {
        system.actions(state.system, out);
    }
    bool apply(State& state, const Action& action) const {
        const std::size_t before = under_way(state.system);
        if (!system.apply(state.system, action)) return false;
        std::size_t taken = 0;
        if (const auto* deliver = std::get_if<RandomSystem::Deliver>(&action)) {
            taken = 1;
            state.seen.reached.insert(deliver->letter.to);
            state.seen.last = deliver->letter.from;
        }
        if (under_way(state.system) + taken > before)
            if (const auto who = actor_of(action)) state.seen.senders.insert(*who);
        return true;
    }

    std::optional<Id> actor_of(const Action& action) const {
        if (const auto* a = std::get_if<RandomSystem::Deliver>(&action)) return a->letter.to;
        if (const auto* a = std::get_if<RandomSystem::Fire>(&action))
            return system.self(a->node).id;
        if (const auto* a = std::get_if<RandomSystem::Decide>(&action))
            return system.self(a->node).id;
        if (const auto* a = std::get_if<RandomSystem::Restart>(&action))
            return system.self(a->node).id;
        return std::nullopt;
    }
};

RandomModel observing(const RandomSystem& system) {
    RandomModel model = fast_model(system);
    model.observe<Seen>({}, [](Seen& seen, const checker::Happening<RandomActor::Message>& step) {
        if (step.delivered != nullptr) {
            seen.reached.insert(step.participant);
            seen.last = step.delivered->from;
        }
        if (!step.sent.empty()) seen.senders.insert(step.participant);
    });
    model.claim(checker::always<RandomModel>(
        "some actor is never reached", [](const RandomModel& m, const auto& state) {
            return m.observed<Seen>(state).reached.size() < m.participants();
        }));
    return model;
}

TEST(Auxiliary, IsPartOfTheStateAsTheEnumeratorHasIt) {
    core::Random random(5);
    int compared = 0;
    int reached = 0;
    while (compared < 60) {
        RandomSystem system = random_actor_system(random);
        if (system.network == NetworkKind::unordered_duplicating) continue;
        const auto model = observing(system);
        const auto size = checker::whole_check(model, {.explore_all = true, .max_states = 600});
        if (!size.exhausted || size.unique < 10) continue;
        ++compared;
        const auto graph = enumerator::enumerate(Watched{system});
        const auto expected = nearest(graph, [&](const auto& state) {
            return state.seen.reached.size() == system.actors.size();
        });
        reached += expected > 0 ? 1 : 0;
        for (const unsigned threads : {1U, 3U}) {
            const auto report = checker::whole_check(
                model,
                {.memory = threads == 1 ? checker::Memory::exact : checker::Memory::fingerprint,
                 .threads = threads,
                 .explore_all = true});
            EXPECT_EQ(report.unique, graph.counts().unique);
            EXPECT_EQ(report.generated, graph.counts().generated);
            const auto& path = report.properties[0].path;
            EXPECT_EQ(path ? path->steps.size() + 1 : 0, expected);
        }
    }
    EXPECT_GT(reached, 10);
}

}  // namespace
}  // namespace ordeal::tests
