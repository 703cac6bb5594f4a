// The parts of a run that can be shown. Each prints itself, as lines or as one JSON document.
#pragma once

#include "core/value.hpp"
#include "harness/show/show.hpp"

namespace ordeal::harness {

/// What a part is made of.
struct PartRequest {
    const std::filesystem::path& run;
    const std::string& argument;
    const ShowOptions& options;
    const Sink& sink;
};

core::Result<void> show_story(const PartRequest& request);
core::Result<void> show_checks(const PartRequest& request);
core::Result<void> show_faults(const PartRequest& request);
core::Result<void> show_operations(const PartRequest& request);
core::Result<void> show_around(const PartRequest& request);
core::Result<void> show_latency(const PartRequest& request);
core::Result<void> show_logs(const PartRequest& request);
core::Result<void> show_messages(const PartRequest& request);
core::Result<void> show_scenario(const PartRequest& request);
core::Result<void> show_environment(const PartRequest& request);
core::Result<void> show_repeat(const PartRequest& request);

/// verdict.json. Error: also what a run is that has none.
core::Result<core::Value> read_verdict(const std::filesystem::path& run);

/// An operation as a document, with times in nanoseconds.
core::Value to_value(const core::Operation& operation);

}  // namespace ordeal::harness
