// Generated histories: valid unless broken, the same for the same seed.
#include <gtest/gtest.h>

#include "core/history/jsonl.hpp"
#include "linearizability/generate_history.hpp"
#include "linearizability/judge.hpp"

namespace ordeal::testing {
namespace {

using linearizability::generate_history;
using linearizability::GenerateOptions;
using linearizability::Violation;

core::Verdict verdict_of(const GenerateOptions& options) {
    const auto history = generate_history(options);
    EXPECT_TRUE(history) << history.error().message;
    const auto operations = core::pair_operations(*history);
    EXPECT_TRUE(operations) << operations.error().message;
    linearizability::JudgeOptions how;
    how.model = options.model;
    how.timeout = std::chrono::seconds(20);
    const auto judgement = judge(*operations, how);
    EXPECT_TRUE(judgement) << judgement.error().message;
    return judgement->verdict;
}

TEST(Generate, IsValidUnlessBroken) {
    for (const auto* model : {"register", "cas-register", "kv", "fifo-queue", "unordered-queue",
                              "stack", "set", "counter"})
        for (const std::size_t values : {0, 3})
            for (const std::size_t keys : {0, 3})
                for (const std::size_t crashed : {0, 2}) {
                    GenerateOptions options{.model = model, .operations = 40, .processes = 3};
                    options.keys = keys;
                    options.values = values;
                    options.crashed = crashed;
                    ASSERT_EQ(verdict_of(options), core::Verdict::valid) << model;
                    for (const auto where : {Violation::start, Violation::middle, Violation::end}) {
                        options.violation = where;
                        ASSERT_EQ(verdict_of(options), core::Verdict::invalid) << model;
                    }
                }
}

TEST(Generate, SameSeedSameHistory) {
    const auto text = [](std::uint64_t seed) {
        std::string out;
        const auto history = generate_history({.operations = 50, .crashed = 3, .seed = seed});
        for (const auto& event : *history)
            append_event(out, event);
        return out;
    };
    EXPECT_EQ(text(4), text(4));
    EXPECT_NE(text(4), text(5));
}

TEST(Generate, RefusesWhatItDoesNotKnow) {
    EXPECT_EQ(generate_history({.model = "no-such"}).error().message,
              "no histories of model \"no-such\"");
    EXPECT_FALSE(generate_history({.processes = 0}));
}

}  // namespace
}  // namespace ordeal::testing
