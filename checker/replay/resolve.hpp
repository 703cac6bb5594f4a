// A path as steps that can be followed: which message, which timer is meant by each.
#pragma once

#include <vector>

#include "actors/path.hpp"
#include "checker/replay/follower.hpp"

namespace ordeal::checker {

/// `cluster`: fresh; the path is taken on it. Error: the first step that cannot happen, and why.
core::Result<std::vector<RecordedStep>> resolve(const actors::Path& path, actors::Cluster& cluster);

}  // namespace ordeal::checker
