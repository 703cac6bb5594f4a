// `ordeal maelstrom test`: makes a scenario of Maelstrom's options, and runs it as `ordeal run`
// does. The scenario.json in the run's directory is the one that repeats it.
#include <cstdlib>
#include <sstream>

#include "core/json.hpp"
#include "core/random.hpp"
#include "harness/program/commands.hpp"
#include "harness/program/output.hpp"
#include "harness/program/run_scenarios.hpp"
#include "harness/scenario/decode.hpp"
#include "harness/worlds/program_lookup.hpp"

namespace ordeal::harness {

namespace {

constexpr const char* command_name = "ordeal maelstrom test";

/// The node's program by its absolute path, so that the scenario runs from any folder.
core::Result<MaelstromTest> complete(const MaelstromArguments& arguments) {
    const char* search_path = std::getenv("PATH");
    const auto program = find_program(arguments.bin, search_path != nullptr ? search_path : "");
    if (!program) return core::fail("--bin: {}", program.error().message);
    MaelstromTest test = arguments.test;
    test.command = {program->string()};
    test.command.insert(test.command.end(), arguments.rest.begin(), arguments.rest.end());
    std::istringstream faults(arguments.nemesis);
    for (std::string fault; std::getline(faults, fault, ',');)
        test.nemesis.push_back(fault);
    return test;
}

core::Result<Scenario> scenario_of(const MaelstromArguments& arguments) {
    const auto test = complete(arguments);
    if (!test) return tl::unexpected(test.error());
    const auto document = scenario_document(*test);
    if (!document) return tl::unexpected(document.error());
    return parse_scenario(core::to_pretty_json(*document), command_name);
}

/// A word as a shell reads it back.
std::string quoted(const std::string& word) {
    constexpr std::string_view safe =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_=./:,+@%";
    if (!word.empty() && word.find_first_not_of(safe) == std::string::npos) return word;
    std::string text = "'";
    for (const char letter : word)
        text += letter == '\'' ? "'\\''" : std::string(1, letter);
    return text + "'";
}

/// The same words; the seed stands in front, since arguments of the node may end the line.
std::string repeat_line(const MaelstromArguments& arguments, std::uint64_t seed) {
    std::string line = command_name;
    if (!arguments.seed) line += fmt::format(" --seed {}", seed);
    for (const std::string& word : arguments.words)
        line += " " + quoted(word);
    return line;
}

Prepared prepare(const MaelstromArguments& arguments) {
    auto scenario = scenario_of(arguments);
    if (!scenario) return {command_name, {}, tl::unexpected(scenario.error())};
    const std::uint64_t seed = arguments.seed ? *arguments.seed : core::fresh_seed();
    scenario->seed = seed;
    return {command_name, repeat_line(arguments, seed), plan_run(std::move(*scenario), seed)};
}

}  // namespace

core::ExitCode maelstrom_command(const MaelstromArguments& arguments) {
    return run_scenarios({prepare(arguments)}, arguments.run, command_name);
}

}  // namespace ordeal::harness
