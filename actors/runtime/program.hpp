// The subcommand `spawn` of programs that are made of actors: it runs one node as a process.
//
//     core::Program program("abd", "a register for each key");
//     program.add(runtime::spawn_command({"abd", bugs, make}));
//     return program.run(argc, argv);
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "actors/any_actor.hpp"
#include "core/program/program.hpp"

namespace ordeal::runtime {

/// What spawn runs.
struct Spawned {
    std::string program;
    std::vector<core::PlantedBug> bugs;
    /// `bug` is one of the names above, or empty.
    std::function<std::unique_ptr<actors::AnyActor>(const std::string& bug)> make;
};

/// PROGRAM spawn --id=n1 --listen=IP:PORT --peers=n2=IP:PORT,... --data=DIR --transport=udp|stdio
core::Subcommand spawn_command(Spawned spawned);

}  // namespace ordeal::runtime
