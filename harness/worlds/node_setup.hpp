// What the scenario says of one node of world `real`, with every template expanded: the command of
// its lives, the files and commands that come before the first of them, and its probe.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/file_descriptor.hpp"
#include "core/result.hpp"
#include "harness/scenario/scenario.hpp"
#include "harness/worlds/command_template.hpp"
#include "harness/worlds/node_process.hpp"
#include "harness/worlds/role_question.hpp"

namespace ordeal::harness {

/// What becomes a server's stdin and stdout.
struct StdioEnds {
    core::FileDescriptor input;
    core::FileDescriptor output;
};

struct NodeSetup {
    NodeCommand command;
    std::map<std::string, std::string> files;  // by name in the working folder
    std::vector<NodeCommand> setup;            // run one after the other before the first life
    std::optional<ReadyProbe> ready;
    std::map<std::string, RoleQuestion> roles;       // by name
    std::function<core::Result<StdioEnds>()> stdio;  // asked for each life; none: no stdin, and
                                                     // stdout goes where stderr goes
    std::function<core::Result<void>(NodeCommand&)> equip;  // changes the command of each life
};

/// Expands the templates of a scenario's system for one node and finds its programs.
/// `folder` is the node's folder in the run's directory; `network` is borrowed for good;
/// `make_client` is for roles that clients ask for.
/// Error: which key of the scenario is wrong, and how; or what is not installed, with the line that
/// installs it.
core::Result<NodeSetup> make_setup(const SystemSpec& system, const TemplateFacts& facts,
                                   const std::filesystem::path& folder,
                                   const std::filesystem::path& init_program, int network,
                                   const RoleClientMaker& make_client = {});

/// Writes the files, with the folders that they need, into the working folder.
core::Result<void> write_files(const NodeSetup& setup);

}  // namespace ordeal::harness
