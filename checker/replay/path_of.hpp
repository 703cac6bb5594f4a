// Steps of a recording as steps of a path.
#pragma once

#include <vector>

#include "actors/path.hpp"
#include "checker/replay/replay.hpp"

namespace ordeal::checker {

/// As it was recorded, without its outcome.
actors::PathStep path_step(const RecordedStep& step);

/// The path of those `steps` that can happen, with what comes of each. `path` has the rest of it.
/// `taken`, if given, is told which steps these are.
actors::Path path_of(actors::Path path, const std::vector<RecordedStep>& steps,
                     actors::Cluster& cluster, bool missing_key_is_null,
                     std::vector<std::size_t>* taken = nullptr);

}  // namespace ordeal::checker
