// For each specification the kinds of operations that small histories are made of: a few values,
// each function, each answer that matters, known and unknown outcomes.
#pragma once

#include <string>
#include <vector>

#include "core/history/operation.hpp"
#include "linearizability/judge.hpp"

namespace ordeal::testing {

struct SmallDomain {
    std::string name;
    std::string model;
    core::Value initial;
    linearizability::FailedCas failed_cas = linearizability::FailedCas::dropped;
    std::vector<core::Operation> kinds;
    std::vector<std::uint8_t> exchanged = {};  // see SmallHistories; empty: no symmetry
};

/// One or more for each model.
const std::vector<SmallDomain>& small_domains();

std::vector<bool> crashed_kinds(const SmallDomain& domain);

}  // namespace ordeal::testing
