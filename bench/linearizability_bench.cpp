// How long the judge takes for histories that are hard for checkers. The times are those of
// judge(): compiling the operations, the search, and the certified witness where valid; the search
// for the fewest operations that break a history is left out.
//
//     bench-linearizability --benchmark_filter=crashed
#include <cstdlib>
#include <filesystem>

#include <benchmark/benchmark.h>

#include "core/check.hpp"
#include "core/history/read_history.hpp"
#include "linearizability/generate_history.hpp"
#include "linearizability/judge.hpp"

namespace {

using namespace ordeal;
using core::Operation;
using linearizability::GenerateOptions;
using linearizability::Violation;

std::vector<Operation> generate(const GenerateOptions& options) {
    const auto history = linearizability::generate_history(options);
    CHECK(history.has_value(), "{}", history.error().message);
    auto operations = core::pair_operations(*history);
    CHECK(operations.has_value(), "{}", operations.error().message);
    return std::move(*operations);
}

void judge_all(benchmark::State& state, const std::vector<std::vector<Operation>>& histories,
               const std::string& model, std::optional<core::Verdict> expected, unsigned threads) {
    linearizability::JudgeOptions options;
    options.model = model;
    options.minimise = false;
    options.timeout = std::chrono::seconds(60);
    options.threads = threads;
    std::size_t operations = 0;
    std::uint64_t explored = 0;
    for (auto _ : state) {
        for (const auto& history : histories) {
            const auto judgement = linearizability::judge(history, options);
            CHECK(judgement.has_value(), "{}", judgement.error().message);
            if (expected && judgement->verdict != *expected)
                state.SkipWithError(std::string(core::to_text(judgement->verdict)).c_str());
            operations += history.size();
            for (const auto& partition : judgement->partitions)
                explored += partition.explored;
        }
    }
    state.counters["operations/s"] =
        benchmark::Counter(static_cast<double>(operations), benchmark::Counter::kIsRate);
    state.counters["explored"] =
        static_cast<double>(explored) / static_cast<double>(state.iterations());
}

void add(const std::string& name, const GenerateOptions& options, unsigned threads = 1) {
    benchmark::RegisterBenchmark(
        name.c_str(),
        [options, threads](benchmark::State& state) {
            const bool valid = options.violation == Violation::none;
            judge_all(state, {generate(options)}, options.model,
                      valid ? core::Verdict::valid : core::Verdict::invalid, threads);
        })
        ->Unit(benchmark::kMillisecond)
        ->UseRealTime();
}

/// The recorded etcd logs, where they are at hand.
void add_recorded() {
    const char* told = std::getenv("ORDEAL_HISTORIES");
    const std::filesystem::path folder = told ? told : "../shared/histories";
    if (!std::filesystem::exists(folder / "etcd")) return;
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder / "etcd"))
        if (entry.path().extension() == ".log") files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    std::vector<std::vector<Operation>> histories;
    for (const auto& file : files)
        if (file.filename() != "etcd_067.log")
            histories.push_back(*core::pair_operations(core::read_history_file(file)->events));
    benchmark::RegisterBenchmark("etcd logs", [histories](benchmark::State& state) {
        judge_all(state, histories, "cas-register", std::nullopt, 1);
    })->Unit(benchmark::kMillisecond);
}

void add_generated() {
    for (const std::size_t operations : {200, 1000})
        for (const std::size_t crashed : {15, 40})
            add(fmt::format("crashed/{} of {}", crashed, operations),
                {.operations = operations, .crashed = crashed, .violation = Violation::end});
    const std::pair<std::size_t, std::size_t> crashing[] = {{200, 40}, {1000, 40}, {1000, 500}};
    for (const auto* kind : {"stale", "lost"})
        for (const auto& [operations, crashed] : crashing)
            add(fmt::format("crashed/{} of {}/{}", crashed, operations, kind),
                {.operations = operations,
                 .crashed = crashed,
                 .violation = Violation::end,
                 .violation_kind = kind});
    add("crashed/500 of 1000", {.operations = 1000, .crashed = 500, .violation = Violation::end});
    const std::pair<std::size_t, std::size_t> sizes[] = {
        {10'000, 10}, {100'000, 10}, {1'000'000, 10}, {100'000, 20}, {100'000, 40}};
    for (const std::size_t values : {5, 0})
        for (const auto violation : {Violation::none, Violation::end})
            for (const auto& [operations, processes] : sizes)
                add(fmt::format("busy/{} values/{}/{} by {}", values ? "small" : "distinct",
                                violation == Violation::none ? "valid" : "bad", operations,
                                processes),
                    {.operations = operations,
                     .processes = processes,
                     .values = values,
                     .violation = violation});
    for (const auto* model : {"fifo-queue", "stack", "unordered-queue", "set", "counter"})
        add(fmt::format("others/{}/40 by 3", model),
            {.model = model, .operations = 40, .processes = 3});
    for (const unsigned threads : {1u, 4u})
        add(fmt::format("keys/1000000 over 1000/threads {}", threads),
            {.operations = 1'000'000, .processes = 20, .keys = 1000}, threads);
}

/// Every value is put once, so that no search is needed: valid, and with a violation of a kind that
/// cannot be told from the values alone, where there is one.
void add_distinct(const std::string& model, const std::string& kind) {
    const std::pair<Violation, const char*> violations[] = {
        {Violation::none, "valid"},
        {Violation::start, "bad at start"},
        {Violation::middle, "bad in the middle"},
        {Violation::end, "bad at end"}};
    for (const auto& [violation, name] : violations)
        for (const std::size_t operations : {10'000, 100'000, 1'000'000})
            for (const std::size_t processes : {10, 40, 200})
                add(fmt::format("distinct/{}/{}/{} by {}", model, name, operations, processes),
                    {.model = model,
                     .operations = operations,
                     .processes = processes,
                     .values = 0,
                     .violation = violation,
                     .violation_kind = violation == Violation::none ? "" : kind});
}

}  // namespace

int main(int argc, char** argv) {
    benchmark::Initialize(&argc, argv);
    add_recorded();
    add_generated();
    for (const auto* model : {"register", "cas-register", "set"})
        add_distinct(model, "stale");
    for (const auto* model : {"fifo-queue", "stack", "priority-queue"})
        add_distinct(model, "reordered");
    add_distinct("unordered-queue", "duplicated");
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
