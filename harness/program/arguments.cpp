#include "harness/program/arguments.hpp"

#include <algorithm>
#include <cstdio>

#include <CLI/CLI.hpp>

#include "core/history/read_history.hpp"
#include "core/text/nearest.hpp"
#include "core/text/words.hpp"
#include "core/version.hpp"
#include "harness/checks/registry.hpp"
#include "harness/program/commands.hpp"
#include "harness/program/maelstrom_options.hpp"
#include "harness/scenario/known_names.hpp"
#include "harness/show/show.hpp"
#include "linearizability/consistency/promise.hpp"

namespace ordeal::harness {

namespace {

constexpr const char* run_text =
    "the directory of a run; or a store, or the name of a scenario in it: the newest run";

void add_output_options(CLI::App& command, OutputOptions& output) {
    command.add_flag("--json", output.json, "print exactly one JSON document on stdout");
    command.add_option("--junit", output.junit,
                       "also write the verdicts as JUnit XML to this file");
}

CLI::App& add_run(CLI::App& app, RunArguments& run) {
    CLI::App* command = app.add_subcommand(
        "run", "Run scenarios: start the system, break it, record, judge, store");
    command->add_option("SCENARIO", run.scenarios, "scenario files")->required();
    command->add_option("--store", run.store, "where runs are kept")->capture_default_str();
    command->add_option("--seed", run.seed, "instead of the scenario's (or a random) seed");
    command->add_option("--world", run.world, "instead of the scenario's world")
        ->check(CLI::IsMember(known_names().worlds));
    command->add_flag("--quiet", run.quiet, "no progress on stderr");
    command->add_flag(
        "--pcap", run.pcap,
        "write all packets to capture.pcapng in the run's directory; world real only");
    command->add_flag("--fail-fast", run.fail_fast,
                      "judge while the system runs, and end the run at the first violation");
    add_output_options(*command, run.output);
    return *command;
}

CLI::App& add_verify(CLI::App& app, VerifyArguments& verify) {
    CLI::App* command = app.add_subcommand("verify", "Judge stored histories");
    command
        ->add_option("HISTORY", verify.histories,
                     "history files, directories of runs, or - for standard input")
        ->required();
    command->add_option("--model", verify.model,
                        "the sequential specification (default: the run's, else register)");
    command->add_option("--initial", verify.initial, "its initial value, as JSON (default null)");
    std::vector<std::string> promises;
    for (const auto name : linearizability::promise_names())
        promises.emplace_back(name);
    command
        ->add_option("--consistency", verify.consistency,
                     "what is asked of the history (default: the run's, else linearizable)")
        ->check(CLI::IsMember(promises));
    std::vector<std::string> checks;
    for (const auto name : check_names())
        checks.emplace_back(name);
    command
        ->add_option("--check", verify.checks,
                     "a check of the history, instead of judging it (default: those of the run; "
                     "may be given several times; `ordeal list checks`)")
        ->check(CLI::IsMember(checks))
        ->allow_extra_args(false)
        ->delimiter(',');
    command
        ->add_option("--failed-cas", verify.failed_cas,
                     "a failed cas is dropped (it did not happen) or observed (the state differed)")
        ->check(CLI::IsMember({"dropped", "observed"}))
        ->capture_default_str();
    std::vector<std::string> formats{"auto"};
    for (const auto name : core::history_format_names())
        formats.emplace_back(name);
    command->add_option("--format", verify.format, "of the files")
        ->check(CLI::IsMember(formats))
        ->capture_default_str();
    command->add_flag("--lenient", verify.lenient,
                      "skip malformed events, and count them, instead of refusing the file");
    command->add_flag("--follow", verify.follow,
                      "judge a history that is still being written, until its run has ended, it is "
                      "invalid, or Ctrl-C");
    command->add_option("--until-idle", verify.until_idle,
                        "of --follow: also end when nothing was written for so long, like 10s");
    command->add_option("--timeout", verify.timeout,
                        "of judging each history, like 30s (default: none)");
    command->add_option("--memory", verify.memory,
                        "of all searches together, like 2GB (default: none)");
    command->add_option("--threads", verify.threads, "0: as many as there are processors")
        ->check(CLI::Range(0U, 4096U))
        ->capture_default_str();
    add_output_options(*command, verify.output);
    return *command;
}

CLI::App& add_replay(CLI::App& app, ReplayArguments& replay) {
    CLI::App* command = app.add_subcommand(
        "replay",
        "Carry a recorded run into the model of the program that it ran; further options are that "
        "program's (PROGRAM replay --help)");
    command->add_option("RUN", replay.run, run_text)->required();
    command->add_option("--store", replay.store, "where runs of what is no actor are kept")
        ->capture_default_str();
    command->allow_extras();
    return *command;
}

CLI::App& add_reproduce(CLI::App& app, ReproduceArguments& reproduce) {
    CLI::App* command = app.add_subcommand(
        "reproduce", "Drive real processes along a path of the model checker, and judge it");
    command->add_option("PATH", reproduce.path, "a file of `PROGRAM check --path` or of replay")
        ->required();
    add_output_options(*command, reproduce.output);
    return *command;
}

CLI::App& add_generate(CLI::App& app, GenerateArguments& generate) {
    CLI::App* command = app.add_subcommand(
        "generate-history", "Make up a history: of a correct system, or with a violation");
    auto& options = generate.options;
    const auto number = [command](const char* name, std::size_t& value, std::size_t least,
                                  std::size_t most, const char* what) {
        command->add_option(name, value, what)
            ->check(CLI::Range(least, most))
            ->capture_default_str();
    };
    command->add_option("--model", options.model, "the specification that the system follows")
        ->capture_default_str();
    number("--operations", options.operations, 0, 100'000'000, "how many");
    number("--processes", options.processes, 1, 1'000'000, "all of them busy all the time");
    number("--keys", options.keys, 0, 10'000'000, "independent ones; 0: operations have no key");
    number("--values", options.values, 0, 1'000'000'000,
           "how many different ones are written; 0: each one once");
    number("--crashed", options.crashed, 0, 100'000'000, "operations that end in info");
    command->add_option("--violation", generate.violation, "where the history breaks")
        ->check(CLI::IsMember({"none", "start", "middle", "end"}))
        ->capture_default_str();
    command->add_option("--violation-kind", options.violation_kind,
                        "unwritten, stale, lost, reordered, duplicated or torn, as the model has");
    command->add_option("--seed", options.seed, "the same seed, the same history")
        ->capture_default_str();
    command->add_option("--format", generate.format, "of the history")
        ->check(CLI::IsMember({"jsonl", "edn"}))
        ->capture_default_str();
    command->add_option("--output", generate.output, "a file, or - for standard output")
        ->capture_default_str();
    return *command;
}

CLI::App& add_report(CLI::App& app, ReportArguments& report) {
    CLI::App* command = app.add_subcommand("report", "Make the page of a stored run again");
    command->add_option("RUN", report.run, run_text)->required();
    command->add_option("--output", report.output,
                        "a file, or - for standard output (default: report.html of the run)");
    return *command;
}

CLI::App& add_show(CLI::App& app, ShowArguments& show) {
    CLI::App* command = app.add_subcommand("show", "Print any part of a stored run as text");
    command->add_option("RUN", show.run, run_text)->required();
    command->add_option("PART", show.parts, "what to show, see below (default: story)");
    command->add_option("--at", show.at, "the same as the part around TIME");
    command->add_option("--within", show.within, "how far around TIME reaches, to each side")
        ->capture_default_str();
    command->add_option("--from", show.from, "from this time of the run on, like 2.5s");
    command->add_option("--to", show.to, "until this time of the run");
    command->add_option("--key", show.key, "operations of this key: a text, or JSON");
    command->add_option("--process", show.process, "operations of this process");
    command->add_option("--f", show.f, "operations of this function, like read");
    command->add_option("--type", show.type, "operations that ended so")
        ->check(CLI::IsMember({"ok", "fail", "info"}));
    command->add_option("--limit", show.limit, "how many operations, messages, lines; 0: all")
        ->check(CLI::Range(std::size_t{0}, std::size_t{1'000'000'000}))
        ->capture_default_str();
    command->add_flag("--json", show.json, "print exactly one JSON document");
    command->footer(parts_table());
    return *command;
}

CLI::App& add_serve(CLI::App& app, ServeArguments& serve) {
    CLI::App* command = app.add_subcommand("serve", "Look at the runs of a store in a browser");
    command->add_option("STORE", serve.store, "where runs are kept")->capture_default_str();
    command->add_option("--port", serve.port, "0 takes one that is free")->capture_default_str();
    command->add_option("--address", serve.address, "one that others reach needs --token")
        ->capture_default_str();
    command->add_option("--token", serve.token, "a secret: who has it may look");
    return *command;
}

CLI::App& add_list(CLI::App& app, ListArguments& list) {
    CLI::App* command = app.add_subcommand("list", "List what this program knows, and can do here");
    command->add_option("WHAT", list.what, "one of: " + list_topics());
    command->add_flag("--json", list.json, "print one JSON document");
    return *command;
}

/// Every word after the command is the command's own, `--help` too.
CLI::App& add_forwarded(CLI::App& app, const std::string& name, const std::string& summary) {
    CLI::App* command = app.add_subcommand(name, summary);
    command->prefix_command();
    command->set_help_flag();
    return *command;
}

/// What is wrong when the first word is no command; the library would only miss one.
std::optional<std::string> unknown_command(const CLI::App& app, int argc, char** argv) {
    if (argc < 2 || argv[1][0] == '-') return std::nullopt;
    std::vector<std::string> names;
    for (const CLI::App* command : app.get_subcommands({}))
        names.push_back(command->get_name());
    if (std::ranges::find(names, argv[1]) != names.end()) return std::nullopt;
    return fmt::format("ordeal: unknown command {}{}", core::in_quotes(argv[1]),
                       core::suggestion(argv[1], names));
}

/// CLI11 has exit codes of its own; help and version are success, all else is usage.
core::ExitCode finish(const CLI::App& app, const CLI::ParseError& problem) {
    return app.exit(problem) == 0 ? core::ExitCode::valid : core::ExitCode::usage;
}

}  // namespace

std::variant<Arguments, core::ExitCode> parse_arguments(int argc, char** argv) {
    CLI::App app(
        "Ordeal puts a distributed system on trial: it runs it, breaks its network and "
        "processes, and decides whether any correct system could have answered so.",
        "ordeal");
    app.set_version_flag("--version", std::string("ordeal ") + core::version());
    app.require_subcommand(1);
    app.footer(
        "Exit codes: 0 valid, 1 invalid, 2 unknown, 254 usage or bad input, 255 internal or "
        "set-up, 130 interrupted.");
    RunArguments run;
    VerifyArguments verify;
    ReplayArguments replay;
    ReproduceArguments reproduce;
    GenerateArguments generate;
    ReportArguments report;
    ShowArguments show;
    ServeArguments serve;
    ListArguments list;
    const CLI::App& run_command = add_run(app, run);
    MaelstromArguments maelstrom;
    const CLI::App& maelstrom_command = add_maelstrom(app, maelstrom);
    const CLI::App& verify_command = add_verify(app, verify);
    const CLI::App& replay_command = add_replay(app, replay);
    const CLI::App& reproduce_command = add_reproduce(app, reproduce);
    const CLI::App& generate_command = add_generate(app, generate);
    const CLI::App& report_command = add_report(app, report);
    const CLI::App& show_command = add_show(app, show);
    const CLI::App& serve_command = add_serve(app, serve);
    const CLI::App& list_command = add_list(app, list);
    const CLI::App& hunt_command =
        add_forwarded(app, "hunt", "Look for a seed and a variation of a scenario that fail");
    const CLI::App& shrink_command =
        add_forwarded(app, "shrink", "Make a failing run or scenario as small as it can be");
    app.add_subcommand("schema", "Print the JSON Schema of scenario files");
    if (const auto wrong = unknown_command(app, argc, argv)) {
        fmt::print(stderr, "{}\n", *wrong);
        return core::ExitCode::usage;
    }
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& problem) {
        return finish(app, problem);
    }
    if (run_command.parsed()) return Arguments(run);
    if (maelstrom_command.parsed()) {
        maelstrom.words.assign(argv + 3, argv + argc);  // behind `ordeal maelstrom test`
        return Arguments(maelstrom);
    }
    if (verify_command.parsed()) return Arguments(verify);
    if (reproduce_command.parsed()) return Arguments(reproduce);
    if (replay_command.parsed()) {
        replay.rest = replay_command.remaining();
        return Arguments(replay);
    }
    if (generate_command.parsed()) return Arguments(generate);
    if (report_command.parsed()) return Arguments(report);
    if (show_command.parsed()) return Arguments(show);
    if (serve_command.parsed()) return Arguments(serve);
    if (list_command.parsed()) return Arguments(list);
    if (hunt_command.parsed())
        return Arguments(ForwardedArguments{"hunt", hunt_command.remaining()});
    if (shrink_command.parsed())
        return Arguments(ForwardedArguments{"shrink", shrink_command.remaining()});
    return Arguments(SchemaArguments{});
}

}  // namespace ordeal::harness
