// World `real`: the nodes are any server binaries, each a process in PID, mount and network
// namespaces of its own, joined by the user-space fabric (nemesis/mechanisms/fabric.hpp). It
// suffers partitions, kills and pauses, and tells what each of them touched. docs/worlds.md is the
// chapter for users.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/result.hpp"
#include "core/value.hpp"
#include "harness/scenario/scenario.hpp"
#include "harness/worlds/deployed_node.hpp"
#include "harness/worlds/node_faults.hpp"
#include "harness/worlds/node_mechanism.hpp"
#include "harness/worlds/process_host.hpp"
#include "harness/worlds/world.hpp"
#include "nemesis/link_rule.hpp"
#include "nemesis/mechanisms/fabric.hpp"

namespace ordeal::harness {

struct RealWorldOptions {
    std::filesystem::path run_directory;  // gets nodes/<node>/output.log and nodes/<node>/data/
    std::uint64_t seed = 0;
    SystemSpec system;
    nemesis::LinkRule network;           // of every directed link between nodes
    std::vector<nemesis::Fault> faults;  // that may come: what they need is made ready
    nemesis::PortKind ports = nemesis::PortKind::automatic;
    std::optional<std::filesystem::path> init_program;  // absent: see find_init_program()
    std::string client;                     // its name; what roles are asked with. Empty: nothing
    clients::ClientOptions client_options;  // of it; where nodes are is known to the world
    bool capture = false;  // of all packets, in capture.pcapng in the run's directory
};

/// Thread-safe, but for begin() and end(), which the port demands from one thread at a time.
class RealWorld final : public World {
  public:
    /// Makes the network and everything that start() needs; starts no node. Requires:
    /// enter_home_network() was called, or the caller may make namespaces where it is.
    /// Error: what the scenario or the machine lacks.
    static core::Result<std::unique_ptr<RealWorld>> create(const RealWorldOptions& options);

    ~RealWorld() override;

    core::Result<void> start() override;
    std::vector<clients::Endpoint> endpoints() const override;
    core::Result<void> enter_client_network() override;
    void use_clock(const core::MonotonicClock& clock) override;
    std::vector<Crash> crashes() override;
    std::optional<core::Nanoseconds> clock_offset(const std::string& node) const override;
    void stop() override;
    core::Value statistics() const override;

    core::Result<void> can(std::string_view kind) const override { return able(kind); }
    /// The same of any such world: what needs more than the namespaces of nodes is tried here.
    static core::Result<void> able(std::string_view kind);
    core::Result<nemesis::RoleHolders> holders_of(std::string_view role) override;

    /// Evidence of a partition: the packets that it dropped, for each link. Of a kill: "pids" of
    /// the servers, "processes" that died with them, how long until they were gone; at its end
    /// "restarted" with the fresh pids and "ready-after-ns". Of a pause: the processes that were
    /// seen stopped, and how long that took. Nodes that were not running are in "not-running".
    core::Result<nemesis::Evidence> begin(nemesis::FaultId id,
                                          const nemesis::Fault& fault) override;
    /// Of bad links: what they did meanwhile. Of a stutter or a crash-loop: how often each node was
    /// struck.
    /// Waits for a restarted node as long as the scenario's probe says; while other faults hold
    /// only 500 ms, and not being ready is then no error: they may be what keeps it from that.
    /// After an error the fault is still active, and end() may be called once more: what was not
    /// started is started then.
    core::Result<nemesis::Evidence> end(nemesis::FaultId id, const nemesis::Fault& fault) override;

  private:
    RealWorld(std::unique_ptr<ProcessHost> host, std::shared_ptr<nemesis::Fabric> fabric,
              std::vector<clients::Endpoint> endpoints);

    std::shared_ptr<nemesis::Fabric> fabric() const;
    core::Result<void> bring_up(DeployedNode& node);
    core::Result<void> bring_up_together();
    core::Result<void> bring_up_in_order();

    core::Result<nemesis::Evidence> cut(nemesis::FaultId id, const nemesis::Partition& partition);
    core::Result<nemesis::Evidence> begin_able(nemesis::FaultId id, const nemesis::Fault& fault);
    core::Result<nemesis::Evidence> make_worse(nemesis::FaultId id, const nemesis::BadLinks& bad);
    core::Result<nemesis::Evidence> mend(nemesis::FaultId id, const nemesis::Fault& fault);
    core::Result<nemesis::Evidence> let_go(nemesis::FaultId id, const nemesis::Fault& fault,
                                           const std::vector<nemesis::Node>& names);

    core::Result<void> make_mechanisms(const RealWorldOptions& options);
    core::Result<void> equip(NodeCommand& command) const;
    NodeMechanism* mechanism_for(std::string_view kind) const;

    std::unique_ptr<ProcessHost> host_;
    StartOrder start_order_ = StartOrder::together;
    /// With the kinds of fault that each carries out. They outlive the nodes.
    std::vector<std::pair<std::vector<std::string_view>, std::unique_ptr<NodeMechanism>>>
        mechanisms_;
    std::map<std::string, RoleSpec> roles_;
    std::vector<std::unique_ptr<DeployedNode>> nodes_;
    const std::vector<clients::Endpoint> endpoints_;
    /// Faults that have begun and not ended, with the evidence so far. Touched by the nemesis only.
    std::map<nemesis::FaultId, nemesis::Evidence> active_;
    std::map<nemesis::FaultId, std::unique_ptr<RestlessFault>> restless_;  // likewise
    std::set<nemesis::FaultId> ended_by_mechanism_;  // whose nodes still wait to be released

    mutable std::mutex mutex_;
    std::shared_ptr<nemesis::Fabric> fabric_;  // none once stopped
    core::Value last_network_figures_;         // of the fabric that was stopped
};

}  // namespace ordeal::harness
