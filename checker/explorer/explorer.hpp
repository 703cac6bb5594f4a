// Walks through a model by hand, in a browser: a server that shows a state, what can happen there,
// the way that led there and what the properties say. For people as pages, for programs as JSON.
//
//     GET /              the initial states
//     GET /states/0/2/1  the first initial state, then its third action, then the second
//     GET /.states       the same as JSON
//     GET /.states/0/2/1
//     GET /.model        the program's name, the properties
//
// A state is named by the way to it, so the server keeps nothing, and a link is a counterexample
// that can be sent to somebody else.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "checker/program/any_model.hpp"
#include "core/result.hpp"

namespace ordeal::checker {

class Explorer {
  public:
    /// `title` is what the pages call the model.
    Explorer(std::string title, std::unique_ptr<AnyModel> model);
    ~Explorer();
    Explorer(Explorer&&) noexcept;
    Explorer& operator=(Explorer&&) noexcept;

    /// Serves on this machine alone (127.0.0.1), from threads of its own, until it is destroyed.
    /// Port 0: one that is free. Returns the port. Error: the port is taken.
    core::Result<std::uint16_t> serve(std::uint16_t port);

  private:
    struct Server;

    std::unique_ptr<Server> server_;
};

}  // namespace ordeal::checker
