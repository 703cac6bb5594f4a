// The network of world `real`, in user space. Every node has a network namespace of its own whose
// only way out ends in this process; one thread reads each IP packet, decides its fate by the rule
// of the directed link that it travels, and writes it to the namespace of the addressee when it is
// due. No kernel module, no firewall rule, no privilege beyond a user namespace is needed, and
// every packet is counted.
//
//     auto fabric = Fabric::create({.seed = 42, .nodes = {"n1", "n2", "n3"}, .rule = rule});
//     (*fabric)->start();
//     setns((*fabric)->network_of("n1").fd(), CLONE_NEWNET);   // in a child, before exec
//     auto visit = (*fabric)->network_of(Fabric::clients).enter();  // in a thread, for sockets
//     (*fabric)->begin_cut(7, links_cut_by(partition.grudge));
//     auto report = (*fabric)->end_cut(7);
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "core/result.hpp"
#include "nemesis/fault.hpp"
#include "nemesis/link_rule.hpp"
#include "nemesis/mechanisms/capture.hpp"
#include "nemesis/mechanisms/counters.hpp"
#include "nemesis/mechanisms/network_namespace.hpp"

namespace ordeal::nemesis {

/// How a namespace is tied to the fabric: a TUN device (root, or where /dev/net/tun is open to
/// all) or a pair of virtual Ethernet devices and a packet socket (any user).
enum class PortKind : std::uint8_t { automatic, tun, veth };

struct FabricOptions {
    std::uint64_t seed = 0;
    std::vector<Node> nodes;  // 1 to 250 distinct names; none is Fabric::clients
    LinkRule rule;            // of every link between two nodes
    std::size_t mtu_bytes = 1500;
    PortKind ports = PortKind::automatic;
    std::optional<std::filesystem::path> capture;  // file for all packets: see Capture
};

/// Thread-safe: every member may be called from any thread, start and stop from one at a time.
class Fabric {
  public:
    /// The name of the namespace in which all clients live. Its links are clean unless set_rule
    /// says otherwise, and it may stand in cuts like a node.
    static constexpr std::string_view clients = "clients";

    /// Makes the namespaces; no packet passes before start(). Requires: enter_home_network() was
    /// called, or the caller may make network namespaces where it is. Error: what was refused.
    static core::Result<std::unique_ptr<Fabric>> create(const FabricOptions& options);

    Fabric(const Fabric&) = delete;
    Fabric& operator=(const Fabric&) = delete;
    /// Stops, and lets go of the namespaces.
    ~Fabric();

    /// Starts the forwarding thread.
    core::Result<void> start();
    /// Ends the forwarding thread; packets under way are discarded. Idempotent. Counters stay.
    void stop();

    /// Requires: `endpoint` is a node's name or Fabric::clients (checked).
    const NetworkNamespace& network_of(std::string_view endpoint) const;
    /// Dotted IPv4: 10.77.0.1 for the first node, 10.77.1.1 for the clients. Requires: as above.
    const std::string& address_of(std::string_view endpoint) const;

    /// The kind in use: tun or veth.
    PortKind ports() const;

    /// The rule of one directed link from this moment on; packets under way keep their fate,
    /// except that a rule with `cut` drops them when they fall due.
    /// Error: unknown endpoint, or a probability outside [0, 1], or a negative time.
    core::Result<void> set_rule(const LinkName& link, const LinkRule& rule);

    /// Cuts links until end_cut(id). Where cuts of several faults overlap, a link is open again
    /// once the last of them has ended. Guarantees: when it returns, the cut has taken hold: no
    /// packet passes any more, those under way included.
    /// Error: unknown endpoint, a link from an endpoint to itself, or an id in use.
    core::Result<void> begin_cut(FaultId id, const std::vector<LinkName>& links);
    /// What the fault dropped so far. Error: no such fault.
    core::Result<CutReport> cut_so_far(FaultId id) const;
    /// Guarantees: when it returns, this fault drops nothing any more. Error: no such fault.
    core::Result<CutReport> end_cut(FaultId id);

    /// Makes links worse until end_worse(id): see LinkChanges. Packets under way keep their fate,
    /// except that a change with `cut` drops them when they fall due.
    /// Error: unknown endpoint, a link from an endpoint to itself, an id in use, or a bad rule.
    core::Result<void> begin_worse(FaultId id, const std::vector<LinkName>& links,
                                   const LinkRule& change);
    /// What its links did since it began. Error: no such fault.
    core::Result<BadLinksReport> end_worse(FaultId id);

    /// Times in the capture are those of this clock from here on, also of what is in it already.
    void use_clock(const core::MonotonicClock& clock);

    FabricCounters counters() const;
    /// None: nothing is captured. After stop() nothing more comes, and the file is complete.
    std::optional<CaptureFigures> captured() const;

  private:
    struct Parts;
    explicit Fabric(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> parts_;
};

}  // namespace ordeal::nemesis
