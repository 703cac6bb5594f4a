// When is a node ready? The scenario says how to see it: a TCP connect, a line of its output, an
// HTTP GET, a command that succeeds. A probe is tried again and again until it succeeds, the node
// ends, or its time is up; each failure tells what was tried, how the last try failed, and what the
// node wrote last.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/clock.hpp"
#include "core/result.hpp"
#include "harness/scenario/scenario.hpp"
#include "harness/worlds/process_host.hpp"

namespace ordeal::harness {

/// One way to see whether a node is ready. Used by one thread.
class Probe {
  public:
    virtual ~Probe() = default;
    /// "TCP connect to 10.77.0.1:7000"
    virtual std::string describe() const = 0;
    /// One try; returns by the deadline. Error: how it failed.
    virtual core::Result<void> attempt(std::chrono::steady_clock::time_point deadline) = 0;
};

/// Where the node's own things are, for the probes that need them.
struct ProbeSite {
    std::filesystem::path output;     // log: the file with the node's output
    std::uintmax_t output_begin = 0;  // log: lines before this byte are of an earlier life
    ProcessHost* host = nullptr;      // command: starts it
    std::filesystem::path init_program;
    int namespaces = -1;                   // command: pidfd of a process of the node, borrowed
    std::filesystem::path working_folder;  // command: also gets ready.log with its output
};

/// The probe of a scenario whose placeholders are expanded already. TCP and HTTP connect from the
/// network namespace of the thread that calls attempt(). Requires: exactly one kind is set.
/// Error: an address, URL or expression that cannot be read, a command that cannot be found.
core::Result<std::unique_ptr<Probe>> make_probe(const ReadyProbe& ready, const ProbeSite& site);

/// What waiting needs to know of the node.
struct WatchedNode {
    std::string name;
    /// Waits at most so long for the node to end; how it ended, or nothing while it runs.
    std::function<std::optional<std::string>(core::Nanoseconds)> ended_within;
    std::function<std::string()> last_lines;
};

/// Returns once the probe has succeeded. Error: the node ended (said at once), or `within` is over.
core::Result<void> wait_until_ready(Probe& probe, const WatchedNode& node,
                                    core::Nanoseconds within);

}  // namespace ordeal::harness
