// Simulated workloads before the judge: the model of a right system is found valid, and one that
// now and then answers a read with what it knew some writes ago is found out.
#include <map>
#include <memory>

#include <gtest/gtest.h>

#include "core/history/operation.hpp"
#include "harness/generator/workload.hpp"
#include "linearizability/judge.hpp"
#include "tests/harness/generator/support.hpp"

namespace ordeal::harness::gen::testing {
namespace {

using core::Value;
using core::Verdict;

/// Remembers the value of each key that was current 50 operations ago and gives it to some reads.
Responder stale(Responder honest) {
    struct Past {
        std::map<Value, Value> values;
        std::size_t operations = 0;
    };
    auto past = std::make_shared<Past>();
    return [past, honest](const Invocation& call, core::Random& random) {
        Reply reply = honest(call, random);
        if (call.f != "read") return reply;
        const auto known = past->values.find(*call.key);
        if (known != past->values.end() && random.chance(0.05)) reply.value = known->second;
        if (past->operations++ % 50 == 0) past->values[*call.key] = reply.value;
        return reply;
    };
}

Verdict verdict_of(const WorkloadSpec& spec, const Responder& system, std::uint64_t seed) {
    const auto workload = make_workload(spec);
    const auto whole = phases({limit(600, workload->operations), workload->final_reads});
    const auto operations = core::pair_operations(run(whole, spec.concurrency, system, seed));
    linearizability::JudgeOptions options;
    options.model = spec.model;
    options.initial = spec.initial;
    return linearizability::judge(*operations, options)->verdict;
}

Responder hard(Responder system) {
    return with_crashes(
        0.02, 50ms, with_latency({nemesis::Distribution::exponential, 4ms, {}}, std::move(system)));
}

WorkloadSpec spec_of(std::string model, std::size_t values) {
    WorkloadSpec spec;
    spec.model = std::move(model);
    spec.values = values;
    spec.keys = 3;
    spec.rate = 1000;
    return spec;
}

class JudgedWorkloads : public ::testing::TestWithParam<const char*> {};

TEST_P(JudgedWorkloads, ARightSystemIsValid) {
    for (const std::size_t values : {0U, 5U})
        for (std::uint64_t seed = 0; seed < 5; ++seed)
            EXPECT_EQ(verdict_of(spec_of(GetParam(), values), hard(registers()), seed),
                      Verdict::valid)
                << values << " values, seed " << seed;
}

TEST_P(JudgedWorkloads, StaleReadsAreFoundOut) {
    int found = 0;
    for (std::uint64_t seed = 0; seed < 10; ++seed) {
        const Responder system = hard(stale(registers()));
        EXPECT_EQ(verdict_of(spec_of(GetParam(), 0), system, seed), Verdict::invalid)
            << "seed " << seed;
        found +=
            verdict_of(spec_of(GetParam(), 5), hard(stale(registers())), seed) == Verdict::invalid;
    }
    EXPECT_GE(found, 7) << "of few values a stale one is the right one now and then";
}

INSTANTIATE_TEST_SUITE_P(Models, JudgedWorkloads, ::testing::Values("register", "cas-register"));

}  // namespace
}  // namespace ordeal::harness::gen::testing
