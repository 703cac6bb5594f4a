// Registers against brute force: every small history, and many random larger ones.
#include "linearizability/specifications/register.hpp"

#include "linearizability/search/decide.hpp"
#include "tests/linearizability/engine_check.hpp"

namespace ordeal::testing {
namespace {

using core::Value;
using linearizability::Decide;
using linearizability::DepthFirst;
using linearizability::FailedCas;
using linearizability::Forward;
using linearizability::JudgeOptions;
using linearizability::Limits;
using linearizability::Problem;
using linearizability::Register;

const auto depth_first = [](Register& spec, const Problem<Register>& problem, Limits& limits) {
    return DepthFirst<Register>(spec, problem, limits).run();
};

const auto forward = [](Register& spec, const Problem<Register>& problem, Limits& limits) {
    return Forward<Register, 1>(spec, problem, limits).run();
};

const auto narrow_first = [](Register& spec, const Problem<Register>& problem, Limits& limits) {
    return Decide<Register, 1>(spec, problem, limits, 1).run();
};

JudgeOptions cas_register(FailedCas failed_cas = FailedCas::dropped) {
    JudgeOptions options;
    options.model = "cas-register";
    options.failed_cas = failed_cas;
    return options;
}

bool all_agree(EngineCheck<Register>& check, const std::vector<Placed>& history) {
    return check.agrees(history, depth_first) && check.agrees(history, forward) &&
           check.agrees(history, narrow_first);
}

/// Reads, writes and cas of the values 0 and 1, with all their outcomes.
std::vector<core::Operation> all_kinds() {
    std::vector<core::Operation> kinds;
    for (const Value& seen : {Value(), Value(0), Value(1)})
        kinds.push_back(make_kind("read", nullptr, seen));
    kinds.push_back(make_kind("read", nullptr, nullptr, "info"));
    for (const auto outcome : {"ok", "fail", "info"}) {
        kinds.push_back(make_kind("write", 0, nullptr, outcome));
        kinds.push_back(make_kind("write", 1, nullptr, outcome));
        for (const int from : {0, 1})
            for (const int to : {0, 1})
                kinds.push_back(make_kind("cas", Value::list({from, to}), nullptr, outcome));
    }
    return kinds;
}

/// The kinds that matter most, so that histories of four operations can all be tried.
std::vector<core::Operation> few_kinds() {
    return {make_kind("read", nullptr, nullptr),
            make_kind("read", nullptr, 0),
            make_kind("read", nullptr, 1),
            make_kind("write", 0),
            make_kind("write", 1),
            make_kind("write", 0, nullptr, "info"),
            make_kind("cas", Value::list({0, 1})),
            make_kind("cas", Value::list({1, 0})),
            make_kind("cas", Value::list({0, 1}), nullptr, "info")};
}

/// Calls check(history) for every assignment of kinds to the operations of every overlap.
template <typename Check>
std::size_t for_all(std::size_t count, const std::vector<core::Operation>& kinds,
                    const Check& check) {
    std::size_t tried = 0;
    for (const auto& overlap : all_overlaps(count, 3)) {
        std::size_t combinations = 1;
        for (std::size_t i = 0; i < count; ++i)
            combinations *= kinds.size();
        for (std::size_t number = 0; number < combinations; ++number) {
            auto history = overlap;
            std::size_t rest = number;
            for (auto& placed : history) {
                placed.kind = rest % kinds.size();
                rest /= kinds.size();
            }
            forget_returns(history, kinds);
            ++tried;
            if (!check(history)) return tried;
        }
    }
    return tried;
}

TEST(Register, EveryHistoryUpToThreeOperations) {
    for (const auto failed_cas : {FailedCas::dropped, FailedCas::observed}) {
        EngineCheck<Register> check(cas_register(failed_cas), all_kinds());
        for (std::size_t count = 1; count <= 3; ++count)
            for_all(count, check.kinds(),
                    [&](const auto& history) { return all_agree(check, history); });
    }
}

TEST(Register, EveryHistoryOfFourOperationsOfFewKinds) {
    EngineCheck<Register> check(cas_register(), few_kinds());
    const std::size_t tried =
        for_all(4, check.kinds(), [&](const auto& history) { return all_agree(check, history); });
    EXPECT_EQ(tried, all_overlaps(4, 3).size() * 9 * 9 * 9 * 9);
}

TEST(Register, RandomHistories) {
    for (const auto failed_cas : {FailedCas::dropped, FailedCas::observed}) {
        EngineCheck<Register> check(cas_register(failed_cas), all_kinds());
        core::Random random(failed_cas == FailedCas::dropped ? 1 : 2);
        for (int i = 0; i < 20'000; ++i) {
            auto history = random_history(random, 1 + random.below(8), 1 + random.below(4),
                                          check.kinds().size());
            forget_returns(history, check.kinds());
            ASSERT_TRUE(all_agree(check, history));
        }
    }
}

}  // namespace
}  // namespace ordeal::testing
