// A path as steps that can be followed: which message, which timer is meant by each.
#pragma once

#include <vector>

#include "actors/path.hpp"
#include "checker/replay/follower.hpp"

namespace ordeal::checker {

/// `cluster`: fresh; the path is taken on it. Error: the first step that cannot happen, and why.
core::Result<std::vector<RecordedStep>> resolve(const actors::Path& path, actors::Cluster& cluster);

/// Steps that follow after others were taken, with numbers that go on from theirs. Error: likewise.
core::Result<std::vector<RecordedStep>> resolve_after(const std::vector<RecordedStep>& before,
                                                      const std::vector<actors::PathStep>& steps,
                                                      actors::Cluster& cluster,
                                                      bool missing_key_is_null);

}  // namespace ordeal::checker
