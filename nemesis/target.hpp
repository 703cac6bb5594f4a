// The port through which the nemesis breaks a deployment. Every world implements it: real
// processes, routed nodes and a simulation are broken by the same schedules.
#pragma once

#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "core/value.hpp"
#include "nemesis/fault.hpp"

namespace ordeal::nemesis {

/// What a fault touched, as data for faults.jsonl: {"pids":{"n1":412}}, {"packets-dropped":93}.
/// `bit` is false when the fault, so far, touched nothing.
struct Evidence {
    core::Value details;
    bool bit = false;

    /// Adds a node to the list of that name among the details.
    void append(std::string_view list, const Node& node);
};

/// Who holds a role, as far as the nodes themselves know.
struct RoleHolders {
    std::vector<Node> nodes;  // each that claims it, in the order of the nodes; may be several
    core::Value answers;      // by node, for people: what it said of itself
};

/// Calls come one at a time, never two at once, but not always from the same thread: a run that is
/// interrupted heals from another one. Faults may overlap: the effect of each lasts until its own
/// end, so a node that two faults have killed restarts when the second of them ends.
class Target {
  public:
    virtual ~Target() = default;

    /// An empty Result when this deployment can suffer that kind of fault, else the reason why not.
    virtual core::Result<void> can(std::string_view kind) const = 0;

    /// Asks the nodes which of them hold a role at this moment. Error: this deployment has no such
    /// role, or nobody claimed it in the time that there is for it; with what each node said.
    virtual core::Result<RoleHolders> holders_of(std::string_view role);

    /// Returns once the fault has taken hold. An error leaves nothing of it behind.
    virtual core::Result<Evidence> begin(FaultId id, const Fault& fault) = 0;

    /// Returns once its effect is over, with all that it touched. Requires: begin(id) succeeded.
    /// After an error it is asked for once more, when everything is healed.
    virtual core::Result<Evidence> end(FaultId id, const Fault& fault) = 0;
};

}  // namespace ordeal::nemesis
