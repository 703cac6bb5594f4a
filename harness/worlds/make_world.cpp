#include "harness/worlds/make_world.hpp"

#include <utility>
#include <vector>

#include "clients/maelstrom/protocol.hpp"
#include "clients/maelstrom/topology.hpp"
#include "harness/router/router_world.hpp"
#include "harness/scenario/kinds.hpp"
#include "harness/scenario/validate.hpp"
#include "harness/worlds/real_world.hpp"

namespace ordeal::harness {

namespace {

/// What the nodes of this workload are told before it begins, behind `init`.
core::Result<std::vector<core::Value>> greetings_of(const Scenario& scenario) {
    namespace maelstrom = clients::maelstrom;
    const auto conventions =
        maelstrom::read_conventions(scenario.workload.options, kind_name(scenario.workload));
    if (!conventions) return tl::unexpected(conventions.error());
    if (conventions->topology.empty()) return std::vector<core::Value>();
    const auto neighbours =
        maelstrom::neighbours(conventions->topology, node_names(scenario.system.nodes));
    return std::vector{maelstrom::topology_body(neighbours, 0)};
}

core::Result<std::unique_ptr<World>> make_router_world(const Scenario& scenario, std::uint64_t seed,
                                                       const std::filesystem::path& run_directory) {
    RouterWorldOptions options;
    options.run_directory = run_directory;
    options.seed = seed;
    options.system = scenario.system;
    options.network = scenario.network;
    auto greetings = greetings_of(scenario);
    if (!greetings) return core::fail("workload.options: {}", greetings.error().message);
    options.greetings = *std::move(greetings);
    return RouterWorld::create(options);
}

}  // namespace

core::Result<std::unique_ptr<World>> make_world(const Scenario& scenario, std::uint64_t seed,
                                                const std::filesystem::path& run_directory,
                                                std::vector<nemesis::Fault> faults) {
    if (scenario.system.world == "router") return make_router_world(scenario, seed, run_directory);
    if (scenario.system.world != "real")
        return core::fail("system.world: this program has no world \"{}\"", scenario.system.world);
    RealWorldOptions options;
    options.run_directory = run_directory;
    options.seed = seed;
    options.system = scenario.system;
    options.network = scenario.network;
    options.client = scenario.workload.client;
    options.client_options.workload = kind_name(scenario.workload);
    options.client_options.extra = scenario.workload.options;
    options.capture = scenario.network.capture;
    options.faults = std::move(faults);
    return RealWorld::create(options);
}

}  // namespace ordeal::harness
