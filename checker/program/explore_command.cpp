// The command explore: pages to walk through the model by hand, until Ctrl-C.
#include <cstdio>

#include "checker/explorer/explorer.hpp"
#include "checker/program/command_line.hpp"
#include "core/program/stop_signals.hpp"

namespace ordeal::checker {

namespace {

using core::ExitCode;

ExitCode explore(const ModelSetup& setup, const std::vector<std::string>& words) {
    std::uint16_t port = 3000;
    auto read = read_command_line(setup, "explore", words, [&](core::Options& options) {
        options.number("port", "of 127.0.0.1; 0: one that is free", port);
    });
    if (const auto* code = std::get_if<ExitCode>(&read)) return *code;
    core::hold_stop_signals();
    Explorer explorer(line_of(setup, "explore", words), std::move(std::get<0>(read)));
    const auto serving = explorer.serve(port);
    if (!serving) {
        fmt::print(stderr, "{} explore: {}\n", setup.program, serving.error().message);
        return ExitCode::internal;
    }
    fmt::print("{}: http://127.0.0.1:{}/ until Ctrl-C\n", setup.program, *serving);
    std::fflush(stdout);
    core::wait_for_stop_signal();
    return ExitCode::interrupted;
}

}  // namespace

core::Subcommand explore_command(ModelSetup setup) {
    return {"explore", "serve pages to walk through the states by hand",
            [setup = std::move(setup)](const std::vector<std::string>& words) {
                return static_cast<int>(explore(setup, words));
            }};
}

}  // namespace ordeal::checker
