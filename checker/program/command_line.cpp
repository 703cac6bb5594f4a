#include "checker/program/command_line.hpp"

namespace ordeal::checker {

namespace {

using core::ExitCode;

ExitCode refuse(const core::Options& options, const core::Error& error) {
    fmt::print(stderr, "{}: {}\n", options.command(), error.message);
    return ExitCode::usage;
}

std::string in_shell_quotes(const std::string& word) {
    constexpr std::string_view plain =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_=.,:/+@%";
    if (!word.empty() && word.find_first_not_of(plain) == std::string::npos) return word;
    std::string out = "'";
    for (const char letter : word)
        out += letter == '\'' ? std::string("'\\''") : std::string(1, letter);
    return out + "'";
}

}  // namespace

ModelOrExit read_command_line(
    const ModelSetup& setup, const std::string& command, const std::vector<std::string>& arguments,
    const std::function<void(core::Options&)>& declare,
    const std::function<core::Result<void>(core::Options&, std::size_t of_model)>& complete) {
    core::Options options(setup.program + " " + command);
    const ActorDefaults defaults = setup.actors.value_or(ActorDefaults{});
    SystemArguments system;
    if (setup.declare) setup.declare(options);
    if (setup.actors) declare_system(options, defaults, system);
    declare_bugs(options, setup.bugs, system);
    const std::size_t of_model = options.settings().size();
    declare(options);
    if (const auto parsed = options.parse(arguments); !parsed)
        return refuse(options, parsed.error());
    if (options.help_wanted()) {
        fmt::print("{}", options.help());
        return ExitCode::valid;
    }
    if (complete)
        if (const auto good = complete(options, of_model); !good)
            return refuse(options, good.error());
    if (const auto good = checker::complete(defaults, system); !good)
        return refuse(options, good.error());
    auto model = setup.make(system);
    if (!model) return refuse(options, model.error());
    return *std::move(model);
}

std::string line_of(const ModelSetup& setup, const std::string& command,
                    const std::vector<std::string>& arguments) {
    std::string line = setup.program + " " + command;
    for (const std::string& word : arguments)
        line += " " + in_shell_quotes(word);
    return line;
}

}  // namespace ordeal::checker
