#include "harness/simulation/command_of_nodes.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>

#include "core/text/nearest.hpp"

namespace ordeal::harness {

namespace {

/// Options of `spawn` that are about processes only. Each has a value.
constexpr std::array<std::string_view, 7> of_processes = {
    "--id", "--listen", "--peers", "--data", "--transport", "--seed", "--trace"};

core::Result<void> check_bug(const std::string& bug, const std::vector<core::PlantedBug>& bugs) {
    std::vector<std::string> names;
    for (const core::PlantedBug& known : bugs)
        names.push_back(known.name);
    if (bug.empty() || std::ranges::find(names, bug) != names.end()) return {};
    return core::fail("system.command: there is no bug \"{}\"{}", bug,
                      core::suggestion(bug, names));
}

}  // namespace

core::Result<std::string> bug_of(const std::vector<std::string>& command,
                                 const std::string& program,
                                 const std::vector<core::PlantedBug>& bugs) {
    if (command.size() < 2 || std::filesystem::path(command[0]).filename() != program ||
        command[1] != "spawn")
        return core::fail("system.command: {} simulates only \"{} spawn ...\", not \"{}\"", program,
                          program, command.empty() ? "" : command[0]);
    std::string bug;
    for (std::size_t i = 2; i < command.size(); ++i) {
        const auto equals = command[i].find('=');
        const std::string name = command[i].substr(0, equals);
        std::string value;
        if (equals != std::string::npos)
            value = command[i].substr(equals + 1);
        else if (i + 1 < command.size())
            value = command[++i];
        if (name == "--bug")
            bug = value;
        else if (std::ranges::find(of_processes, name) == of_processes.end())
            return core::fail("system.command: a simulation cannot follow the option {}", name);
    }
    if (auto known = check_bug(bug, bugs); !known) return tl::unexpected(known.error());
    return bug;
}

}  // namespace ordeal::harness
