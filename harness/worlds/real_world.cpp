#include "harness/worlds/real_world.hpp"

#include <algorithm>
#include <chrono>
#include <system_error>
#include <thread>
#include <utility>

#include "harness/scenario/validate.hpp"
#include "harness/worlds/program_lookup.hpp"

namespace ordeal::harness {

namespace fs = std::filesystem;
using core::Result;
using std::chrono::steady_clock;

namespace {

TemplateFacts facts_of(const nemesis::Fabric& fabric, const RealWorldOptions& options) {
    TemplateFacts facts{.port = options.system.port, .seed = options.seed};
    for (const auto& name : node_names(options.system.nodes))
        facts.nodes.push_back({name, fabric.address_of(name)});
    return facts;
}

Result<void> make_folder(const fs::path& folder) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) return core::fail("cannot make the folder {}: {}", folder.string(), error.message());
    return {};
}

core::Value network_figures(const nemesis::Fabric& fabric) {
    core::Value figures = nemesis::to_value(fabric.counters());
    figures.set("ports", fabric.ports() == nemesis::PortKind::tun ? "tun" : "veth");
    if (const auto captured = fabric.captured())
        figures.set("capture", nemesis::to_value(*captured));
    return figures;
}

RoleClientMaker role_client_of(const RealWorldOptions& options,
                               const std::vector<clients::Endpoint>& endpoints, std::size_t home) {
    if (options.client.empty()) return {};
    clients::ClientOptions made = options.client_options;
    made.endpoints = endpoints;
    made.home = home;
    return [name = options.client, made](core::Nanoseconds timeout) mutable {
        made.timeout = timeout;
        return clients::make_client(name, made);
    };
}

}  // namespace

RealWorld::RealWorld(std::unique_ptr<ProcessHost> host, std::shared_ptr<nemesis::Fabric> fabric,
                     std::vector<clients::Endpoint> endpoints)
    : host_(std::move(host)), endpoints_(std::move(endpoints)), fabric_(std::move(fabric)) {}

Result<std::unique_ptr<RealWorld>> RealWorld::create(const RealWorldOptions& options) {
    const auto init =
        options.init_program ? Result<fs::path>(*options.init_program) : find_init_program();
    if (!init) return tl::unexpected(init.error());
    nemesis::FabricOptions network{.seed = options.seed,
                                   .nodes = node_names(options.system.nodes),
                                   .rule = options.network,
                                   .ports = options.ports,
                                   .capture = {}};
    if (options.capture) network.capture = options.run_directory / "capture.pcapng";
    auto fabric = nemesis::Fabric::create(network);
    if (!fabric) return tl::unexpected(fabric.error());
    auto host = ProcessHost::create();
    if (!host) return tl::unexpected(host.error());
    TemplateFacts facts = facts_of(**fabric, options);
    std::vector<clients::Endpoint> endpoints;
    for (const NodeFacts& node : facts.nodes)
        endpoints.push_back({node.id, node.ip, facts.port});
    std::unique_ptr<RealWorld> world(
        new RealWorld(std::move(*host), std::move(*fabric), std::move(endpoints)));
    world->start_order_ = options.system.start;
    if (auto made = world->make_mechanisms(options); !made) return tl::unexpected(made.error());
    world->roles_ = options.system.roles;
    for (facts.self = 0; facts.self < facts.nodes.size(); ++facts.self) {
        const std::string& id = facts.nodes[facts.self].id;
        const fs::path folder = fs::absolute(options.run_directory) / "nodes" / id;
        facts.data = (folder / "data").string();
        auto setup =
            make_setup(options.system, facts, folder, *init, world->fabric_->network_of(id).fd(),
                       role_client_of(options, world->endpoints_, facts.self));
        if (!setup) return tl::unexpected(setup.error());
        if (!world->mechanisms_.empty())
            setup->equip = [made = world.get()](NodeCommand& command) {
                return made->equip(command);
            };
        world->nodes_.push_back(std::make_unique<DeployedNode>(*world->host_, std::move(*setup)));
        if (const auto made = make_folder(facts.data); !made) return tl::unexpected(made.error());
    }
    return world;
}

RealWorld::~RealWorld() {
    stop();
}

Result<void> RealWorld::make_mechanisms(const RealWorldOptions& options) {
    MechanismContext context{.seed = options.seed,
                             .nodes = node_names(options.system.nodes),
                             .folder = fs::absolute(options.run_directory) / "nodes",
                             .faults = options.faults};
    for (const MechanismMaker& maker : mechanism_makers()) {
        const bool needed = std::ranges::any_of(options.faults, [&](const nemesis::Fault& fault) {
            return std::ranges::find(maker.kinds, kind(fault)) != maker.kinds.end();
        });
        if (!needed) continue;
        auto mechanism = maker.make(context);
        if (!mechanism) return tl::unexpected(mechanism.error());
        mechanisms_.emplace_back(maker.kinds, std::move(*mechanism));
    }
    return {};
}

Result<void> RealWorld::equip(NodeCommand& command) const {
    for (const auto& [kinds, mechanism] : mechanisms_)
        if (auto equipped = mechanism->equip(command); !equipped) return equipped;
    return {};
}

std::shared_ptr<nemesis::Fabric> RealWorld::fabric() const {
    const std::lock_guard lock(mutex_);
    return fabric_;
}

Result<void> RealWorld::start() {
    const auto network = fabric();
    if (!network) return core::fail("a world that was stopped cannot be started again");
    auto started = network->start();
    if (started)
        started = start_order_ == StartOrder::together ? bring_up_together() : bring_up_in_order();
    if (!started) stop();
    return started;
}

/// From its files to its first life, which is ready then.
Result<void> RealWorld::bring_up(DeployedNode& node) {
    if (auto entered = enter_client_network(); !entered) return entered;
    if (auto prepared = node.prepare(); !prepared) return prepared;
    if (auto launched = node.launch(); !launched) return launched;
    if (const auto ready = node.wait_until_ready(node.ready_within()); !ready)
        return tl::unexpected(ready.error());
    return {};
}

/// In a thread, because it enters the clients' network.
Result<void> RealWorld::bring_up_in_order() {
    Result<void> done;
    std::jthread([&] {
        for (const auto& node : nodes_)
            if (done) done = bring_up(*node);
    }).join();
    return done;
}

/// The first that fails ends the others, whose complaints about that
/// are of no interest.
Result<void> RealWorld::bring_up_together() {
    std::mutex mutex;
    Result<void> first;
    std::vector<std::jthread> waiting;
    for (const auto& node : nodes_)
        waiting.emplace_back([this, &mutex, &first, &node] {
            Result<void> done = bring_up(*node);
            const std::lock_guard lock(mutex);
            if (done || !first) return;
            first = std::move(done);
            for (const auto& each : nodes_)
                each->close();
        });
    waiting.clear();
    return first;
}

std::vector<clients::Endpoint> RealWorld::endpoints() const {
    return endpoints_;
}

Result<void> RealWorld::enter_client_network() {
    const auto network = fabric();
    if (!network) return core::fail("the world has been stopped");
    return network->network_of(nemesis::Fabric::clients).join();
}

void RealWorld::use_clock(const core::MonotonicClock& clock) {
    if (const auto network = fabric()) network->use_clock(clock);
}

std::vector<Crash> RealWorld::crashes() {
    std::vector<Crash> all;
    for (const auto& node : nodes_)
        for (Crash& crash : node->crashes())
            all.push_back(std::move(crash));
    return all;
}

std::optional<core::Nanoseconds> RealWorld::clock_offset(const std::string& node) const {
    for (const auto& [kinds, mechanism] : mechanisms_)
        if (const auto offset = mechanism->clock_offset(node)) return offset;
    return std::nullopt;
}

void RealWorld::stop() {
    for (const auto& node : nodes_)
        node->close();
    const auto deadline = steady_clock::now() + std::chrono::seconds(5);
    for (const auto& node : nodes_)
        node->wait_until_gone(deadline);
    const std::lock_guard lock(mutex_);
    if (!fabric_) return;
    for (const auto& [kinds, mechanism] : mechanisms_)
        mechanism->stop();
    fabric_->stop();
    last_network_figures_ = network_figures(*fabric_);
    fabric_.reset();
}

core::Value RealWorld::statistics() const {
    core::Value lives = core::Value::object({});
    for (const auto& node : nodes_)
        lives.set(node->id(), node->lives());
    const auto network = fabric();
    const std::lock_guard lock(mutex_);
    return core::Value::object(
        {{"network", network ? network_figures(*network) : last_network_figures_},
         {"starts", lives}});
}

}  // namespace ordeal::harness
