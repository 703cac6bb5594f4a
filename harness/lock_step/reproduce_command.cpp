#include "harness/lock_step/reproduce_command.hpp"

#include <utility>

#include <fmt/format.h>

#include "core/exit_code.hpp"
#include "core/json.hpp"
#include "core/program/options.hpp"
#include "harness/lock_step/reproduce.hpp"

namespace ordeal::harness {

using core::ExitCode;
using core::Result;
using Words = std::vector<std::string>;

namespace {

int complain(const std::string& program, ExitCode code, const std::string& message) {
    fmt::print(stderr, "{} reproduce: {}\n", program, message);
    return static_cast<int>(code);
}

Result<actors::Path> path_of_program(const std::string& file, const std::string& program) {
    auto path = actors::load_path(file);
    if (path && path->program != program)
        return core::fail("{}: it is a path of the program \"{}\": run {} reproduce", file,
                          path->program, path->program);
    return path;
}

int reproduce_path(const std::string& program, const Words& arguments) {
    bool json = false;
    core::Options options(program + " reproduce PATH");
    options.flag("json", "print the result as one JSON document", json);
    const bool named = !arguments.empty() && !arguments[0].starts_with('-');
    if (auto parsed = options.parse({arguments.begin() + named, arguments.end()}); !parsed)
        return complain(program, ExitCode::usage, parsed.error().message);
    if (options.help_wanted()) {
        fmt::print("{}", options.help());
        return static_cast<int>(ExitCode::valid);
    }
    if (!named)
        return complain(program, ExitCode::usage,
                        "PATH is missing: a file that `check --path` or `replay` has written");
    const auto path = path_of_program(arguments[0], program);
    if (!path) return complain(program, ExitCode::usage, path.error().message);
    const auto done = reproduce(*path, command_of(*path, "/proc/self/exe"));
    if (!done)
        return complain(program, ExitCode::usage, arguments[0] + ": " + done.error().message);
    if (json)
        fmt::print("{}\n", core::to_json(to_value(*done, *path)));
    else
        fmt::print("{}", to_text(*done, *path));
    return static_cast<int>(core::to_exit_code(done->verdict()));
}

}  // namespace

LockStepCommand command_of(const actors::Path& path, const std::filesystem::path& program) {
    LockStepCommand command;
    command.program = program;
    command.words = {path.program, "spawn", "--lock-step"};
    if (!path.bug.empty()) command.words.push_back("--bug=" + path.bug);
    return command;
}

core::Subcommand reproduce_command(const std::string& program) {
    return {"reproduce", "PATH: drive real processes along a path of the model checker",
            [program](const Words& arguments) { return reproduce_path(program, arguments); }};
}

}  // namespace ordeal::harness
