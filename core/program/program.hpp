// What the programs of actors and models have in common: subcommands, of which each room adds its
// own. The model checker adds check, simulate and explore; the runtime of actors adds spawn.
//
//     int main(int argc, char** argv) {
//         core::Program program("abd", "a register for each key");
//         program.add(runtime::spawn_command({...}));
//         return program.run(argc, argv);
//     }
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace ordeal::core {

struct Subcommand {
    std::string name;
    std::string summary;  // one line
    /// Gets what follows the name on the command line; returns the exit code.
    std::function<int(const std::vector<std::string>& arguments)> run;
    /// Of several with one name the first runs that takes the arguments; empty: it takes all.
    std::function<bool(const std::vector<std::string>& arguments)> takes{};
};

class Program {
  public:
    Program(std::string name, std::string summary);

    const std::string& name() const { return name_; }
    void add(Subcommand subcommand);
    void add(std::vector<Subcommand> subcommands);
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

}  // namespace ordeal::core
