// Answers the trapped system calls of one life of a node, on a thread of its own: what the node's
// rules decide about each. A delayed call waits in a queue and holds up no other one.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "core/file_descriptor.hpp"
#include "nemesis/fault.hpp"
#include "nemesis/mechanisms/system_calls/call_files.hpp"
#include "nemesis/mechanisms/system_calls/call_rules.hpp"
#include "nemesis/mechanisms/system_calls/notification.hpp"

namespace ordeal::nemesis {

struct ExecCall;

/// What is to be done about a call of execve or execveat (clock/exec_watch.hpp); must not wait.
using OnExec = std::function<void(const ExecCall&)>;

/// Thread-safe.
class CallWatch {
  public:
    /// `kill` is called, from the watch's thread, when a fault wants the node dead in the middle of
    /// a call; it must not wait for that. Until the fault is released, or the node is dead, none of
    /// its trapped calls is answered. Trapped execs are left to `on_exec`; without it they go on.
    /// Requires: rules and files outlive it.
    CallWatch(core::FileDescriptor listener, CallRules& rules, const CallFiles& files,
              std::function<void(FaultId)> kill, OnExec on_exec = {});
    /// Lets every call that still waits go on.
    ~CallWatch();
    CallWatch(const CallWatch&) = delete;
    CallWatch& operator=(const CallWatch&) = delete;

    /// The fault has ended: calls that wait because of it are answered at once.
    void release(FaultId fault);

  private:
    using Time = std::chrono::steady_clock::time_point;
    struct Pending {
        std::uint64_t call = 0;
        FaultId fault = 0;  // that made it wait
        CallAnswer answer;
    };

    void run();
    void handle(const WaitingCall& call);
    void carry_out(const WaitingCall& call, const SystemCall& what,
                   const std::vector<std::string>& files, const CallDecision& decision);
    CallAnswer tear_now(const WaitingCall& call, const SystemCall& what,
                        const std::vector<std::string>& files, const CallDecision& decision);
    bool held(const WaitingCall& call);
    void answer_due();
    std::optional<std::chrono::nanoseconds> until_next();

    CallListener listener_;
    CallRules& rules_;
    const CallFiles& files_;
    const std::function<void(FaultId)> kill_;
    const OnExec on_exec_;
    core::FileDescriptor stopped_;  // readable: the thread is to end

    std::mutex mutex_;
    std::multimap<Time, Pending> pending_;  // by when they are due
    std::optional<FaultId> dying_;          // of this fault
    std::thread thread_;
};

}  // namespace ordeal::nemesis
