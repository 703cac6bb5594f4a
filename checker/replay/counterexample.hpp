// From a run that went wrong to a short path that goes wrong in the same way.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "checker/replay/replay.hpp"
#include "checker/replay/shrink.hpp"
#include "checker/replay/violation.hpp"

namespace ordeal::checker {

/// What is wrong: the history cannot be explained, or the property of this name does not hold.
struct Wrong {
    std::optional<std::string> claim;
};

Specification specification_of(const Recording& recording);

/// Takes the steps of these numbers on fresh nodes; wrong if `wrong` is.
Attempt attempt_steps(const Recording& recording, const std::vector<std::size_t>& numbers,
                      const MakeNodes& make, const Claims& claims, const Wrong& wrong);

/// The same steps under numbers from 0.
std::vector<RecordedStep> selected(const std::vector<RecordedStep>& steps,
                                   const std::vector<std::size_t>& numbers);

struct Counterpath {
    Recording recording;  // with the steps that are left
    std::size_t attempts = 0;
    bool minimal = false;
};

/// Error: taken on fresh nodes, without what was recorded, the run does not go wrong.
core::Result<Counterpath> shrink_run(const Recording& recording, const MakeNodes& make,
                                     const Claims& claims, const Wrong& wrong,
                                     const std::function<bool()>& go_on);

}  // namespace ordeal::checker
