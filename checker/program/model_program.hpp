// A program around a model: `check` searches all of its states, `simulate` takes random walks in
// it, `explore` serves it as pages to walk through by hand. All that it takes is a main:
//
//     int main(int argc, char** argv) {
//         Increment model;
//         return ordeal::checker::ModelProgram("increment", "threads that add one to a number")
//             .options([&](ordeal::core::Options& options) {
//                 options.number("threads", "how many", model.threads, {1, 15});
//             })
//             .model([&](const auto&) { return model; })
//             .run(argc, argv);
//     }
//
// A system made of actors says .actors({.servers = 3, .clients = 2}) and has options for their
// numbers, the network, losses and crashes; what was asked for is in the argument of the function
// that makes the model. Planted bugs are chosen by --bug. Exit codes: core/exit_code.hpp.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "checker/program/any_model.hpp"
#include "checker/program/system_options.hpp"
#include "checker/replay/replayed_program.hpp"
#include "core/program/program.hpp"

namespace ordeal::checker {

/// What the commands are about.
struct ModelSetup {
    std::string program;
    std::vector<core::PlantedBug> bugs;
    std::function<void(core::Options&)> declare;  // options of the model's own; may be empty
    std::optional<ActorDefaults> actors;          // none: it is not made of actors
    std::function<core::Result<std::unique_ptr<AnyModel>>(const SystemArguments&)> make;
    std::optional<ReplayedProgram> replayed;  // none: there are no runs of it
};

namespace detail {

template <typename T>
struct IsResult : std::false_type {};
template <typename T>
struct IsResult<core::Result<T>> : std::true_type {};

}  // namespace detail

class ModelProgram {
  public:
    ModelProgram(std::string name, std::string summary);

    ModelProgram& bugs(std::vector<core::PlantedBug> bugs);
    ModelProgram& actors(ActorDefaults defaults);
    /// Options of the model's own. What they are bound to is read by the function that makes it.
    ModelProgram& options(std::function<void(core::Options&)> declare);
    /// `make(const SystemArguments&)` gives the model, or a Result of it: an error is a usage
    /// error.
    template <typename Make>
    ModelProgram& model(Make make) {
        setup_.make =
            [make](const SystemArguments& system) -> core::Result<std::unique_ptr<AnyModel>> {
            auto made = make(system);
            if constexpr (detail::IsResult<decltype(made)>::value) {
                if (!made) return tl::unexpected(made.error());
                return erase(*std::move(made));
            } else {
                return erase(std::move(made));
            }
        };
        return *this;
    }
    /// Its runs can be replayed (replayed.hpp).
    ModelProgram& replays(ReplayedProgram replayed);
    /// One more subcommand, such as runtime::spawn_command.
    ModelProgram& add(core::Subcommand subcommand);
    ModelProgram& add(std::vector<core::Subcommand> subcommands);

    /// The exit code. Requires: it has a model.
    int run(int argc, char** argv);

  private:
    core::Program program_;
    ModelSetup setup_;
};

// The subcommands.

core::Subcommand check_command(ModelSetup setup);
core::Subcommand simulate_command(ModelSetup setup);
core::Subcommand explore_command(ModelSetup setup);

}  // namespace ordeal::checker
