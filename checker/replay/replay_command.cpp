#include "checker/replay/replay_command.hpp"

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <thread>
#include <utility>

#include "checker/explorer/serve.hpp"
#include "checker/replay/recorded_road.hpp"
#include "checker/replay/resolve.hpp"
#include "checker/replay/short_path.hpp"
#include "core/exit_code.hpp"
#include "core/json.hpp"
#include "core/program/options.hpp"
#include "core/program/stop_signals.hpp"

namespace ordeal::checker {

namespace {

using core::ExitCode;
using core::Result;
using core::Value;
using Words = std::vector<std::string>;
using Clock = std::chrono::steady_clock;
namespace fs = std::filesystem;

struct Wanted {
    std::string run;
    std::string path;  // empty: path.json in the run's directory
    unsigned search = 0;
    std::optional<core::Nanoseconds> budget;
    bool json = false;
    bool explore = false;
    std::uint16_t port = 3000;
};

/// All that a replay came to.
struct Finding {
    Recording recording;
    Replayed replayed;
    std::optional<Violation> violation;
    Wrong wrong;
    std::optional<ShortPath> path;
    std::string path_file;
    std::optional<ShortPath> to_property;  // to the property that broke, if the history did, too
    std::string to_property_file;
    std::string trouble;  // why there is no path, though something is wrong
    std::optional<NearResult> near;

    bool judged() const { return can_judge(specification_of(recording)); }
    bool went_wrong() const { return violation || replayed.broken || (near && near->found); }
};

/// Which event of the replayed history belongs to which step: its time.
std::size_t step_of(const core::History& history, std::size_t event) {
    return static_cast<std::size_t>(history[event].time.count());
}

core::Nanoseconds budget(const Wanted& wanted) {
    return wanted.budget.value_or(std::chrono::seconds(60));
}

/// Whether to go on: not for longer than was asked for, and not after Ctrl-C.
std::function<bool()> within(const Wanted& wanted, const std::atomic<bool>& stopped) {
    const auto until = Clock::now() + budget(wanted);
    return [&stopped, until] { return !stopped && Clock::now() < until; };
}

Result<void> find_path(Finding& finding, const Recording& wrong_run, const ReplayedProgram& program,
                       const Wanted& wanted, const std::atomic<bool>& stopped) {
    SearchOptions limits;
    limits.cancelled = &stopped;
    limits.memory = Memory::fingerprint;
    limits.max_states = 10'000'000;
    limits.timeout = budget(wanted) / 3;
    auto path = short_path(wrong_run, program, finding.wrong, within(wanted, stopped), limits);
    if (!path) {
        finding.trouble = path.error().message;
        return {};
    }
    finding.path = *std::move(path);
    finding.path_file =
        wanted.path.empty() ? finding.recording.directory + "/path.json" : wanted.path;
    if (auto saved = actors::save_path(finding.path->path, finding.path_file); !saved) return saved;
    if (finding.wrong.claim || !finding.replayed.broken) return {};
    const Wrong broken{finding.replayed.broken->name};
    auto to_property = short_path(wrong_run, program, broken, within(wanted, stopped), limits);
    if (!to_property) return {};
    finding.to_property = *std::move(to_property);
    finding.to_property_file = fs::path(finding.path_file).replace_extension("property.json");
    return actors::save_path(finding.to_property->path, finding.to_property_file);
}

/// Everything within a few actions of a run that went well.
Result<void> look_around(Finding& finding, const ReplayedProgram& program, const Wanted& wanted,
                         const std::atomic<bool>& stopped) {
    const Recording& run = finding.recording;
    finding.near =
        program.near(run, finding.replayed.history, {wanted.search, within(wanted, stopped)});
    const auto& found = finding.near->found;
    if (!found) return {};
    finding.wrong.claim = found->claim;
    Recording changed = run;
    changed.steps.resize(found->position);
    const auto cluster = program.make(run.bug, run.nodes);
    auto steps = resolve_after(changed.steps, found->steps, *cluster, run.missing_key_is_null);
    if (!steps) {
        finding.trouble = steps.error().message;
        return {};
    }
    changed.steps = *std::move(steps);
    return find_path(finding, changed, program, wanted, stopped);
}

/// The run in the actors, and what is wrong with it.
Result<Finding> take_again(const ReplayedProgram& program, const Wanted& wanted) {
    Finding finding;
    auto recording = load_recording(directory_of_run(wanted.run));
    if (!recording) return tl::unexpected(recording.error());
    finding.recording = *std::move(recording);
    const Recording& run = finding.recording;
    const auto cluster = program.make(run.bug, run.nodes);
    finding.replayed = replay_run(run, *cluster, program.claims(run.bug, run.nodes));
    auto violation = first_violation(finding.replayed.history, specification_of(run));
    if (!violation) return tl::unexpected(violation.error());
    finding.violation = *std::move(violation);
    return finding;
}

Result<Finding> replay(const ReplayedProgram& program, const Wanted& wanted,
                       const std::atomic<bool>& stopped) {
    auto begun = take_again(program, wanted);
    if (!begun || begun->replayed.difference) return begun;
    Finding finding = *std::move(begun);
    const Recording& run = finding.recording;
    Result<void> looked;
    if (finding.went_wrong()) {
        if (!finding.violation) finding.wrong.claim = finding.replayed.broken->name;
        looked = find_path(finding, run, program, wanted, stopped);
    } else if (wanted.search > 0) {
        looked = look_around(finding, program, wanted, stopped);
    }
    if (!looked) return tl::unexpected(looked.error());
    return finding;
}

ExitCode exit_code(const Finding& finding) {
    if (finding.went_wrong()) return ExitCode::invalid;
    const bool unknown = finding.replayed.difference || !finding.judged();
    return unknown ? ExitCode::unknown : ExitCode::valid;
}

std::string_view verdict_of(const Finding& finding) {
    const ExitCode code = exit_code(finding);
    if (code == ExitCode::invalid) return "invalid";
    return code == ExitCode::valid ? "valid" : "unknown";
}

std::string text_of(const actors::Path& path) {
    std::string out;
    std::size_t number = 0;
    for (const actors::PathStep& step : path.steps)
        if (step.kind != actors::StepKind::start)
            out += fmt::format("  {:>4}  {}\n", ++number, actors::to_text(step));
    return out;
}

std::string text_of_path(const std::string& program, const ShortPath& path,
                         const std::string& file) {
    return fmt::format(
        "shortened to {} steps after {} attempts{}{}:\n{}path        {}\nlook at it  {} explore "
        "--path {}\nrepeat it   {} reproduce {}\n",
        length_of(path.path), path.attempts,
        path.minimal ? ", none of which can be left out" : " (stopped before the end)",
        path.shortest ? fmt::format("; a search of the model found the shortest way (before: {})",
                                    path.shrunk_length)
                      : "",
        text_of(path.path), file, program, file, program, file);
}

std::string text_of(const NearResult& near) {
    std::string out = fmt::format("{} states near the run, all within {} actions{}\n", near.states,
                                  near.depth, near.stopped.empty() ? "" : "; " + near.stopped);
    if (!near.found) return out + "none of them goes wrong\n";
    out += fmt::format("after step {} this goes wrong ({}):\n", near.found->position,
                       near.found->claim.value_or("the history cannot be explained"));
    for (const actors::PathStep& step : near.found->steps)
        out += "        " + actors::to_text(step) + "\n";
    return out;
}

std::string to_text(const std::string& program, const Finding& finding) {
    const Recording& run = finding.recording;
    std::string out = fmt::format("replay of {}: {}\n", run.directory, verdict_of(finding));
    out += fmt::format("{} nodes{}, {} of {} steps taken\n", run.nodes,
                       run.bug.empty() ? "" : " with the bug " + run.bug, finding.replayed.steps,
                       run.steps.size());
    if (finding.replayed.difference)
        out += to_text(*finding.replayed.difference, run);
    else
        out += "the actors did all that was recorded: no difference\n";
    if (!finding.judged())
        out += fmt::format(
            "the history is asked for {}, which no single step breaks: only properties of the "
            "model "
            "were looked at, `ordeal verify` judges the whole\n",
            run.consistency);
    if (run.unmatched_completions > 0)
        out += fmt::format("{} answers that clients recorded are in no trace\n",
                           run.unmatched_completions);
    if (finding.replayed.broken)
        out += fmt::format("the property \"{}\" does not hold after step {}\n",
                           finding.replayed.broken->name, finding.replayed.broken->step + 1);
    if (finding.violation)
        out += fmt::format("the history cannot be explained from step {} on\n\n{}\n",
                           step_of(finding.replayed.history, finding.violation->event) + 1,
                           finding.violation->explanation);
    if (finding.near) out += text_of(*finding.near);
    if (finding.path) out += text_of_path(program, *finding.path, finding.path_file);
    if (finding.to_property)
        out += fmt::format("\nto where \"{}\" does not hold: ", finding.replayed.broken->name) +
               text_of_path(program, *finding.to_property, finding.to_property_file);
    if (!finding.trouble.empty()) out += "no path: " + finding.trouble + "\n";
    return out;
}

Value to_value(const ShortPath& path, const std::string& file) {
    return Value::object({{"file", file},
                          {"length", length_of(path.path)},
                          {"attempts", path.attempts},
                          {"minimal", path.minimal},
                          {"shortest", path.shortest},
                          {"shrunk_length", path.shrunk_length}});
}

Value to_value(const Finding& finding) {
    Value out = Value::object({{"verdict", verdict_of(finding)},
                               {"run", finding.recording.directory},
                               {"steps", finding.recording.steps.size()},
                               {"taken", finding.replayed.steps}});
    if (const auto& difference = finding.replayed.difference)
        out.set("difference", Value::object({{"step", difference->step},
                                             {"where", difference->where},
                                             {"recorded", difference->recorded},
                                             {"replayed", difference->replayed}}));
    if (finding.violation)
        out.set(
            "violation",
            Value::object({{"step", step_of(finding.replayed.history, finding.violation->event)},
                           {"explanation", finding.violation->explanation}}));
    if (const auto& broken = finding.replayed.broken)
        out.set("broken", Value::object({{"step", broken->step}, {"property", broken->name}}));
    if (!finding.judged()) out.set("unjudged", finding.recording.consistency);
    if (finding.near)
        out.set("near", Value::object({{"depth", finding.near->depth},
                                       {"states", finding.near->states},
                                       {"stopped", finding.near->stopped},
                                       {"found", finding.near->found.has_value()}}));
    if (finding.path) out.set("path", to_value(*finding.path, finding.path_file));
    if (finding.to_property)
        out.set("path_to_property", to_value(*finding.to_property, finding.to_property_file));
    if (!finding.trouble.empty()) out.set("trouble", finding.trouble);
    return out;
}

/// What the explorer says of the run.
std::string note_on(const Finding& finding) {
    const Recording& run = finding.recording;
    std::string out = fmt::format("{}: {}. {} of {} steps taken.", run.directory,
                                  verdict_of(finding), finding.replayed.steps, run.steps.size());
    if (finding.replayed.difference) out += "\n" + to_text(*finding.replayed.difference, run);
    if (run.unmatched_completions > 0)
        out += fmt::format(
            "\n{} answers that clients recorded are in no trace: here these operations stay open, "
            "and what could be said against them is not.",
            run.unmatched_completions);
    if (finding.replayed.broken)
        out += fmt::format("\nThe property \"{}\" does not hold after step {} of the run.",
                           finding.replayed.broken->name, finding.replayed.broken->step + 1);
    if (finding.violation)
        out += fmt::format("\nThe history cannot be explained from step {} of the run on: {}",
                           step_of(finding.replayed.history, finding.violation->event) + 1,
                           finding.violation->explanation);
    return out;
}

/// The step at which it first goes wrong.
std::optional<std::size_t> wrong_step(const Finding& finding) {
    std::optional<std::size_t> step;
    if (finding.violation) step = step_of(finding.replayed.history, finding.violation->event);
    if (const auto& broken = finding.replayed.broken)
        step = std::min(step.value_or(broken->step), broken->step);
    return step;
}

ExitCode complain(const std::string& program, ExitCode code, const std::string& message) {
    fmt::print(stderr, "{} replay: {}\n", program, message);
    return code;
}

/// What was recorded is given back by then: it is many times what the explorer needs of it.
Result<OpenedRun> open(const ReplayedProgram& replayed, const Wanted& wanted) {
    const auto finding = take_again(replayed, wanted);
    if (!finding) return tl::unexpected(finding.error());
    return open_run(finding->recording, replayed, finding->replayed.steps, wrong_step(*finding),
                    note_on(*finding));
}

ExitCode explore(const std::string& program, const ReplayedProgram& replayed,
                 const Wanted& wanted) {
    auto opened = open(replayed, wanted);
    if (!opened) return complain(program, ExitCode::usage, opened.error().message);
    const fs::path run = opened->road.run->directory;
    const fs::path name = run.parent_path().filename() / run.filename();
    const std::string title = fmt::format("{} replay {}", program, name.string());
    const auto over = serve_explorer(
        {program, title, wanted.port, std::move(opened->model), std::move(opened->road)});
    if (!over) return complain(program, ExitCode::internal, over.error().message);
    return ExitCode::interrupted;
}

ExitCode run(const std::string& program, const ReplayedProgram& replayed, const Words& words) {
    Wanted wanted;
    core::Options options(program + " replay RUN");
    options.text("path", "FILE", "where the short path is kept; default: path.json in the run",
                 wanted.path);
    options.number("search", "of a run that went well: look at all within so many actions of it",
                   wanted.search, {0, 20});
    options.duration("budget", "for looking around, and again for shortening; default: 60s",
                     wanted.budget);
    options.flag("json", "print the result as one JSON document", wanted.json);
    options.flag("explore", "open the whole run in the explorer, where it went wrong",
                 wanted.explore);
    options.number("port", "of 127.0.0.1, for --explore; 0: one that is free", wanted.port);
    const bool named = !words.empty() && !words[0].starts_with('-');
    if (auto parsed = options.parse({words.begin() + (named ? 1 : 0), words.end()}); !parsed)
        return complain(program, ExitCode::usage, parsed.error().message);
    if (options.help_wanted()) {
        fmt::print("{}", options.help());
        return ExitCode::valid;
    }
    if (!named)
        return complain(program, ExitCode::usage,
                        "expected the directory of a run, or of a store for the newest one");
    wanted.run = words[0];
    if (wanted.explore) return explore(program, replayed, wanted);
    const core::StopSignals signals;
    const auto finding = replay(replayed, wanted, signals.stopped());
    if (!finding) return complain(program, ExitCode::usage, finding.error().message);
    if (wanted.json)
        fmt::print("{}\n", core::to_json(to_value(*finding)));
    else
        fmt::print("{}", to_text(program, *finding));
    if (signals.stopped()) return ExitCode::interrupted;
    return exit_code(*finding);
}

}  // namespace

core::Subcommand replay_command(std::string program, ReplayedProgram replayed) {
    return {"replay", "RUN: carry a recorded run into the model",
            [program = std::move(program), replayed = std::move(replayed)](const Words& words) {
                return static_cast<int>(run(program, replayed, words));
            }};
}

}  // namespace ordeal::checker
