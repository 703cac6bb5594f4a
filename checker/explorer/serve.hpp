// The explorer as a command's work: it is served until Ctrl-C.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "checker/explorer/explorer.hpp"

namespace ordeal::checker {

struct Exploration {
    std::string program;
    std::string title;
    std::uint16_t port = 3000;  // 0: one that is free
    std::unique_ptr<AnyModel> model;
    Road road;
};

/// Prints the address, and returns when a signal asks for it. Error: the port is taken.
core::Result<void> serve_explorer(Exploration exploration);

}  // namespace ordeal::checker
