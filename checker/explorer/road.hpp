// A path that the explorer is opened with: it goes on there by itself, and if it is a recorded run,
// its steps have times, and the nodes' output stands beside them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "checker/explorer/address.hpp"

namespace ordeal::checker {

/// What a node wrote, at most so much of it as a page can hold.
struct NodeLog {
    std::string node;
    std::string text;
    std::size_t left_out_bytes = 0;
};

/// What was recorded, beside the path.
struct RecordedRun {
    std::string directory;
    /// For each place of the road, in nanoseconds since the start of the run; none: not known.
    std::vector<std::optional<std::int64_t>> times;
    /// Likewise: what is to be said of it; empty: nothing.
    std::vector<std::string> remarks;
    std::vector<NodeLog> logs;
    std::int64_t zero_ns = 0;  // when the run began, since 1970; 0: not known
    std::string note;          // what came of it, in words
};

struct Road {
    Places places;
    std::size_t shown = 0;           // so many places of it are opened first
    std::optional<RecordedRun> run;  // none: it was not recorded
};

}  // namespace ordeal::checker
