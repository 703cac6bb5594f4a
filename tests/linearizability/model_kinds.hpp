// For every model a few kinds of operations, over domains so small that they meet: what random
// histories for the online judges are made of.
#pragma once

#include <string>
#include <vector>

#include "tests/linearizability/histories.hpp"

namespace ordeal::testing {

struct ModelKinds {
    std::string model;
    core::Value initial;
    std::vector<core::Operation> kinds;  // some of each outcome
};

/// All 13 models.
std::vector<ModelKinds> all_model_kinds();

/// A history that a correct system might have made; with some chance for each operation that it did
/// whatever it liked instead. Operations of outcome info have a return; see heard().
std::vector<Placed> plausible_history(core::Random& random, const ModelKinds& of, std::size_t count,
                                      std::size_t processes, double chance_of_error);

}  // namespace ordeal::testing
