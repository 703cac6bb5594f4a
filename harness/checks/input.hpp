// What the checks of workloads are given: the operations, and what a scenario says about them. Of a
// stored history without a scenario only the operations are known; the rest has its defaults.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/clock.hpp"
#include "core/history/operation.hpp"
#include "core/value.hpp"
#include "harness/checks/history_checks.hpp"
#include "harness/scenario/scenario.hpp"

namespace ordeal::harness {

struct CheckInput {
    const std::vector<core::Operation>& operations;
    core::Value initial{};
    std::size_t clients = 0;  // process p is of client p % clients; 0: nobody knows
    std::size_t nodes = 0;    // client c talks to node c % nodes; 0: nobody knows
    /// What is invoked from here on sees a system that has been left alone; none: nobody knows.
    std::optional<core::Nanoseconds> settled{};
    std::optional<Window> window{};       // in which availability counts; none: the whole history
    std::int64_t accounts = 0;            // of a bank; 0: as many as are read
    std::optional<std::int64_t> total{};  // of a bank; none: that of the first read
};

/// What the scenario of a run says about its operations, which must outlive the answer.
CheckInput check_input(const Scenario& scenario, const std::vector<core::Operation>& operations);

}  // namespace ordeal::harness
