// What a state costs does not depend on how deep it is: searches keep a link to where it was found
// from, never the way to it.
#include <gtest/gtest.h>

#include "checker/search/check.hpp"

namespace ordeal::tests {
namespace {

using checker::Memory;
using checker::Strategy;

/// 100,000 states in so many lanes: the fewer lanes, the deeper.
struct Road {
    using State = std::uint32_t;
    using Action = std::uint8_t;

    static constexpr State states = 100'000;
    State lanes = 1;

    std::vector<State> initial_states() const {
        std::vector<State> first(lanes);
        for (State lane = 0; lane < lanes; ++lane)
            first[lane] = lane;
        return first;
    }
    void actions(State state, std::vector<Action>& out) const {
        if (state + lanes < states) out.push_back(0);
    }
    bool apply(State& state, Action) const {
        state += lanes;
        return true;
    }
    std::vector<checker::Property<Road>> properties() const { return {}; }
};

TEST(Road, ADeepStateTakesNoMoreThanAShallowOne) {
    for (const Strategy strategy : {Strategy::breadth_first, Strategy::depth_first})
        for (const Memory memory : {Memory::exact, Memory::fingerprint}) {
            const checker::SearchOptions options{.strategy = strategy, .memory = memory};
            const auto deep = checker::check(Road{1}, options);
            const auto shallow = checker::check(Road{1000}, options);
            EXPECT_EQ(deep.unique, Road::states);
            EXPECT_EQ(deep.max_depth, Road::states);
            EXPECT_EQ(shallow.unique, Road::states);
            EXPECT_EQ(shallow.max_depth, 100);
            EXPECT_LT(deep.visited_bytes, shallow.visited_bytes + shallow.visited_bytes / 10);
            EXPECT_LT(deep.visited_bytes + deep.frontier_bytes, Road::states * std::size_t{64});
        }
}

}  // namespace
}  // namespace ordeal::tests
