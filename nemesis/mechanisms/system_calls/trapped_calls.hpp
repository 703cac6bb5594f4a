// Faults of disks for any program: the system calls of nodes that touch files are trapped
// (trap.hpp), and each is let go on, delayed, failed or lied about, as the faults that are active
// want it. One object for all nodes of a deployment. docs/disks.md is the chapter for users.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "core/file_descriptor.hpp"
#include "core/result.hpp"
#include "core/value.hpp"
#include "nemesis/fault.hpp"
#include "nemesis/mechanisms/system_calls/call_rules.hpp"

namespace ordeal::nemesis {

struct ExecCall;

/// Whether this machine can trap system calls: tries it. Error: what is missing and the remedy.
core::Result<void> disk_faults_available();

/// Thread-safe.
class TrappedCalls {
  public:
    /// Called, from a thread that must not be held up, when a fault wants a node dead in the middle
    /// of a call. It may come shortly after the fault's end.
    using Kill = std::function<void(FaultId, const Node&)>;

    TrappedCalls(std::uint64_t seed, Kill kill);
    ~TrappedCalls();
    TrappedCalls(const TrappedCalls&) = delete;
    TrappedCalls& operator=(const TrappedCalls&) = delete;

    /// A life of a node begins: its calls come from this listener (trap_calls()), and what is in
    /// `folder` is its data. Its former life is over. Does not wait. Trapped execs are left to
    /// `on_exec`, if there is one.
    void watch(const Node& node, const std::filesystem::path& folder, core::FileDescriptor listener,
               std::function<void(const ExecCall&)> on_exec = {});

    /// The fault begins for a node, in its present life and those to come. What it draws depends on
    /// run seed, node and fault alone. Requires: it is not active for the node.
    void begin(FaultId fault, const Node& node, const CallRule& rule);
    /// It ends for the node: what it did there. Calls that wait because of it go on at once.
    CallReport end(FaultId fault, const Node& node);

    /// No node is left: every listener is closed.
    void stop();

  private:
    struct Trapped;
    Trapped& at(const Node& node);  // requires: mutex_ is held

    const std::uint64_t seed_;
    const Kill kill_;
    std::mutex mutex_;
    std::map<Node, std::unique_ptr<Trapped>> nodes_;
};

/// {"wal/0.wal":{"fdatasync":{"matched":12,"hit":3}}}; "delayed-ns" and "bytes-lost" where there
/// are some.
core::Value to_value(const CallReport& report);

/// How many calls were hit.
std::uint64_t hits(const CallReport& report);

}  // namespace ordeal::nemesis
