// How long a scenario takes in virtual time: the main scenario of ABD, 23 s of it with some 6,900
// operations, in process on one core. Each iteration is a seed of its own; the counters are the
// medians over them, in milliseconds of processor time: of the run alone, and with its judging.
//
//     bench-simulation
#include <algorithm>
#include <ctime>
#include <filesystem>
#include <vector>

#include <benchmark/benchmark.h>

#include "core/check.hpp"
#include "examples/abd/abd.hpp"
#include "harness/runner/interruption.hpp"
#include "harness/scenario/decode.hpp"
#include "harness/simulation/memory.hpp"
#include "harness/simulation/simulation.hpp"

namespace {

using namespace ordeal;

constexpr int seeds = 100;

/// Of the whole process: the judge works on several threads.
double processor_ms() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

double median(std::vector<double> values) {
    std::ranges::sort(values);
    return values[values.size() / 2];
}

void abd(benchmark::State& state, const char* name) {
    const auto root = std::filesystem::path(__FILE__).parent_path().parent_path();
    const auto scenario = harness::load_scenario(root / "scenarios" / "abd" / name);
    CHECK(scenario.has_value(), "{}", scenario.error().message);
    harness::keep_freed_memory();
    harness::Interruption interruption;
    std::vector<double> run_ms;
    std::vector<double> judged_ms;
    double virtual_ms = 0;
    for (auto _ : state) {
        const auto plan = harness::plan_run(*scenario, run_ms.size() + 1);
        const double start = processor_ms();
        const auto run = harness::simulate(
            *plan, [](std::size_t nodes) { return actors::make_cluster(examples::Abd(), nodes); },
            {});
        run_ms.push_back(processor_ms() - start);
        const auto report = harness::judge_run(*plan, run->evidence, interruption);
        judged_ms.push_back(processor_ms() - start);
        CHECK(report.verdict == core::Verdict::valid, "seed {} is not valid", run_ms.size());
        virtual_ms += run->evidence.seconds * 1000;
    }
    state.counters["run_ms"] = median(run_ms);
    state.counters["judged_ms"] = median(judged_ms);
    state.counters["times_real"] = virtual_ms / static_cast<double>(run_ms.size()) / median(run_ms);
}

}  // namespace

BENCHMARK_CAPTURE(abd, partition, "partition.json")
    ->Iterations(seeds)
    ->Unit(benchmark::kMillisecond);

BENCHMARK_MAIN();
