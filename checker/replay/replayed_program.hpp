// What a program of actors offers, so that its runs can be replayed: its nodes, and their model.
// replayed.hpp makes it.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "actors/path.hpp"
#include "checker/program/any_model.hpp"
#include "checker/replay/near.hpp"
#include "checker/replay/replay.hpp"
#include "checker/replay/way_in_model.hpp"

namespace ordeal::checker {

/// The model of a path, and the path in it.
struct ModelOfPath {
    std::unique_ptr<AnyModel> model;
    WayInModel way;
    /// The steps of a shortest path to a violation of the property of that name, of those in which
    /// no more timers fire and no more nodes crash than in the path; none: not found within the
    /// limits.
    std::function<std::optional<std::vector<actors::PathStep>>(const std::string& property,
                                                               const SearchOptions& limits)>
        shortest;
};

struct ReplayedProgram {
    /// Nodes as they are as processes.
    std::function<std::unique_ptr<actors::Cluster>(const std::string& bug, std::size_t nodes)> make;
    std::function<Claims(const std::string& bug, std::size_t nodes)> claims;
    std::function<core::Result<ModelOfPath>(const actors::Path& path, Undelivered undelivered)>
        model;
    /// `history`: of the replayed run.
    std::function<NearResult(const Recording& recording, const core::History& history,
                             const NearOptions& options)>
        near;
};

}  // namespace ordeal::checker
