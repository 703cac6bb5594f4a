// `ordeal maelstrom test`: makes a scenario of Maelstrom's options, and runs it as `ordeal run`
// does. The scenario.json in the run's directory is the one that repeats it.
#include <algorithm>
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

/// The same words, and this seed: an option given twice counts as given last, and what stands
/// behind -- is the node's.
std::string repeat_line(const MaelstromArguments& arguments, std::uint64_t seed) {
    const auto rest = std::ranges::find(arguments.words, "--");
    std::string line = command_name;
    for (auto word = arguments.words.begin(); word != rest; ++word)
        line += " " + quoted(*word);
    if (arguments.seed != seed) line += fmt::format(" --seed {}", seed);
    if (arguments.test_count != 1) line += " --test-count 1";
    for (auto word = rest; word != arguments.words.end(); ++word)
        line += " " + quoted(*word);
    return line;
}

/// As many times as asked for, with one seed after the other.
std::vector<Prepared> prepare(const MaelstromArguments& arguments) {
    const auto scenario = scenario_of(arguments);
    if (!scenario) return {{command_name, {}, tl::unexpected(scenario.error())}};
    std::uint64_t seed = arguments.seed ? *arguments.seed : core::fresh_seed();
    std::vector<Prepared> tests;
    for (std::size_t number = 0; number < arguments.test_count; ++number, ++seed) {
        Scenario test = *scenario;
        test.seed = seed;
        tests.push_back(
            {command_name, repeat_line(arguments, seed), plan_run(std::move(test), seed)});
    }
    return tests;
}

}  // namespace

core::ExitCode maelstrom_command(const MaelstromArguments& arguments) {
    return run_scenarios(prepare(arguments), arguments.run, command_name);
}

}  // namespace ordeal::harness
