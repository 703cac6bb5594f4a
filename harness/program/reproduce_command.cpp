// `ordeal reproduce`: drives processes of the program that a path names along the path.
#include "harness/lock_step/reproduce_command.hpp"

#include <chrono>
#include <cstdlib>

#include <fmt/format.h>

#include "harness/lock_step/reproduce.hpp"
#include "harness/program/commands.hpp"
#include "harness/program/output.hpp"
#include "harness/worlds/program_lookup.hpp"

namespace ordeal::harness {

using core::ExitCode;

namespace {

core::Result<Reported> reproduce_file(const std::string& file) {
    const auto path = actors::load_path(file);
    if (!path) return tl::unexpected(path.error());
    const char* const search_path = std::getenv("PATH");
    const auto program = find_program(path->program, search_path == nullptr ? "" : search_path);
    if (!program) return core::fail("{}: {}", file, program.error().message);
    const auto began = std::chrono::steady_clock::now();
    const auto done = reproduce(*path, command_of(*path, *program));
    if (!done) return core::fail("{}: {}", file, done.error().message);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    Reported reported;
    reported.text = to_text(*done, *path);
    reported.json = to_value(*done, *path);
    reported.junit = {file, took.count(), core::to_exit_code(done->verdict()),
                      std::string(core::to_text(done->verdict())), reported.text};
    return reported;
}

}  // namespace

ExitCode reproduce_command(const ReproduceArguments& arguments) {
    auto done = reproduce_file(arguments.path);
    const Reported reported =
        done ? *std::move(done) : failed(arguments.path, ExitCode::usage, done.error());
    print_result(reported, arguments.output);
    return finish({reported}, false, "ordeal reproduce", arguments.output);
}

}  // namespace ordeal::harness
