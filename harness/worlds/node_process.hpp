// One server of world `real` while it runs: from its start, in PID, mount and network namespaces of
// its own, to the moment when the last of its processes is gone. A restart is another NodeProcess.
// The server stands behind a small pid 1 (harness/init/main.cpp), so that faults reach everything
// it forked in one step and nothing outlives the harness.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <sys/types.h>

#include "core/clock.hpp"
#include "core/result.hpp"
#include "harness/worlds/init_channel.hpp"
#include "harness/worlds/process_host.hpp"
#include "harness/worlds/process_scan.hpp"

namespace ordeal::nemesis {
struct ExecCall;
}

namespace ordeal::harness {

/// Whom a server takes itself for. Inside its user namespace only: outside it is who we are.
struct UserIds {
    uid_t user = 0;
    gid_t group = 0;
};

struct NodeCommand {
    std::string node;                                // its name, for messages
    std::filesystem::path init_program;              // see find_init_program()
    std::filesystem::path program;                   // see find_program()
    std::vector<std::string> command;                // argv of the server; not empty
    std::map<std::string, std::string> environment;  // beside ours
    std::filesystem::path working_folder;
    std::filesystem::path output;  // gets stdout and stderr, behind what it holds
    int input = -1;                // stdin, borrowed until start() returns; -1: nothing is in it
    int replies = -1;              // stdout, likewise; -1: it goes to `output` as stderr does
    int network = -1;              // descriptor of the node's network namespace, borrowed until
                                   // start() returns; -1: the one of the host's thread
    std::optional<UserIds> user;   // none: who the harness is

    std::vector<std::string> init_options;  // "NAME=VALUE", for ordeal-init: see its main.cpp
    std::vector<int> inherited;             // descriptors that it inherits under their numbers,
                                            // borrowed until start() returns
    /// Numbers of system calls that wait for whoever handles init::Kind::listener, in the server
    /// and all that it starts. A process can have one listener only, so what several mechanisms
    /// want is gathered here, and the last one that handles the message has to serve the others.
    std::set<int> trapped_calls;
    /// What to do about a trapped execve or execveat, if anybody wants to know.
    std::function<void(const nemesis::ExecCall&)> on_exec;
    /// Called for messages of these kinds, on the host's thread: must not block.
    std::map<init::Kind, std::function<void(InitMessage)>> handlers;
};

/// How a server ended.
struct Ending {
    std::optional<int> wait_status;  // absent: the whole namespace was killed at once
    std::chrono::steady_clock::time_point when;

    /// "exit code 3", "signal 11 (Segmentation fault)".
    std::string how() const;
};

/// What a fault did to the processes of a node.
struct ProcessEvidence {
    pid_t server = 0;
    std::vector<ProcessState> processes;  // the server's and all that it forked; states as seen
    core::Nanoseconds took{0};            // until all of them were seen so
};

/// Thread-safe.
class NodeProcess {
  public:
    /// Starts the server and returns without waiting for its exec. Requires: host outlives it.
    /// Error: the output file, a socket or the process was refused.
    static core::Result<std::unique_ptr<NodeProcess>> start(ProcessHost& host,
                                                            const NodeCommand& command);

    NodeProcess(const NodeProcess&) = delete;
    NodeProcess& operator=(const NodeProcess&) = delete;
    /// Kills the namespace and waits up to 5 s until it is gone.
    ~NodeProcess();

    const std::string& node() const;

    /// Waits until the server's exec succeeded. Error: what was refused and what to do about it.
    core::Result<void> wait_until_started(std::chrono::steady_clock::time_point deadline);

    /// The server's pid as the harness numbers it; 0 before it has started.
    pid_t pid() const;

    /// The server's process and all that it forked, as they are at this moment.
    std::vector<ProcessState> processes() const;

    /// A pidfd of the node's pid 1, for setns; -1 before it is there. Owned by this object.
    int namespaces() const;

    /// How the server ended; nothing while it runs.
    std::optional<Ending> ending() const;
    /// Waits for its end, not longer than `most`.
    std::optional<Ending> wait_for_end(core::Nanoseconds most) const;

    /// SIGKILL to the server and all that it forked, at once. Returns when all of them are gone;
    /// the evidence tells which were there. None: it had ended before.
    /// Error: something would not die within 5 s.
    core::Result<ProcessEvidence> kill();

    /// SIGTERM to the server alone; waits at most `most` for its end. The evidence tells what ran.
    /// None: it had ended before.
    ProcessEvidence ask_to_end(core::Nanoseconds most);

    /// SIGSTOP to all of them. Returns when every thread has been seen stopped.
    /// Error: the server ended meanwhile, or something would not stop within 5 s.
    core::Result<ProcessEvidence> pause();
    /// SIGCONT to all of them. Returns when none is seen stopped. Error: as for pause().
    core::Result<ProcessEvidence> resume();

    /// SIGKILL to the namespace itself; does not wait. Idempotent.
    void terminate();
    /// Waits until nothing is left of it. False: not by then.
    bool wait_until_gone(std::chrono::steady_clock::time_point deadline) const;

    /// The file with the server's output, and where in it that of this incarnation begins.
    const std::filesystem::path& output() const;
    std::uintmax_t output_begin() const;
    /// Its last lines, of this incarnation only.
    std::string last_lines(std::size_t lines = 10) const;

  private:
    struct State;
    explicit NodeProcess(std::shared_ptr<State> state);
    core::Result<ProcessEvidence> signal_all(int signal, bool stopped);

    std::shared_ptr<State> state_;  // shared with the callbacks on the host's thread
};

}  // namespace ordeal::harness
