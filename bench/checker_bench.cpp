// How fast the model checker goes, how that grows with threads, and how much it keeps of a state.
// The number at the end of a name is that of threads; the column CPU is what all threads took
// together. Counters: generated states a second (gen/s), unique states, bytes of memory for each of
// them without the frontier, and MB with it.
//
//     bench-checker --benchmark_filter=commit
#include <benchmark/benchmark.h>

#include "checker/actor_model/register_client.hpp"
#include "checker/search/check.hpp"
#include "examples/paxos/paxos.hpp"
#include "examples/two-phase-commit/two_phase_commit.hpp"
#include "tests/checker/register_systems.hpp"
#include "tests/checker/two_phase_commit.hpp"

namespace {

using namespace ordeal;
using checker::Memory;
using checker::SearchOptions;
using checker::Strategy;

template <typename Report>
void count(benchmark::State& state, const Report& report) {
    state.counters["gen/s"] = static_cast<double>(report.generated) / report.seconds;
    state.counters["unique"] = static_cast<double>(report.unique);
    state.counters["B/state"] =
        static_cast<double>(report.visited_bytes) / static_cast<double>(report.unique);
    state.counters["MB"] = static_cast<double>(report.visited_bytes + report.frontier_bytes) / 1e6;
}

SearchOptions options(Strategy strategy, Memory memory, benchmark::State& state) {
    return {.strategy = strategy,
            .memory = memory,
            .threads = static_cast<unsigned>(state.range(0)),
            .explore_all = true};
}

void two_phase_commit(benchmark::State& state, std::uint8_t managers, Strategy strategy,
                      Memory memory) {
    for (auto _ : state)
        count(state, checker::whole_check(tests::TwoPhaseCommit{managers},
                                          options(strategy, memory, state)));
}

template <typename A>
void registers(benchmark::State& state, std::size_t servers, std::size_t clients,
               checker::Network network, Memory memory) {
    for (auto _ : state) {
        const auto model = tests::register_system(
            A{}, servers, clients,
            {.network = network, .lossy = false, .crashes = 0, .history = {}});
        const auto report =
            checker::whole_check(model, options(Strategy::breadth_first, memory, state));
        count(state, report);
        state.counters["histories"] = static_cast<double>(model.tables().histories().size());
        state.counters["effects"] = static_cast<double>(model.tables().effects());
    }
}

void single_copy(benchmark::State& state, std::size_t clients, Memory memory) {
    registers<tests::SingleCopy>(state, 1, clients, checker::Network::unordered, memory);
}

void abd(benchmark::State& state, std::size_t clients, Memory memory) {
    registers<tests::PlainAbd>(state, 3, clients, checker::Network::ordered, memory);
}

void paxos(benchmark::State& state, std::size_t clients, Memory memory) {
    for (auto _ : state) {
        const auto model = checker::register_model(examples::Paxos{}, 3, clients, {});
        count(state, checker::whole_check(model, options(Strategy::breadth_first, memory, state)));
    }
}

/// Counters of a reduced search; "of_whole" is the share of the states that were left, where
/// their number is known.
template <typename M>
void reduced(benchmark::State& state, const M& model, SearchOptions options, double whole) {
    options.explore_all = true;
    for (auto _ : state) {
        const auto report = checker::check(model, options);
        count(state, report);
        if (whole > 0) state.counters["of_whole"] = static_cast<double>(report.unique) / whole;
        state.counters["rounds"] = static_cast<double>(report.reductions.rounds);
    }
}

void two_phase_commit_orbits(benchmark::State& state) {
    reduced(state, examples::TwoPhaseCommit{8}, {.symmetry = true}, 1'745'408);
}

/// Published or, where that is ours, measured: the states of the whole.
void paxos_partial_order(benchmark::State& state, checker::Network network, double whole) {
    reduced(state, checker::register_model(examples::Paxos{}, 3, 3, {.network = network}),
            {.partial_order = true}, whole);
}

void abd_partial_order(benchmark::State& state, checker::Network network, std::size_t clients,
                       double whole) {
    reduced(state, tests::register_system(tests::PlainAbd{}, 3, clients, {.network = network}),
            {.partial_order = true}, whole);
}

#define ORDEAL_BENCH(...)               \
    BENCHMARK_CAPTURE(__VA_ARGS__)      \
        ->Unit(benchmark::kMillisecond) \
        ->Iterations(1)                 \
        ->UseRealTime()                 \
        ->MeasureProcessCPUTime()       \
        ->Arg(1)

ORDEAL_BENCH(two_phase_commit, 8_depth_fingerprint, 8, Strategy::depth_first, Memory::fingerprint);
ORDEAL_BENCH(two_phase_commit, 8_depth_exact, 8, Strategy::depth_first, Memory::exact);
ORDEAL_BENCH(two_phase_commit, 8_breadth_fingerprint, 8, Strategy::breadth_first,
             Memory::fingerprint)
    ->Arg(2)
    ->Arg(4);
ORDEAL_BENCH(two_phase_commit, 8_breadth_exact, 8, Strategy::breadth_first, Memory::exact)->Arg(4);
ORDEAL_BENCH(two_phase_commit, 9_breadth_fingerprint, 9, Strategy::breadth_first,
             Memory::fingerprint)
    ->Arg(2)
    ->Arg(4);

ORDEAL_BENCH(single_copy, 4_clients_fingerprint, 4, Memory::fingerprint)->Arg(4);
ORDEAL_BENCH(single_copy, 4_clients_exact, 4, Memory::exact);
ORDEAL_BENCH(abd, 2_clients_ordered_fingerprint, 2, Memory::fingerprint)->Arg(4);
ORDEAL_BENCH(abd, 2_clients_ordered_exact, 2, Memory::exact);
ORDEAL_BENCH(paxos, 3_clients_fingerprint, 3, Memory::fingerprint)->Arg(4);
ORDEAL_BENCH(paxos, 3_clients_exact, 3, Memory::exact);
ORDEAL_BENCH(paxos, 6_clients_fingerprint, 6, Memory::fingerprint)->Arg(2)->Arg(4);
ORDEAL_BENCH(paxos, 7_clients_fingerprint, 7, Memory::fingerprint)->Arg(2)->Arg(4);

BENCHMARK(two_phase_commit_orbits)->Unit(benchmark::kMillisecond)->Iterations(1);
ORDEAL_BENCH(paxos_partial_order, 3_clients_unordered, checker::Network::unordered, 1'194'428);
ORDEAL_BENCH(abd_partial_order, 1_client_ordered, checker::Network::ordered, 1, 559);
ORDEAL_BENCH(abd_partial_order, 2_clients_ordered, checker::Network::ordered, 2, 1'212'979);

}  // namespace

BENCHMARK_MAIN();
