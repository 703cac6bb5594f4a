// `ordeal replay`: a recorded run goes to the program that it ran, which knows its model. A run of
// a program that is not made of actors is judged again and then run again, with the same seed.
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <unistd.h>

#include "core/history/file_text.hpp"
#include "core/json.hpp"
#include "core/text/words.hpp"
#include "harness/program/commands.hpp"
#include "harness/program/complain.hpp"
#include "harness/scenario/decode.hpp"
#include "harness/store/run_directory.hpp"
#include "harness/worlds/program_lookup.hpp"

namespace ordeal::harness {

using core::ExitCode;
using core::Result;
namespace fs = std::filesystem;

namespace {

constexpr Complain complain{"replay"};

bool has_traces(const fs::path& run) {
    std::error_code ignored;
    if (fs::exists(run / "trace.jsonl", ignored)) return true;
    for (const auto& node : fs::directory_iterator(run / "nodes", ignored))
        if (fs::exists(node.path() / "data/trace.jsonl", ignored)) return true;
    return false;
}

/// Does not return unless the program cannot be started.
ExitCode hand_over(const std::string& program, const fs::path& run,
                   const std::vector<std::string>& rest) {
    const char* path = std::getenv("PATH");
    const auto found = find_program(program, path == nullptr ? "" : path);
    if (!found) return complain(ExitCode::usage, found.error().message);
    std::vector<std::string> words = {found->string(), "replay", run.string()};
    words.insert(words.end(), rest.begin(), rest.end());
    std::vector<char*> arguments;
    for (std::string& word : words)
        arguments.push_back(word.data());
    arguments.push_back(nullptr);
    ::execv(found->c_str(), arguments.data());
    return complain(ExitCode::internal,
                    fmt::format("cannot start {}: {}", found->string(), core::errno_text()));
}

/// That of run.json. Error: it cannot be read, or has none.
Result<std::uint64_t> seed_of(const fs::path& run) {
    const std::string file = (run / "run.json").string();
    const auto text = core::file_text(file);
    if (!text) return tl::unexpected(text.error());
    const auto document = core::parse_long_json(*text);
    if (!document) return core::fail("{}:{}", file, document.error().message);
    const auto seed = core::int_at(*document, "seed");
    if (!seed) return core::fail("{}: {}", file, seed.error().message);
    return static_cast<std::uint64_t>(*seed);
}

ExitCode judge_and_run_again(const fs::path& run, const ReplayArguments& arguments) {
    const auto seed = seed_of(run);
    if (!seed) return complain(ExitCode::usage, seed.error().message);
    fmt::print(stderr,
               "ordeal replay: the nodes of this run are no actors that keep traces, so there is "
               "no model to carry it into; its history is judged again, and then it is run again "
               "with seed {}\n",
               *seed);
    VerifyArguments verify;
    verify.histories = {run.string()};
    const ExitCode judged = verify_command(verify);
    std::fflush(stdout);
    RunArguments again;
    again.scenarios = {(run / "scenario.json").string()};
    again.seed = *seed;
    again.store = arguments.store;
    const ExitCode ran = run_command(again);
    if (judged != ran)
        fmt::print(stderr, "ordeal replay: the run that was recorded and the new one differ\n");
    return judged == ExitCode::valid ? ran : judged;
}

}  // namespace

ExitCode replay_command(const ReplayArguments& arguments) {
    const auto run = find_run(arguments.run, arguments.store);
    if (!run) return complain(ExitCode::usage, run.error().message);
    const auto scenario = load_scenario((*run / "scenario.json").string());
    if (!scenario) return complain(ExitCode::usage, scenario.error().message);
    const auto& command = scenario->system.command;
    const bool actors = command.size() > 1 && command[1] == "spawn";
    if (actors && has_traces(*run)) return hand_over(command[0], *run, arguments.rest);
    if (!arguments.rest.empty())
        return complain(ExitCode::usage,
                        "this is not a run of actors that keep traces, so it takes no " +
                            core::in_quotes(arguments.rest.front()));
    return judge_and_run_again(*run, arguments);
}

}  // namespace ordeal::harness
