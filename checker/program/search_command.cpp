// The commands check and simulate: they search, show progress, and print what was found.
#include <algorithm>
#include <cstdio>
#include <mutex>

#include "checker/program/command_line.hpp"
#include "checker/program/junit.hpp"
#include "checker/program/search_options.hpp"
#include "checker/replay/short_path.hpp"
#include "core/json.hpp"
#include "core/program/status_line.hpp"
#include "core/program/stop_signals.hpp"
#include "core/random.hpp"

namespace ordeal::checker {

namespace {

using core::ExitCode;
using Words = std::vector<std::string>;

/// What a command found, and how to find it again.
struct Finding {
    ReportText report;
    bool interrupted = false;
    std::optional<std::uint64_t> seed;
    std::string repeat;
    std::string resume;  // how to go on with it; empty: not at all
};

core::Value to_value(const Finding& finding) {
    core::Value value = to_value(finding.report);
    if (finding.seed) value.set("seed", *finding.seed);
    value.set("repeat", finding.repeat);
    if (!finding.resume.empty()) value.set("resume", finding.resume);
    return value;
}

ExitCode exit_code(const Finding& finding) {
    return finding.interrupted ? ExitCode::interrupted
                               : core::to_exit_code(finding.report.numbers.verdict);
}

Finding search(AnyModel& model, const SearchArguments& arguments) {
    const core::StopSignals signals;
    SearchOptions options = arguments.search;
    options.cancelled = &signals.stopped();
    std::mutex mutex;
    Progress latest;
    options.progress = [&mutex, &latest](const Progress& progress) {
        const std::lock_guard lock(mutex);
        latest = progress;
    };
    const core::StatusLine status(true, [&mutex, &latest] {
        const std::lock_guard lock(mutex);
        return to_text(latest);
    });
    Finding finding{model.check(options)};
    finding.interrupted = signals.stopped();
    if (finding.interrupted) finding.report.numbers.stopped = "it was interrupted";
    return finding;
}

ExitCode print(const ModelSetup& setup, const std::string& command,
               const SearchArguments& arguments, const Finding& finding) {
    if (arguments.json)
        fmt::print("{}\n", core::to_json(to_value(finding)));
    else
        fmt::print("{}repeat with: {}\n{}", to_text(finding.report), finding.repeat,
                   finding.resume.empty() ? "" : "continue with: " + finding.resume + "\n");
    if (std::fflush(stdout) != 0) {
        fmt::print(stderr, "{}: cannot write to stdout: {}\n", setup.program, core::errno_text());
        return ExitCode::internal;
    }
    if (const auto& error = finding.report.numbers.checkpoint_error; !error.empty()) {
        fmt::print(stderr, "{} {}: --checkpoint: {}\n", setup.program, command, error);
        return ExitCode::internal;
    }
    if (arguments.junit.empty()) return exit_code(finding);
    const auto written =
        write_junit(arguments.junit, setup.program + " " + command, finding.report);
    if (written) return exit_code(finding);
    fmt::print(stderr, "{} {}: --junit: {}\n", setup.program, command, written.error().message);
    return ExitCode::internal;
}

/// What --bug says.
std::string bug_in(const Words& words) {
    std::string bug;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (words[i] == "--bug" && i + 1 < words.size()) bug = words[i + 1];
        if (words[i].starts_with("--bug=")) bug = words[i].substr(6);
    }
    return bug;
}

/// The first path to what is wrong, as the nodes of the program take it. Error: there is none, the
/// program's processes do something else, or the file cannot be written.
core::Result<void> keep_path(const ModelSetup& setup, const std::string& bug,
                             const ReportText& report, const std::string& file) {
    for (const PropertyText& property : report.properties) {
        const bool wrong = property.verdict == core::Verdict::invalid;
        if (!wrong || !property.path || !property.path->steps) continue;
        actors::Path path = *property.path->steps;
        path.program = setup.program;
        path.bug = bug;
        const auto make = [&] { return setup.replayed->make(bug, path.nodes); };
        auto taken = on_nodes(path, make);
        if (!taken)
            return core::fail("the program's processes cannot take the path: {}",
                              taken.error().message);
        return save_path(*taken, file);
    }
    return core::fail("nothing was written: no property has a counterexample");
}

ExitCode check(const ModelSetup& setup, const Words& words) {
    SearchArguments arguments;
    std::string path;
    const auto declare = [&](core::Options& options) {
        declare_search(options, arguments);
        declare_limits(options, arguments);
        declare_fairness(options, arguments);
        declare_walks(options, arguments);
        declare_checkpoint(options, arguments);
        declare_disk(options, arguments);
        declare_output(options, arguments);
        if (setup.replayed)
            options.text("path", "FILE",
                         "where the counterexample is kept, for explore and reproduce", path);
    };
    const auto complete = [&](core::Options& options, std::size_t of_model) {
        return complete_store(options, of_model, setup.program, arguments);
    };
    const auto read = read_command_line(setup, "check", words, declare, complete);
    if (const auto* code = std::get_if<ExitCode>(&read)) return *code;
    arguments.search.seed = arguments.seed.value_or(0);
    Finding finding = search(*std::get<0>(read), arguments);
    finding.repeat = line_of(setup, "check", words);
    if (!path.empty())
        if (auto written = keep_path(setup, bug_in(words), finding.report, path); !written)
            fmt::print(stderr, "{} check: --path: {}\n", setup.program, written.error().message);
    const bool kept = finding.report.numbers.checkpoints > 0;
    if (kept && !finding.report.numbers.stopped.empty())
        finding.resume = line_of(setup, "check", {"--resume", arguments.search.checkpoint.path});
    return print(setup, "check", arguments, finding);
}

/// The words without `--seed N`, and with it at the end.
Words with_seed(const Words& words, std::uint64_t seed) {
    Words out;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (words[i] == "--seed")
            ++i;
        else if (!words[i].starts_with("--seed="))
            out.push_back(words[i]);
    }
    out.insert(out.end(), {"--seed", std::to_string(seed)});
    return out;
}

ExitCode simulate(const ModelSetup& setup, const Words& words) {
    SearchArguments arguments;
    arguments.search.strategy = Strategy::simulation;
    const auto read = read_command_line(setup, "simulate", words, [&](core::Options& options) {
        declare_walks(options, arguments);
        declare_limits(options, arguments);
        declare_fairness(options, arguments);
        declare_output(options, arguments);
    });
    if (const auto* code = std::get_if<ExitCode>(&read)) return *code;
    const std::uint64_t seed = arguments.seed ? *arguments.seed : core::fresh_seed();
    arguments.search.seed = seed;
    fmt::print(stderr, "{}: seed {}\n", setup.program, seed);
    Finding finding = search(*std::get<0>(read), arguments);
    finding.seed = seed;
    finding.repeat = line_of(setup, "simulate", with_seed(words, seed));
    return print(setup, "simulate", arguments, finding);
}

}  // namespace

core::Subcommand check_command(ModelSetup setup) {
    return {"check", "search every order of events for a property that fails",
            [setup = std::move(setup)](const Words& words) {
                return static_cast<int>(check(setup, words));
            }};
}

core::Subcommand simulate_command(ModelSetup setup) {
    return {"simulate", "take random walks, which can find and never prove",
            [setup = std::move(setup)](const Words& words) {
                return static_cast<int>(simulate(setup, words));
            }};
}

}  // namespace ordeal::checker
