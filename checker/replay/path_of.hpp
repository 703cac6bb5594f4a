// Steps of a recording as steps of a path.
#pragma once

#include <vector>

#include "actors/path.hpp"
#include "checker/replay/replay.hpp"

namespace ordeal::checker {

/// As it was recorded, without its outcome.
actors::PathStep path_step(const RecordedStep& step);

/// The path of those `steps` of a recording that can happen, with what comes of each.
actors::Path path_of(const Recording& recording, const std::vector<RecordedStep>& steps,
                     actors::Cluster& cluster);

}  // namespace ordeal::checker
