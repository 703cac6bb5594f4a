// Faults of clocks in world real: clock-bump, clock-drift and clock-strobe. Every program of a node
// has the node's clock from its first instruction on (nemesis/mechanisms/clock/exec_watch.hpp), and
// beside the server lives a witness that measures it. docs/faults.md tells what is skewed.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/result.hpp"
#include "core/value.hpp"
#include "harness/worlds/node_mechanism.hpp"
#include "nemesis/mechanisms/clock/clock_witness.hpp"
#include "nemesis/mechanisms/clock/exec_watch.hpp"
#include "nemesis/mechanisms/clock/node_clock.hpp"

namespace ordeal::harness {

class ClockFaults final : public NodeMechanism {
  public:
    static core::Result<std::unique_ptr<NodeMechanism>> make(const MechanismContext& context);

    core::Result<void> equip(NodeCommand& command) override;

    /// Evidence, by node and in nanoseconds: "measured-ns", the witness's first sample after it
    /// took hold; "not-measured": nodes that do not run.
    core::Result<nemesis::Evidence> begin(nemesis::FaultId id, const nemesis::Fault& fault,
                                          const std::vector<DeployedNode*>& nodes) override;
    /// Adds "measured-at-end-ns", just before it ended; "lowest-ns" and "highest-ns" of the last
    /// half second at most; "healed-ns", just after; "jumps" that a strobe made; "without-it":
    /// programs of the node that could not get its clock, and why.
    core::Result<nemesis::Evidence> end(nemesis::FaultId id, const nemesis::Fault& fault,
                                        const std::vector<DeployedNode*>& nodes,
                                        nemesis::Evidence begun) override;
    std::optional<core::Nanoseconds> clock_offset(const std::string& node) const override;
    void stop() override;

  private:
    struct Clock {
        std::unique_ptr<nemesis::NodeClock> clock;
        std::unique_ptr<nemesis::ClockWitness> witness;
        std::int64_t begun = 0;  // the last fault, by CLOCK_MONOTONIC
    };

    ClockFaults() = default;
    nemesis::ClockOfPrograms programs_of(const std::string& node);
    void measure(const DeployedNode& node, std::string_view name, nemesis::Evidence& evidence);
    void tell_range(const DeployedNode& node, nemesis::Evidence& evidence);
    void tell_refused(const DeployedNode& node, nemesis::Evidence& evidence);

    std::map<std::string, Clock> clocks_;
    std::unique_ptr<nemesis::ExecWatch> watch_;

    std::mutex mutex_;
    std::map<std::string, std::map<std::string, std::uint64_t>> refused_;  // node, why, how often
};

/// Their row in mechanism_makers().
MechanismMaker clock_fault_maker();

}  // namespace ordeal::harness
