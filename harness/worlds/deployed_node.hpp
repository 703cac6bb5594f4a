// One node of world `real` over all its lives: its command, its folders, the faults that hold it
// down, and the process that is its present life. A node lives again once the last fault that
// killed or paused it has ended; its data and its address stay.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/result.hpp"
#include "harness/worlds/node_process.hpp"
#include "harness/worlds/node_setup.hpp"
#include "harness/worlds/process_host.hpp"
#include "harness/worlds/role_question.hpp"
#include "harness/worlds/world.hpp"
#include "nemesis/fault.hpp"

namespace ordeal::harness {

/// Thread-safe.
class DeployedNode {
  public:
    /// Requires: host outlives it.
    DeployedNode(ProcessHost& host, NodeSetup setup);

    const std::string& id() const { return setup_.command.node; }

    /// Before the first life: writes the node's files and runs its commands of setup, each at most
    /// 60 s. Error: which of them failed, and its last lines.
    core::Result<void> prepare();

    /// Begins a life; does not wait for the server's exec. Error: refused, or closed.
    core::Result<void> launch();

    /// Waits until this life's server has started. Error: why not.
    core::Result<void> wait_until_started();
    /// Waits until this life's server has started and then, at most `within`, until its probe has
    /// succeeded; how long all that took. Connects from the calling thread's network. Error: why
    /// not, with its last lines.
    core::Result<core::Nanoseconds> wait_until_ready(core::Nanoseconds within);
    /// The time that the scenario gives it for that.
    core::Nanoseconds ready_within() const;

    /// What the node says of itself and a role; "not running" and "paused" are said in its place.
    /// Connects from the calling thread's network. Requires: the scenario has that role.
    RoleAnswer ask(const std::string& role, std::chrono::steady_clock::time_point deadline);

    /// The fault holds the node dead, or stopped, until release(). The evidence is empty when the
    /// node was not running. Error: see NodeProcess.
    core::Result<ProcessEvidence> kill(nemesis::FaultId fault);
    core::Result<ProcessEvidence> pause(nemesis::FaultId fault);
    /// As kill(), but the server is asked to end, and given at most `most` for it: it may still run
    /// afterwards. release() kills what has not ended by then.
    core::Result<ProcessEvidence> term(nemesis::FaultId fault, core::Nanoseconds most);

    enum class Release : std::uint8_t {
        restarted,  // a new life was launched
        resumed,    // its processes go on
        held,       // another fault still holds it
        down        // it has ended by itself and stays so
    };
    /// Ends the hold of a fault. Error: the restart or the resumption was refused.
    core::Result<Release> release(nemesis::FaultId fault);

    /// From here on the node may end by itself, for the fault gives it reason to: that is no crash,
    /// and it stays dead until release() of that fault, which starts it again.
    void let_end(nemesis::FaultId fault);
    /// It may no more. How it ended, if it did meanwhile; it is held by the fault then.
    std::optional<std::string> let_end_no_more(nemesis::FaultId fault);

    /// Whether a fault ended or stopped it that was not released.
    bool is_held();
    /// Whether the fault killed or stopped it, and was not released.
    bool is_held_by(nemesis::FaultId fault) const;

    /// The server's pid; 0 when it does not run.
    pid_t pid() const;
    /// The server's process and all that it forked, without pid 1; none when it does not run.
    std::vector<ProcessState> processes() const;
    /// How its present life ended, if it does so within that time: "exit code 3".
    std::optional<std::string> ended_within(core::Nanoseconds most) const;
    /// The last lines of its present life's output.
    std::string last_lines() const;
    /// How many lives it has had.
    std::uint64_t lives() const;

    /// Ends that no fault caused, since the last call.
    std::vector<Crash> crashes();

    /// Kills it for good; does not wait. Idempotent.
    void close();
    /// Waits until nothing of it is left. False: not by then.
    bool wait_until_gone(std::chrono::steady_clock::time_point deadline) const;

  private:
    std::shared_ptr<NodeProcess> process() const;
    std::shared_ptr<NodeProcess> hold_dead(nemesis::FaultId fault);
    void note_crash();  // requires: mutex_ is held
    core::Result<void> await_probe(NodeProcess& process, core::Nanoseconds within);
    ProbeSite site_of(const NodeProcess& process);
    core::Result<void> run_setup(std::size_t number);

    ProcessHost& host_;
    const NodeSetup setup_;
    mutable std::mutex mutex_;
    std::shared_ptr<NodeProcess> process_;  // the present life, or the last
    std::uint64_t lives_ = 0;
    std::set<nemesis::FaultId> kills_;
    std::set<nemesis::FaultId> pauses_;
    std::set<nemesis::FaultId> excuses_;  // for an end by itself
    bool restart_due_ = false;            // a fault killed it and must bring it back
    bool end_expected_ = false;           // of the present life: by us
    bool end_noted_ = false;
    bool closed_ = false;
    std::vector<Crash> crashes_;
};

}  // namespace ordeal::harness
