// The clients of a short path, under new names: as few as can do its operations in the order in
// which they were done, c1, c2, ..., each with its requests numbered from 1.
#pragma once

#include <vector>

#include "checker/replay/recording.hpp"

namespace ordeal::checker {

/// An operation goes to the first client that has nothing under way. Real time between operations
/// stays as it is; which client does them does not.
std::vector<RecordedStep> with_few_clients(std::vector<RecordedStep> steps);

}  // namespace ordeal::checker
