// World `sim`: the nodes of a system in one process and in virtual time. Every node is an actor of
// a cluster; messages take the way of the simulated network; the nemesis partitions, kills and
// pauses as in every world, and breaks clocks and disks besides. Handlers take no time. A killed
// node loses its state, its timers and what waited for it, and starts again from what it saved, as
// far as that survived; a paused one gets everything late.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "actors/cluster.hpp"
#include "actors/letter_box.hpp"
#include "core/clock.hpp"
#include "core/random.hpp"
#include "core/value.hpp"
#include "harness/simulation/agenda.hpp"
#include "harness/simulation/save_points.hpp"
#include "harness/simulation/timers.hpp"
#include "harness/simulation/trace.hpp"
#include "harness/worlds/message_links.hpp"
#include "nemesis/link_rule.hpp"
#include "nemesis/target.hpp"

namespace ordeal::harness {

class SimWorld final : public nemesis::Target {
  public:
    /// One way between a client and its node: no fault and no rule applies to it.
    static constexpr core::Nanoseconds client_latency{100'000};

    struct Parts {
        actors::Cluster& cluster;
        const core::Clock& clock;
        Agenda& agenda;
        actors::LetterBox<core::Value>& mail;  // what clients ask for, and errors for them
        SimTrace* trace = nullptr;             // none: no trace is kept
        core::Value configuration;             // goes into the trace, for replay
    };

    /// Requires: the parts outlive the world.
    SimWorld(const Parts& parts, const nemesis::LinkRule& rule, std::uint64_t seed);

    /// Starts every node.
    void start();
    /// Requires: it is of the nodes (message, request, timer), and its time has come.
    void happen(const Occurrence& occurrence);
    /// What was done to all messages, as a run's statistics.
    core::Value statistics() const;

    core::Result<void> can(std::string_view kind) const override;
    /// Evidence of a partition as in world `real`; of a kill, pause or power loss the nodes that
    /// were "running" and those that were "not-running"; "saves-lost" of a power loss; of clocks
    /// the "timers-moved" with how much later each is due.
    core::Result<nemesis::Evidence> begin(nemesis::FaultId id,
                                          const nemesis::Fault& fault) override;
    /// Adds the nodes that "restarted" or "resumed", and those "held-by-another-fault"; the
    /// "timers-set" during a drift and those "moved-back"; of a lying disk, "saves" and
    /// "saves-lost"; of failure points the "calls" and the nodes that "gave-up".
    core::Result<nemesis::Evidence> end(nemesis::FaultId id, const nemesis::Fault& fault) override;

  private:
    /// What a disk that lies has done so far.
    struct Lies {
        std::uint64_t saves = 0;  // that were not durable
        std::uint64_t lost = 0;
    };
    struct Member {
        std::set<nemesis::FaultId> killed_by;
        std::set<nemesis::FaultId> paused_by;
        std::map<nemesis::FaultId, Lies> lies;  // of its disk
        std::vector<Occurrence> waiting;        // what came while it was paused
        core::Random choice_random;
        SavePoints points;

        bool running() const { return killed_by.empty(); }
        bool paused() const { return !paused_by.empty(); }
    };

    void start(std::size_t node);
    bool arrives(const Occurrence& message);
    void handle(const Occurrence& occurrence);
    void deliver(const Occurrence& occurrence);
    void serve(const Occurrence& occurrence);
    void fire(const Occurrence& occurrence);
    void lose(const Occurrence& occurrence);
    void carry_out(std::size_t node, const actors::ClusterEffects& effects);
    void give_up(std::size_t node, nemesis::FaultId id, const actors::ClusterEffects& effects);
    void make_choices(std::size_t node);
    void send(std::size_t node, const actors::ClusterEffects::Sent& sent);
    void note(std::size_t node, core::Value event);

    // What a fault does to one node when it begins and when it ends; world_faults.cpp.

    void strike(std::size_t node, nemesis::FaultId id, const nemesis::Fault& fault,
                nemesis::Evidence& evidence);
    void let_go(std::size_t node, nemesis::FaultId id, const nemesis::Fault& fault,
                nemesis::Evidence& evidence);
    void stop(std::size_t node, nemesis::FaultId id, const nemesis::Fault& fault,
              nemesis::Evidence& evidence);
    void crash(std::size_t node);
    void tell_truth(std::size_t node, nemesis::FaultId id, nemesis::Evidence& evidence);
    void mend_point(std::size_t node, nemesis::FaultId id, nemesis::Evidence& evidence);
    void add_moved(std::string_view list, std::size_t node,
                   const std::vector<SimTimers::Moved>& moved, nemesis::Evidence& evidence) const;
    /// What became of the node, as evidence says it.
    std::string_view release(std::size_t node, nemesis::FaultId id);

    Parts parts_;
    std::vector<nemesis::Node> names_;
    MessageLinks network_;
    SimTimers timers_;
    std::uint64_t seed_;
    std::vector<Member> members_;
    std::map<nemesis::FaultId, nemesis::Evidence> active_;  // but partitions: the evidence so far
};

}  // namespace ordeal::harness
