// Walks through a model by hand, in a browser: a server of one page (ui/src/explorer) and of what
// it asks for, an API of its own for programs, too (docs/explorer.md):
//
//     GET  /                          the page; the part behind # of its address is a path
//     GET  /api/v1/model              the model's name, its properties, where to begin
//     GET  /api/v1/states/0/2/1       a state by the way to it, and all that can happen next
//     GET  /api/v1/steps/0/2/1        the steps of a path, or some of them
//     GET  /api/v1/run                what was recorded, if a recorded run is looked at
//     POST /api/v1/walk               a random walk
//     POST /api/v1/jobs               checks the model, or looks for the nearest state of some kind
//     GET  /api/v1/jobs/1             how far that is, and what it found
//     DELETE /api/v1/jobs/1           stops it
//
// A state is named by the way to it, so the server keeps nothing, and a link is a counterexample
// that can be sent to somebody else.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "checker/explorer/road.hpp"
#include "checker/program/any_model.hpp"
#include "core/result.hpp"

namespace ordeal::checker {

class Explorer {
  public:
    /// `title` is what the page calls the model. Requires: the road is a path of the model, of
    /// which at least one place is shown, or none.
    Explorer(std::string title, std::unique_ptr<AnyModel> model, Road road = {});
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
