#include "core/program/program.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/exit_code.hpp"
#include "core/text/nearest.hpp"

namespace ordeal::core {

Program::Program(std::string name, std::string summary)
    : name_(std::move(name)), summary_(std::move(summary)) {}

void Program::add(Subcommand subcommand) {
    subcommands_.push_back(std::move(subcommand));
}

void Program::add(std::vector<Subcommand> subcommands) {
    for (Subcommand& subcommand : subcommands)
        add(std::move(subcommand));
}

std::string Program::help() const {
    std::string text =
        fmt::format("{}: {}\n\nUsage: {} SUBCOMMAND [OPTIONS]\n\n", name_, summary_, name_);
    for (const Subcommand& subcommand : subcommands_)
        text += fmt::format("  {:<10} {}\n", subcommand.name, subcommand.summary);
    return text + fmt::format("\n{} SUBCOMMAND --help tells the options.\n", name_);
}

int Program::run(int argc, char** argv) const {
    const std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
    if (!words.empty() && (words[0] == "--help" || words[0] == "-h" || words[0] == "help")) {
        fmt::print("{}", help());
        return static_cast<int>(ExitCode::valid);
    }
    if (words.empty()) {
        fmt::print(stderr, "{}", help());
        return static_cast<int>(ExitCode::usage);
    }
    const std::vector<std::string> arguments(words.begin() + 1, words.end());
    for (const Subcommand& subcommand : subcommands_)
        if (subcommand.name == words[0] && (!subcommand.takes || subcommand.takes(arguments)))
            return subcommand.run(arguments);
    std::vector<std::string> names;
    for (const Subcommand& subcommand : subcommands_)
        names.push_back(subcommand.name);
    fmt::print(stderr, "{}: unknown subcommand \"{}\"{}\n", name_, words[0],
               suggestion(words[0], names));
    return static_cast<int>(ExitCode::usage);
}

}  // namespace ordeal::core
