// World `router`: the nodes are programs that speak Maelstrom's protocol on stdin and stdout, each
// a process in PID, mount and network namespaces of its own (the network is empty), and every
// message goes through the harness. It suffers the faults of links and of processes. docs/router.md
// is the chapter for users.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "core/value.hpp"
#include "harness/router/router.hpp"
#include "harness/scenario/scenario.hpp"
#include "harness/worlds/deployed_node.hpp"
#include "harness/worlds/node_faults.hpp"
#include "harness/worlds/process_host.hpp"
#include "harness/worlds/world.hpp"
#include "nemesis/link_rule.hpp"
#include "nemesis/mechanisms/network_namespace.hpp"

namespace ordeal::harness {

struct RouterWorldOptions {
    std::filesystem::path run_directory;  // gets trace.jsonl, nodes/<node>/output.log and .../data/
    std::uint64_t seed = 0;
    SystemSpec system;
    nemesis::LinkRule network;                          // of every directed link between nodes
    std::optional<std::filesystem::path> init_program;  // absent: see find_init_program()
    /// So long after a node's stdout was closed it is told of as one that lives on so; a node that
    /// has ended is told of as soon as that is known.
    core::Nanoseconds silence{2'000'000'000};
    core::Nanoseconds patience{5'000'000'000};  // see RouterOptions
    /// What each node is asked behind `init`, in each of its lives; bodies without msg_id.
    std::vector<core::Value> greetings;
};

/// Thread-safe, but for begin() and end(), which the port demands from one thread at a time.
class RouterWorld final : public World {
  public:
    /// Starts to route; starts no node. Requires: as RealWorld::create.
    /// Error: what the scenario asks for and this world cannot do; what the machine lacks.
    static core::Result<std::unique_ptr<RouterWorld>> create(const RouterWorldOptions& options);

    ~RouterWorld() override;

    core::Result<void> start() override;
    std::vector<clients::Endpoint> endpoints() const override;
    core::Result<void> enter_client_network() override { return {}; }
    void use_clock(const core::MonotonicClock& clock) override;
    /// The client "maelstrom", and no other.
    core::Result<std::unique_ptr<clients::Client>> make_client(
        std::string_view name, clients::ClientOptions options) override;
    std::optional<core::Error> failure() const override;
    /// A crash ends the run: failure() tells of it from here on.
    std::vector<Crash> crashes() override;
    void stop() override;
    core::Value statistics() const override;

    core::Result<void> can(std::string_view kind) const override { return able(kind); }
    /// The same of any such world.
    static core::Result<void> able(std::string_view kind);
    /// Evidence as in world `real`, with messages in place of packets.
    core::Result<nemesis::Evidence> begin(nemesis::FaultId id,
                                          const nemesis::Fault& fault) override;
    core::Result<nemesis::Evidence> end(nemesis::FaultId id, const nemesis::Fault& fault) override;

  private:
    RouterWorld(std::unique_ptr<ProcessHost> host, std::unique_ptr<Router> router)
        : router_(std::move(router)), host_(std::move(host)) {}

    core::Result<void> add_node(const RouterWorldOptions& options, TemplateFacts facts,
                                const std::filesystem::path& init);
    core::Result<void> bring_up(DeployedNode& node);
    core::Result<void> bring_up_in_order();
    core::Result<void> bring_up_together();
    /// Waits until the node has been started and has answered what it is greeted with.
    core::Result<core::Nanoseconds> await(DeployedNode& node, core::Nanoseconds within);
    void look_for_silence(std::size_t node);
    void fail(std::string message);
    std::size_t place_of(const DeployedNode& node) const;
    core::Result<nemesis::Evidence> begin_able(nemesis::FaultId id, const nemesis::Fault& fault);
    core::Result<nemesis::Evidence> make_worse(nemesis::FaultId id, const nemesis::BadLinks& bad);
    core::Result<nemesis::Evidence> cut(nemesis::FaultId id, const nemesis::Partition& partition);
    void let_go_of(const DeployedNode& node);
    core::Result<nemesis::Evidence> hold(nemesis::FaultId id, const nemesis::Fault& fault,
                                         const std::vector<nemesis::Node>& names);
    core::Result<nemesis::Evidence> mend(nemesis::FaultId id, const nemesis::Fault& fault);
    core::Result<nemesis::Evidence> let_go(nemesis::FaultId id,
                                           const std::vector<nemesis::Node>& names);
    void note_pause(std::size_t node, nemesis::FaultId id, bool begins);

    std::vector<nemesis::NetworkNamespace> networks_;  // by node
    std::unique_ptr<Router> router_;
    std::unique_ptr<ProcessHost> host_;
    std::vector<std::unique_ptr<DeployedNode>> nodes_;
    /// Faults that have begun and not ended, with the evidence so far. Touched by the nemesis only.
    std::map<nemesis::FaultId, nemesis::Evidence> active_;
    std::map<nemesis::FaultId, std::unique_ptr<RestlessFault>> restless_;  // likewise
    std::vector<std::set<nemesis::FaultId>> pauses_;                       // by node; likewise
    /// By node: when crashes() first saw that its stdout was closed.
    std::vector<std::optional<std::chrono::steady_clock::time_point>> silent_since_;
    core::Nanoseconds silence_{0};
    StartOrder start_order_ = StartOrder::together;
    std::string trace_error_;  // why trace.jsonl is not whole
};

}  // namespace ordeal::harness
