// The way from a recorded run that went wrong to the path that tells of it: shrunk, and, where a
// search of the model finds a shorter way to the same end in time, that one.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "actors/path.hpp"
#include "checker/replay/counterexample.hpp"
#include "checker/replay/replayed_program.hpp"

namespace ordeal::checker {

/// The same path with what comes of each step. Error: the first step that cannot happen.
core::Result<actors::Path> on_nodes(const actors::Path& path, const MakeNodes& make);

struct ShortPath {
    actors::Path path;
    std::size_t attempts = 0;
    bool minimal = false;           // no single step of the shrunk path can be left out
    std::size_t shrunk_length = 0;  // before the search
    bool shortest = false;          // a breadth-first search came to it first
    std::string trouble;            // why the model could not be searched; else empty
};

/// How many steps there are, without those that only begin: starts and invocations.
std::size_t length_of(const actors::Path& path);

/// `limits`: of the search of the model. Error: as shrink_run.
core::Result<ShortPath> short_path(const Recording& recording, const ReplayedProgram& program,
                                   const Wrong& wrong, const std::function<bool()>& go_on,
                                   const SearchOptions& limits);

}  // namespace ordeal::checker
