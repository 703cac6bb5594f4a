// Generated histories: valid unless broken, and then broken as asked; the same for the same seed.
#include <gmock/gmock.h>

#include "core/history/jsonl.hpp"
#include "linearizability/generate_history.hpp"
#include "linearizability/judge.hpp"
#include "tests/linearizability/oracle.hpp"

namespace ordeal::testing {
namespace {

using linearizability::generate_history;
using linearizability::GenerateOptions;
using linearizability::Violation;
using linearizability::violation_kinds;

std::vector<core::Operation> operations_of(const GenerateOptions& options) {
    const auto history = generate_history(options);
    EXPECT_TRUE(history) << options.model << ": " << history.error().message;
    if (!history) return {};
    const auto operations = core::pair_operations(*history);
    EXPECT_TRUE(operations) << operations.error().message;
    EXPECT_EQ(operations->size(), options.operations) << options.model;
    return *operations;
}

core::Verdict verdict_of(const GenerateOptions& options) {
    linearizability::JudgeOptions how;
    how.model = options.model;
    how.timeout = std::chrono::seconds(20);
    how.minimise = false;
    const auto judgement = judge(operations_of(options), how);
    EXPECT_TRUE(judgement) << judgement.error().message;
    return judgement->verdict;
}

/// By trying every order.
bool is_valid(const GenerateOptions& options) {
    const auto operations = operations_of(options);
    std::vector<Placed> history;
    for (const auto& operation : operations) {
        history.push_back({operation.id, operation.invoked, operation.completed});
        if (operation.outcome == core::EventType::info) history.back().returned.reset();
    }
    Oracle oracle(options.model, nullptr, linearizability::FailedCas::dropped, operations);
    return oracle.is_valid(history);
}

/// Calls use(options) without violation, and with each kind at each place.
template <typename Use>
void for_all_violations(GenerateOptions options, const Use& use) {
    use(options);
    for (const auto kind : violation_kinds(options.model))
        for (const auto where : {Violation::start, Violation::middle, Violation::end}) {
            options.violation = where;
            options.violation_kind = kind;
            use(options);
        }
}

TEST(Generate, IsJudgedAsPlanted) {
    for (const auto model : linearizability::model_names())
        for (const std::size_t values : {0, 3})
            for (const std::size_t keys : {0, 3})
                for (const std::size_t crashed : {0, 2})
                    for_all_violations(
                        {.model = std::string(model),
                         .operations = 30,
                         .processes = 3,
                         .keys = keys,
                         .values = values,
                         .crashed = crashed},
                        [](const GenerateOptions& options) {
                            const bool valid = options.violation == Violation::none;
                            EXPECT_EQ(verdict_of(options),
                                      valid ? core::Verdict::valid : core::Verdict::invalid)
                                << options.model << " " << options.violation_kind;
                        });
}

TEST(Generate, IsAsPlantedByBruteForce) {
    for (const auto model : linearizability::model_names())
        for (std::uint64_t seed = 1; seed <= 15; ++seed)
            for_all_violations(
                {.model = std::string(model),
                 .operations = 8,
                 .processes = 1 + seed % 4,
                 .values = seed % 3,
                 .crashed = seed % 3,
                 .seed = seed},
                [](const GenerateOptions& options) {
                    EXPECT_EQ(is_valid(options), options.violation == Violation::none)
                        << options.model << " " << options.violation_kind << " seed "
                        << options.seed;
                });
}

TEST(Generate, MoreProcessesThanOperations) {
    EXPECT_EQ(operations_of({.operations = 3, .processes = 100}).size(), 3u);
    EXPECT_TRUE(generate_history({.operations = 0})->empty());
}

TEST(Generate, SameSeedSameHistory) {
    const auto text = [](std::uint64_t seed) {
        return core::to_jsonl(*generate_history({.operations = 50, .crashed = 3, .seed = seed}));
    };
    EXPECT_EQ(text(4), text(4));
    EXPECT_NE(text(4), text(5));
}

TEST(Generate, RefusesWhatItDoesNotKnow) {
    EXPECT_EQ(generate_history({.model = "no-such"}).error().message,
              "no histories of model \"no-such\"");
    EXPECT_FALSE(generate_history({.processes = 0}));
    EXPECT_EQ(generate_history({.model = "counter", .violation_kind = "torn"}).error().message,
              "histories of model \"counter\" can be broken by: unwritten, lost; not by \"torn\"");
    EXPECT_EQ(
        generate_history({.operations = 2, .violation = Violation::end, .violation_kind = "stale"})
            .error()
            .message,
        "2 operations are too few for the violation \"stale\"");
    EXPECT_THAT(violation_kinds("mutex"), ::testing::ElementsAre("duplicated"));
    EXPECT_TRUE(violation_kinds("no-such").empty());
}

}  // namespace
}  // namespace ordeal::testing
