// What check, simulate and explore have in common: they read their command line, make the model
// that it asks for, and know the line that does the same again.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "checker/program/model_program.hpp"
#include "core/exit_code.hpp"

namespace ordeal::checker {

/// The model, or, when the command is over already (help, or a wrong command line, which was
/// printed), the exit code.
using ModelOrExit = std::variant<std::unique_ptr<AnyModel>, core::ExitCode>;

/// `declare` adds the command's own options. `complete`, if there is one, is called when they were
/// read and before the model is made: `of_model` options, the first ones, are the model's.
ModelOrExit read_command_line(
    const ModelSetup& setup, const std::string& command, const std::vector<std::string>& arguments,
    const std::function<void(core::Options&)>& declare,
    const std::function<core::Result<void>(core::Options&, std::size_t of_model)>& complete = {});

/// "abd check --servers 3", in quotes what a shell would read otherwise.
std::string line_of(const ModelSetup& setup, const std::string& command,
                    const std::vector<std::string>& arguments);

}  // namespace ordeal::checker
