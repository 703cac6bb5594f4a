// The timers of the nodes of world `sim`, and the clocks by which they are due. The clock of a node
// may run fast or slow, and may jump: a timer that was set for some time is due when that time has
// passed on the node's clock, so what is pending moves when the clock changes.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "actors/cluster.hpp"
#include "core/clock.hpp"
#include "core/random.hpp"
#include "harness/simulation/agenda.hpp"
#include "nemesis/fault.hpp"

namespace ordeal::harness {

class SimTimers {
  public:
    /// A pending timer that is due at another time than before; earlier, if `by` is negative.
    struct Moved {
        std::size_t timer = 0;
        core::Nanoseconds by{0};
    };

    /// Requires: clock and agenda outlive it.
    SimTimers(const std::vector<nemesis::Node>& names, std::uint64_t seed, const core::Clock& clock,
              Agenda& agenda);

    void change(std::size_t node, const actors::ClusterEffects::TimerChange& change);
    /// Whether a timer whose time has come fires: it was neither set anew nor moved since.
    bool fires(const Occurrence& occurrence);
    /// The node has crashed: nothing is pending.
    void forget(std::size_t node);

    /// From now on the clock runs at this rate, times those of the other drifts of the node.
    std::vector<Moved> begin_drift(std::size_t node, nemesis::FaultId id, double rate);
    struct EndOfDrift {
        std::vector<Moved> moved;
        std::uint64_t set = 0;  // timers that were set while it lasted
    };
    /// Requires: it has begun.
    EndOfDrift end_drift(std::size_t node, nemesis::FaultId id);
    /// The clock jumps ahead, or back if `by` is negative. None is due before this moment.
    std::vector<Moved> jump(std::size_t node, core::Nanoseconds by);

  private:
    struct Timer {
        std::uint64_t version = 0;  // of the occurrence that counts
        core::Nanoseconds due{0};
        bool pending = false;
    };
    struct Drift {
        double rate = 1;
        std::uint64_t set = 0;
    };
    struct Member {
        core::Random random;
        std::vector<Timer> timers;
        std::map<nemesis::FaultId, Drift> drifts;
        double rate = 1;  // that of all drifts together
    };

    void plan(std::size_t node, std::size_t timer, core::Nanoseconds due);
    template <typename NewDue>
    std::vector<Moved> move(std::size_t node, NewDue&& new_due);
    std::vector<Moved> set_rate(std::size_t node);

    const core::Clock& clock_;
    Agenda& agenda_;
    std::vector<Member> members_;
};

}  // namespace ordeal::harness
