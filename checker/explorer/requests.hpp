// What is asked of the explorer in the bodies of requests.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "checker/explorer/find.hpp"
#include "checker/explorer/jobs.hpp"
#include "checker/explorer/predicate.hpp"
#include "checker/explorer/road.hpp"
#include "core/result.hpp"
#include "core/value.hpp"

namespace ordeal::checker {

/// {"do":"check","states":1000000,"threads":2} or {"do":"find","from":"0/2","until":{...}}
struct JobRequest {
    bool check = false;
    Places from;
    Goal goal;
    JobLimits limits;
};

/// {"from":"0/2","steps":100,"seed":7,"until":{...}}; `until` may be left out.
struct WalkRequest {
    Places from;
    Goal goal;
    std::size_t steps = 0;
    std::uint64_t seed = 0;
};

/// A document in which only these members may be. Error: it is none, or what else there is.
core::Result<core::Value> read_document(std::string_view text,
                                        const std::vector<std::string_view>& known);

core::Result<JobRequest> read_job(std::string_view text, const AnyModel& model, const Road& road);
core::Result<WalkRequest> read_walk(std::string_view text, const AnyModel& model, const Road& road);

}  // namespace ordeal::checker
