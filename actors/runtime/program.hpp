// What every program made of actors has in common: subcommands. `spawn` runs one node as a process;
// the model checker adds its own (check, simulate, explore, replay) to the same program.
//
//     int main(int argc, char** argv) {
//         runtime::Program program("abd", "a register for each key");
//         program.add(runtime::spawn_command({...}));
//         return program.run(argc, argv);
//     }
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "actors/any_actor.hpp"

namespace ordeal::runtime {

struct Subcommand {
    std::string name;
    std::string summary;  // one line
    /// Gets what follows the name on the command line; returns the exit code.
    std::function<int(const std::vector<std::string>& arguments)> run;
};

class Program {
  public:
    Program(std::string name, std::string summary);

    void add(Subcommand subcommand);
    /// The exit code. An unknown subcommand is a usage error that names those that exist.
    int run(int argc, char** argv) const;

  private:
    std::string help() const;

    std::string name_;
    std::string summary_;
    std::vector<Subcommand> subcommands_;
};

/// A mistake that was planted on purpose, for `--bug=`.
struct PlantedBug {
    std::string name;
    std::string summary;
};

/// What spawn runs.
struct Spawned {
    std::string program;
    std::vector<PlantedBug> bugs;
    /// `bug` is one of the names above, or empty.
    std::function<std::unique_ptr<actors::AnyActor>(const std::string& bug)> make;
};

/// PROGRAM spawn --id=n1 --listen=IP:PORT --peers=n2=IP:PORT,... --data=DIR --transport=udp|stdio
Subcommand spawn_command(Spawned spawned);

}  // namespace ordeal::runtime
