#include "harness/worlds/make_world.hpp"

#include "harness/router/router_world.hpp"
#include "harness/worlds/real_world.hpp"

namespace ordeal::harness {

namespace {

core::Result<std::unique_ptr<World>> make_router_world(const Scenario& scenario, std::uint64_t seed,
                                                       const std::filesystem::path& run_directory) {
    RouterWorldOptions options;
    options.run_directory = run_directory;
    options.seed = seed;
    options.system = scenario.system;
    options.network = scenario.network;
    return RouterWorld::create(options);
}

}  // namespace

core::Result<std::unique_ptr<World>> make_world(const Scenario& scenario, std::uint64_t seed,
                                                const std::filesystem::path& run_directory) {
    if (scenario.system.world == "router") return make_router_world(scenario, seed, run_directory);
    if (scenario.system.world != "real")
        return core::fail("system.world: this program has no world \"{}\"", scenario.system.world);
    RealWorldOptions options;
    options.run_directory = run_directory;
    options.seed = seed;
    options.system = scenario.system;
    options.network = scenario.network;
    return RealWorld::create(options);
}

}  // namespace ordeal::harness
