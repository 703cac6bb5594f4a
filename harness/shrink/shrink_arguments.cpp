#include "harness/shrink/shrink_arguments.hpp"

#include <chrono>
#include <filesystem>

#include <fmt/format.h>

#include "core/duration.hpp"
#include "core/history/file_text.hpp"
#include "core/json.hpp"
#include "core/text/words.hpp"
#include "harness/store/run_directory.hpp"

namespace ordeal::harness {

using core::Value;

namespace {

std::string of_before(std::size_t after, std::size_t before, std::string_view noun) {
    return fmt::format("{} (of {})", core::plural(after, noun), core::with_commas(before));
}

double milliseconds(core::Nanoseconds time) {
    return std::chrono::duration<double, std::milli>(time).count();
}

Value to_value(const ScenarioSize& size) {
    return Value::object({{"operations", size.operations},
                          {"faults", size.faults},
                          {"nodes", size.nodes},
                          {"clients", size.clients},
                          {"keys", size.keys},
                          {"length", core::to_text(size.length)}});
}

std::string summary(const ShrinkReport& report) {
    const ScenarioSize& before = report.before;
    const ScenarioSize& after = report.after;
    return fmt::format(
        "{}, {}, {}, {}, {}, {:.1f} ms (of {:.0f})\n{} tries in {:.1f} s{}\n",
        of_before(after.operations, before.operations, "operation"),
        of_before(after.faults, before.faults, "fault"),
        of_before(after.nodes, before.nodes, "node"),
        of_before(after.clients, before.clients, "client"),
        of_before(after.keys, before.keys, "key"), milliseconds(after.length),
        milliseconds(before.length), core::with_commas(report.tries), report.seconds,
        report.complete ? ", until nothing could be left out" : ", until the time was over");
}

Value to_value(const ShrinkReport& report) {
    return Value::object({{"before", to_value(report.before)},
                          {"after", to_value(report.after)},
                          {"tries", report.tries},
                          {"seconds", report.seconds},
                          {"complete", report.complete},
                          {"seed", report.smallest.seed}});
}

}  // namespace

void add_shrink_options(core::Options& options, ShrinkArguments& arguments) {
    options.number("seed", "that fails; default: the run's or the scenario's, or any",
                   arguments.seed);
    options.number("seeds",
                   "how often each smaller scenario is tried, in virtual time with other "
                   "seeds; default: 16, or 3 for real",
                   arguments.seeds, {1, 1'000'000});
    options.duration("budget", "how long to shrink; 60s", arguments.budget);
    options.text("store", "DIR", "where the small run is kept", arguments.store);
    options.text("output", "FILE", "write the small scenario to this file, too", arguments.output);
    options.text("bug", "NAME", "with this planted bug", arguments.bug);
    options.flag("json", "print the result as one JSON document", arguments.json);
}

core::Result<ShrinkSource> find_source(const ShrinkArguments& arguments) {
    const bool there = std::filesystem::exists(arguments.source);
    const ShrinkSource itself{arguments.source, arguments.seed};
    if (there && !std::filesystem::is_directory(arguments.source)) return itself;
    const auto run = find_run(arguments.source, arguments.store);
    if (!run && !there) return itself;  // a file that cannot be read
    if (!run) return tl::unexpected(run.error());
    ShrinkSource source{(*run / "scenario.json").string(), arguments.seed};
    if (source.seed) return source;
    const std::string path = (*run / "run.json").string();
    const auto text = core::file_text(path);
    if (!text) return tl::unexpected(text.error());
    const auto seed = core::parse_long_json(*text).and_then(
        [](const Value& document) { return core::int_at(document, "seed"); });
    if (!seed) return core::fail("{}: {}", path, seed.error().message);
    source.seed = static_cast<std::uint64_t>(*seed);
    return source;
}

std::string status(const ShrinkProgress& progress) {
    return fmt::format("{} tries: {} operations, {} faults", progress.tries.load(),
                       progress.operations.load(), progress.faults.load());
}

void print_shrink(const ShrinkOutcome& outcome, bool json) {
    if (json) {
        Value document = to_value(outcome.report);
        document.set("again", outcome.times_again);
        document.set("failed_again", outcome.failed_again);
        document.set("repro", outcome.repro);
        document.set("repeat", outcome.repeat);
        document.set("story", outcome.story);
        document.set("directory", outcome.directory);
        return fmt::print("{}\n", core::to_json(document));
    }
    fmt::print("{}\n{}run again it fails {} of {}\n", outcome.story, summary(outcome.report),
               outcome.failed_again, outcome.times_again);
    fmt::print("  {:<16} {}\n  {:<16} {}\n", "scenario", outcome.repro, "repeat with",
               outcome.repeat);
}

}  // namespace ordeal::harness
