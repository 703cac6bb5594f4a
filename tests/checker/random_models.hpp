// How many random models a test of reductions takes: a few, or as many as the environment says.
//
//     ORDEAL_REDUCTION_MODELS=10000 bin/test-checker --gtest_filter='Symmetry.*:PartialOrder.*'
#pragma once

#include <cstdint>
#include <cstdlib>
#include <string>

namespace ordeal::tests {

inline std::uint64_t random_models(std::uint64_t usual) {
    const char* asked = std::getenv("ORDEAL_REDUCTION_MODELS");
    return asked == nullptr ? usual : std::stoull(asked);
}

}  // namespace ordeal::tests
