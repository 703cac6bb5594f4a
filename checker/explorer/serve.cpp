#include "checker/explorer/serve.hpp"

#include <cstdio>

#include <fmt/format.h>

#include "core/program/stop_signals.hpp"

namespace ordeal::checker {

core::Result<void> serve_explorer(Exploration exploration) {
    core::hold_stop_signals();
    Explorer explorer(std::move(exploration.title), std::move(exploration.model),
                      std::move(exploration.road));
    const auto port = explorer.serve(exploration.port);
    if (!port) return tl::unexpected(port.error());
    fmt::print("{}: http://127.0.0.1:{}/ until Ctrl-C\n", exploration.program, *port);
    std::fflush(stdout);
    core::wait_for_stop_signal();
    return {};
}

}  // namespace ordeal::checker
