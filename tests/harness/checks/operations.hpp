// Operations for tests of the checks: only what a check looks at.
#pragma once

#include <optional>
#include <string>

#include "core/history/operation.hpp"

namespace ordeal::harness {

inline core::Operation operation(std::string f, core::EventType outcome,
                                 core::Nanoseconds invoked = {},
                                 std::optional<core::Nanoseconds> completed = {}) {
    core::Operation result;
    result.f = std::move(f);
    result.outcome = outcome;
    result.invoke_time = invoked;
    result.complete_time = completed;
    return result;
}

}  // namespace ordeal::harness
