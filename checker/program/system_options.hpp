// What the command line of a program says about the system that is checked: which planted bug, and
// of a system that is made of actors how many servers and clients, what the clients do, what the
// network does and who may crash.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "checker/actor_model/options.hpp"
#include "core/program/options.hpp"
#include "core/program/program.hpp"

namespace ordeal::checker {

struct SystemArguments {
    std::string bug;  // a name of the program's, or empty
    std::size_t servers = 0;
    std::optional<std::size_t> asked_clients;  // by --clients
    std::size_t clients = 0;                   // after complete()
    /// What each client does, a letter for each operation; the last one holds for all that follow.
    /// Empty: whatever the model's clients do when nothing is said.
    std::vector<std::string> scripts;
    bool published_rules = false;  // into the options of the model by complete()
    ActorModelOptions model;
};

/// What a system made of actors has options for, and the defaults.
struct ActorDefaults {
    std::optional<std::size_t> servers;  // none: their number is fixed
    std::optional<std::size_t> clients;  // none: there are no clients
    Network network = Network::unordered;
    /// The operations of clients: a letter, and what it stands for. Empty: fixed scripts.
    std::vector<std::pair<char, std::string>> operations;
};

/// The operations of clients that speak `read` and `write`.
std::vector<std::pair<char, std::string>> reads_and_writes();

/// Requires: all live until `options` has parsed.
void declare_system(core::Options& options, const ActorDefaults& defaults,
                    SystemArguments& arguments);
void declare_bugs(core::Options& options, const std::vector<core::PlantedBug>& bugs,
                  SystemArguments& arguments);

/// What follows from the options together. Error: what does not go together.
core::Result<void> complete(const ActorDefaults& defaults, SystemArguments& arguments);

}  // namespace ordeal::checker
