// A world: a place in which a deployment runs and can be broken. The runner sees nothing else of
// it, so a scenario does not change between worlds.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "clients/client.hpp"
#include "core/clock.hpp"
#include "core/result.hpp"
#include "core/value.hpp"
#include "nemesis/target.hpp"

namespace ordeal::harness {

/// A node that ended although no fault ended it.
struct Crash {
    std::string node;
    std::string how;            // "exit code 3", "signal 11 (Segmentation fault)"
    std::string last_lines;     // of its output
    std::string why;            // the one line of its output that tells most, if it wrote anything
    core::Nanoseconds seen{0};  // when it was known, in the run
};

class World : public nemesis::Target {
  public:
    /// Starts every node and waits until each is ready. Error: which node, why, its last lines.
    /// Trouble that failure() tells of is no error.
    virtual core::Result<void> start() = 0;

    virtual std::vector<clients::Endpoint> endpoints() const = 0;

    /// Called first by each worker's thread: its sockets are then on the deployment's network.
    virtual core::Result<void> enter_client_network() = 0;

    /// The run begins, by this clock: times that the world writes down from here on are the run's.
    virtual void use_clock(const core::MonotonicClock&) {}

    /// A client of this world, for one process of the workload. Error: as clients::make_client.
    virtual core::Result<std::unique_ptr<clients::Client>> make_client(
        std::string_view name, clients::ClientOptions options) {
        return clients::make_client(name, std::move(options));
    }

    /// Trouble after which nothing that follows means anything: a node that breaks the protocol of
    /// this world. The run ends as soon as it is seen, and is invalid for that reason. It stays.
    virtual std::optional<core::Error> failure() const { return std::nullopt; }

    /// Crashes since the last call.
    virtual std::vector<Crash> crashes() = 0;

    /// How far the clock of a node is off, as measured a moment ago. None: it is not measured, or
    /// the node does not run. Thread-safe.
    virtual std::optional<core::Nanoseconds> clock_offset(const std::string& /*node*/) const {
        return std::nullopt;
    }

    /// Ends every node and removes all that start() made. Idempotent.
    virtual void stop() = 0;

    /// Figures of the whole run for run.json: packets forwarded, dropped by rule, lost by us.
    virtual core::Value statistics() const = 0;
};

}  // namespace ordeal::harness
