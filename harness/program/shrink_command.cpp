// `ordeal shrink`: leaves the work to the program of the scenario's nodes, which tries in virtual
// time.
#include <fmt/format.h>

#include "harness/program/commands.hpp"
#include "harness/program/simulated_program.hpp"
#include "harness/scenario/decode.hpp"
#include "harness/shrink/shrink_arguments.hpp"

namespace ordeal::harness {

using core::ExitCode;

namespace {

ExitCode complain(ExitCode code, const std::string& message) {
    fmt::print(stderr, "ordeal shrink: {}\n", message);
    return code;
}

}  // namespace

ExitCode shrink_command(const ForwardedArguments& forwarded) {
    ShrinkArguments arguments;
    core::Options options("ordeal shrink RUN|SCENARIO");
    add_shrink_options(options, arguments);
    const auto& words = forwarded.words;
    const bool named = !words.empty() && !words.front().starts_with('-');
    if (named) arguments.source = words.front();
    if (auto parsed = options.parse({words.begin() + (named ? 1 : 0), words.end()}); !parsed)
        return complain(ExitCode::usage, parsed.error().message);
    if (options.help_wanted()) {
        fmt::print("{}", options.help());
        return ExitCode::valid;
    }
    if (!named) return complain(ExitCode::usage, "expected a run's directory or a scenario");
    const auto source = find_source(arguments);
    if (!source) return complain(ExitCode::usage, source.error().message);
    const auto scenario = load_scenario(source->scenario);
    if (!scenario) return complain(ExitCode::usage, scenario.error().message);
    if (const auto program = simulated_program(*scenario, "shrink"))
        return become(*program, "shrink", words);
    return complain(ExitCode::usage,
                    fmt::format("{}: its nodes are no program that can shrink in virtual time",
                                source->scenario));
}

}  // namespace ordeal::harness
