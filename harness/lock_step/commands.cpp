#include "harness/lock_step/commands.hpp"

#include <cstdlib>
#include <system_error>
#include <utility>

#include "harness/scenario/validate.hpp"
#include "harness/worlds/command_template.hpp"
#include "harness/worlds/program_lookup.hpp"

namespace ordeal::harness {

namespace fs = std::filesystem;
using core::Result;

namespace {

/// The addresses are those of world `real`; nobody listens on them.
TemplateFacts facts_of(const SystemSpec& system, std::uint64_t seed) {
    TemplateFacts facts{.port = system.port, .seed = seed};
    for (const auto& name : node_names(system.nodes))
        facts.nodes.push_back({name, fmt::format("10.77.0.{}", facts.nodes.size() + 1)});
    return facts;
}

std::string search_path(const std::map<std::string, std::string>& environment) {
    const auto found = environment.find("PATH");
    if (found != environment.end()) return found->second;
    const char* const ours = std::getenv("PATH");
    return ours == nullptr ? "" : ours;
}

Result<LockStepCommand> command_of(const SystemSpec& system, const TemplateFacts& facts) {
    auto words = expand(system.command, facts);
    if (!words) return core::fail("system.command: {}", words.error().message);
    if (words->empty()) return core::fail("system.command: it is empty; name a program");
    const auto more = expand(system.lock_step, facts);
    if (!more) return core::fail("system.lock-step: {}", more.error().message);
    words->insert(words->end(), more->begin(), more->end());
    auto environment = expand(system.environment, facts);
    if (!environment) return core::fail("system.environment: {}", environment.error().message);
    const auto program = find_program(words->front(), search_path(*environment));
    if (!program) return core::fail("system.command: {}", program.error().message);
    LockStepCommand command;
    command.node = facts.nodes.at(facts.self).id;
    command.program = *program;
    command.words = std::move(*words);
    command.environment = std::move(*environment);
    return command;
}

}  // namespace

Result<std::vector<LockStepCommand>> lock_step_commands(const SystemSpec& system,
                                                        std::uint64_t seed,
                                                        const fs::path& run_directory) {
    TemplateFacts facts = facts_of(system, seed);
    std::vector<LockStepCommand> commands;
    for (facts.self = 0; facts.self < facts.nodes.size(); ++facts.self) {
        const fs::path folder = fs::absolute(run_directory) / "nodes" / facts.nodes[facts.self].id;
        facts.data = (folder / "data").string();
        std::error_code error;
        fs::create_directories(facts.data, error);
        if (error) return core::fail("cannot make {}: {}", facts.data, error.message());
        auto command = command_of(system, facts);
        if (!command) return tl::unexpected(command.error());
        command->folder = facts.data;
        command->output = folder / "output.log";
        commands.push_back(std::move(*command));
    }
    return commands;
}

}  // namespace ordeal::harness
