// The command line of `ordeal`, as data. Only arguments.cpp and maelstrom_options.cpp see the
// library that parses it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/exit_code.hpp"
#include "harness/maelstrom/shortcut.hpp"
#include "linearizability/generate_history.hpp"

namespace ordeal::harness {

/// Where results go, the same for every command that judges.
struct OutputOptions {
    bool json = false;
    std::optional<std::string> junit;  // a file
};

struct RunArguments {
    std::vector<std::string> scenarios;
    std::string store = "store";
    std::optional<std::uint64_t> seed;
    std::optional<std::string> world;  // instead of the scenario's
    OutputOptions output;
    bool quiet = false;
    bool fail_fast = false;   // end a run at its first violation
    bool pcap = false;        // capture all packets
    bool log_stderr = false;  // what nodes said is told behind the result
};

struct MaelstromArguments {
    MaelstromTest test;              // but for its command:
    std::string bin;                 // the program of a node
    std::vector<std::string> rest;   // and its arguments
    std::string nemesis;             // names of faults, comma-separated
    std::vector<std::string> words;  // all that stood behind the command
    std::size_t test_count = 1;
    std::optional<std::uint64_t> seed;
    bool log_net = false;  // understood, and without effect
    RunArguments run;      // store and output
};

struct VerifyArguments {
    std::vector<std::string> histories;      // files, directories of runs, "-"
    std::optional<std::string> model;        // default: that of the run, else register
    std::optional<std::string> initial;      // JSON
    std::optional<std::string> consistency;  // default: that of the run, else linearizable
    std::vector<std::string> checks;         // default: those of the run, else none
    std::string failed_cas = "dropped";
    std::string format = "auto";
    std::optional<std::string> timeout;     // of judging each history
    std::optional<std::string> memory;      // of all searches together
    bool follow = false;                    // judge while the history is being written
    std::optional<std::string> until_idle;  // so long without anything new ends following
    bool lenient = false;                   // malformed events are skipped and counted
    unsigned threads = 0;                   // 0: as many as the machine has
    OutputOptions output;
};

struct ReproduceArguments {
    std::string path;  // a file
    OutputOptions output;
};

struct GenerateArguments {
    linearizability::GenerateOptions options;
    std::string violation = "none";
    std::string format = "jsonl";
    std::string output = "-";  // a file; "-" is standard output
};

struct ReplayArguments {
    std::string run;                // a run's directory, or a store
    std::string store = "store";    // of what is run again
    std::vector<std::string> rest;  // for the program of the run
};

struct ReportArguments {
    std::string run;                    // a run's directory, or a store
    std::optional<std::string> output;  // a file; "-" is standard output; none: that of the run
};

struct ShowArguments {
    std::string run;                 // a run's directory, a store, a scenario's name
    std::vector<std::string> parts;  // with their arguments
    std::optional<std::string> at;   // as "around" and this
    std::optional<std::string> key;
    std::optional<std::int64_t> process;
    std::optional<std::string> f;
    std::optional<std::string> type;
    std::optional<std::string> from;
    std::optional<std::string> to;
    std::string within = "100ms";
    std::size_t limit = 200;
    bool json = false;
};

struct ServeArguments {
    std::string store = "store";
    std::string address = "127.0.0.1";
    std::uint16_t port = 8010;
    std::string token;
};

struct ListArguments {
    std::string what;  // empty: everything
    bool json = false;
};

struct SchemaArguments {};

/// Of a command that reads its words itself, because a program of actors may read them instead.
struct ForwardedArguments {
    std::string command;
    std::vector<std::string> words;
};

using Arguments =
    std::variant<RunArguments, MaelstromArguments, VerifyArguments, ReplayArguments,
                 ReproduceArguments, GenerateArguments, ReportArguments, ShowArguments,
                 ServeArguments, ListArguments, SchemaArguments, ForwardedArguments>;

/// What to do, or (after --help, --version or a usage error, which have been printed) how to exit.
std::variant<Arguments, core::ExitCode> parse_arguments(int argc, char** argv);

}  // namespace ordeal::harness
