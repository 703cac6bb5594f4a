#include "harness/program/maelstrom_options.hpp"

#include <CLI/CLI.hpp>

#include "clients/maelstrom/topology.hpp"
#include "core/text/words.hpp"

namespace ordeal::harness {

namespace {

std::vector<std::string> strings(const std::vector<std::string_view>& names) {
    return {names.begin(), names.end()};
}

void add_system(CLI::App& command, MaelstromTest& test, MaelstromArguments& arguments) {
    command.add_option("--bin", arguments.bin, "the program that runs a node")->required();
    command
        .add_option("ARGUMENT", arguments.rest,
                    "arguments of the node's program, behind -- where they begin with a dash")
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    command.add_option("--node-count", test.node_count, "how many nodes run")
        ->check(CLI::Range(1, 1000))
        ->capture_default_str();
    command.add_option("--latency", test.latency_ms, "mean latency between nodes, in milliseconds")
        ->capture_default_str();
    command
        .add_option("--latency-dist", test.latency_distribution,
                    "how latencies are spread: uniform is from 0 to twice the mean")
        ->check(CLI::IsMember({"constant", "uniform", "exponential"}))
        ->capture_default_str();
    command.add_option("--loss", test.loss, "probability that a message between nodes gets lost")
        ->check(CLI::Range(0.0, 1.0));
    command
        .add_option("--duplicate", test.duplicate,
                    "probability that a message between nodes comes twice")
        ->check(CLI::Range(0.0, 1.0));
}

void add_workload(CLI::App& command, MaelstromTest& test) {
    command.add_option("-w,--workload", test.workload, "what clients do")
        ->check(CLI::IsMember(strings(maelstrom_workloads())))
        ->capture_default_str();
    command.add_option("--time-limit", test.time_limit_s, "seconds of the workload")
        ->capture_default_str();
    command.add_option("--rate", test.rate, "operations a second, of all clients together")
        ->capture_default_str();
    command
        .add_option("--concurrency", test.concurrency, "how many clients; 4n: four for each node")
        ->capture_default_str();
    command
        .add_option("--topology", test.topology, "of broadcast: the neighbours offered to nodes")
        ->check(CLI::IsMember(strings(clients::maelstrom::topology_names())));
    command.add_option("--key-count", test.key_count, "of workloads with keys: how many")
        ->check(CLI::Range(1, 1'000'000));
    command.add_option("--max-txn-length", test.max_txn_length,
                       "of transactions: how many operations at most");
    command.add_option("--max-writes-per-key", test.max_writes_per_key,
                       "of transactions: a key is retired after so many writes");
}

void add_trial(CLI::App& command, MaelstromTest& test, MaelstromArguments& arguments) {
    command.add_option("--nemesis", arguments.nemesis,
                       "faults, comma-separated: " + core::listed(maelstrom_faults(), "and"));
    command.add_option("--nemesis-interval", test.nemesis_interval_s, "seconds of each fault")
        ->capture_default_str();
    command
        .add_option("--recovery-time", test.recovery_time_s,
                    "seconds without operations before the final reads")
        ->capture_default_str();
    command.add_option("--availability", test.availability,
                       "the least part of the operations that must be ok: total, or a fraction");
    command.add_option("--consistency-models", test.consistency,
                       "what the history must be; of transactions it is only written down");
    command.add_option("--seed", arguments.seed, "instead of a random seed");
    command.add_option("--test-count", arguments.test_count, "run it so often, with further seeds")
        ->check(CLI::Range(1, 1'000'000))
        ->capture_default_str();
    command.add_flag("--log-stderr", arguments.run.log_stderr,
                     "print what nodes said on stderr, when the run is over");
    command.add_flag("--log-net-send,--log-net-recv", arguments.log_net,
                     "for users of Maelstrom: every message is in trace.jsonl anyway");
}

}  // namespace

CLI::App& add_maelstrom(CLI::App& app, MaelstromArguments& arguments) {
    CLI::App* maelstrom = app.add_subcommand("maelstrom", "Maelstrom's workloads, by its options");
    maelstrom->require_subcommand(1);
    CLI::App* command = maelstrom->add_subcommand(
        "test", "Run nodes that speak Maelstrom's protocol on stdin and stdout, and judge them");
    command->option_defaults()->take_last();  // as Maelstrom does with an option given twice
    add_system(*command, arguments.test, arguments);
    add_workload(*command, arguments.test);
    add_trial(*command, arguments.test, arguments);
    command->add_option("--store", arguments.run.store, "where runs are kept")
        ->capture_default_str();
    command->add_flag("--quiet", arguments.run.quiet, "no progress on stderr");
    command->add_flag("--json", arguments.run.output.json,
                      "print exactly one JSON document on stdout");
    command->add_option("--junit", arguments.run.output.junit,
                        "also write the verdict as JUnit XML to this file");
    return *command;
}

}  // namespace ordeal::harness
