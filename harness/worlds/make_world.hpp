// The worlds by name: where `system.world` of a scenario becomes an object.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

#include "core/result.hpp"
#include "harness/scenario/scenario.hpp"
#include "harness/worlds/world.hpp"

namespace ordeal::harness {

/// The world of the scenario, not yet started, for these faults. Error: what the scenario or the
/// machine lacks.
core::Result<std::unique_ptr<World>> make_world(const Scenario& scenario, std::uint64_t seed,
                                                const std::filesystem::path& run_directory,
                                                std::vector<nemesis::Fault> faults);

}  // namespace ordeal::harness
