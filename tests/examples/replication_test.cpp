// The last-writer-wins register, the write-once register and the askers: their claims hold, each
// planted bug is found in the least steps.
#include <gtest/gtest.h>

#include "examples/interaction/model.hpp"
#include "examples/lww-register/model.hpp"
#include "examples/write-once/write_once.hpp"
#include "tests/examples/found.hpp"

namespace ordeal::test {
namespace {

using core::Verdict;

TEST(PlantedBugs, OfTheLastWriterWinsRegister) {
    using examples::LwwBug;
    const auto copies = [](LwwBug bug, checker::ActorModelOptions options, bool linearizable) {
        return find(examples::lww_model({bug}, 2, 2, std::move(options), {}, linearizable));
    };
    for (const bool lossy : {false, true})
        EXPECT_EQ(copies(LwwBug::none, {.lossy = lossy}, false), holds);
    EXPECT_EQ(copies(LwwBug::none, {.crashes = 1}, false), holds);
    EXPECT_EQ(copies(LwwBug::none, {.network = checker::Network::unordered_duplicating}, false),
              holds);
    EXPECT_EQ(copies(LwwBug::none, {}, true), (Found{Verdict::invalid, "linearizable", 4}));
    EXPECT_EQ(copies(LwwBug::last_arrived_wins, {}, false),
              (Found{Verdict::invalid, "copies agree when nothing is under way", 4}));
    EXPECT_EQ(copies(LwwBug::ties, {}, false),
              (Found{Verdict::invalid, "copies agree in the end", 8}));
}

TEST(PlantedBugs, OfTheWriteOnceRegister) {
    using examples::WriteOnceBug;
    const auto once = [](WriteOnceBug bug, std::size_t servers, unsigned crashes) {
        checker::ActorModelOptions options{.crashes = crashes};
        options.history.model = "write-once-register";
        return find(
            checker::register_model(examples::WriteOnce{bug}, servers, 2, std::move(options)));
    };
    const auto wrong = [](std::size_t steps) {
        return Found{Verdict::invalid, "linearizable", steps};
    };
    EXPECT_EQ(once(WriteOnceBug::none, 1, 1), holds);
    EXPECT_EQ(once(WriteOnceBug::none, 2, 0), wrong(4));
    EXPECT_EQ(once(WriteOnceBug::overwrites, 1, 0), wrong(4));
    EXPECT_EQ(once(WriteOnceBug::forgets, 1, 1), wrong(6));
}

TEST(PlantedBugs, OfTheAskers) {
    using examples::InteractionBug;
    const auto asking = [](InteractionBug bug, checker::ActorModelOptions options) {
        return find(examples::interaction_model({bug}, {}, 2, std::move(options)));
    };
    for (const auto network : {checker::Network::unordered_duplicating, checker::Network::unordered,
                               checker::Network::ordered})
        for (const bool lossy : {false, true})
            EXPECT_EQ(asking(InteractionBug::none, {.network = network, .lossy = lossy}), holds);
    EXPECT_EQ(asking(InteractionBug::no_merge, {}),
              (Found{Verdict::invalid, "an answer knows of its question", 1}));
    EXPECT_EQ(asking(InteractionBug::guesses_ahead, {}),
              (Found{Verdict::invalid, "nobody knows of what has not happened", 1}));
}

}  // namespace
}  // namespace ordeal::test
