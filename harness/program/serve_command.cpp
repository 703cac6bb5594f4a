// `ordeal serve`: the runs of a store in a browser, until a signal ends it.
#include <cstdio>
#include <filesystem>

#include <fmt/format.h>

#include "core/program/stop_signals.hpp"
#include "harness/program/commands.hpp"
#include "harness/program/complain.hpp"
#include "harness/serve/run_server.hpp"

namespace ordeal::harness {

using core::ExitCode;

namespace {

constexpr Complain complain{"serve"};

}  // namespace

ExitCode serve_command(const ServeArguments& arguments) {
    std::error_code ignored;
    if (!std::filesystem::is_directory(arguments.store, ignored))
        return complain(ExitCode::usage,
                        fmt::format("{} is no directory; runs are kept where --store of `ordeal "
                                    "run` says, by default in store",
                                    arguments.store));
    core::hold_stop_signals();
    const auto server =
        RunServer::start({arguments.store, arguments.address, arguments.port, arguments.token});
    if (!server) return complain(ExitCode::usage, server.error().message);
    fmt::print("{}\n", server->url());
    std::fflush(stdout);
    core::wait_for_stop_signal();
    return ExitCode::valid;
}

}  // namespace ordeal::harness
