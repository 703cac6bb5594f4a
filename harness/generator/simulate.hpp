// Runs a generator in virtual time against a model of the system: a history in microseconds, the
// same for the same seed. For tests of generators and workloads, and of whatever reads histories.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "core/clock.hpp"
#include "core/history/event.hpp"
#include "core/random.hpp"
#include "harness/generator/generator.hpp"
#include "nemesis/link_rule.hpp"

namespace ordeal::harness::gen {

/// How an operation completes, and how long after its invocation.
struct Reply {
    core::Nanoseconds after{0};
    core::EventType type = core::EventType::ok;
    core::Value value;
    std::optional<std::string> error;
};

/// The system: called at each invocation, in order.
using Responder = std::function<Reply(const Invocation&, core::Random&)>;

/// Ok at once, with the value of the invocation.
Responder perfect();

/// One register for each key (for operations without key: one), answering read, write and cas
/// ([from, to]) as the models `register` and `cas-register` do, each at its invocation. A cas that
/// finds another value fails.
Responder registers(core::Value initial = {});

/// As `system`, but each reply takes a random time longer.
Responder with_latency(nemesis::Latency latency, Responder system);

/// As `system`, but with this probability the client hears nothing and gives up after `timeout`
/// with info. In half of these cases the operation never reached the system.
Responder with_crashes(double probability, core::Nanoseconds timeout, Responder system);

struct Simulation {
    std::size_t clients = 5;
    bool nemesis = false;  // a worker for the nemesis, too
    std::uint64_t seed = 1;
    core::Nanoseconds until{3'600'000'000'000};  // no invocation from this virtual time on
    std::size_t most_invocations = 100'000;
};

/// Every invocation is followed by its completion; times never go back.
core::History simulate(Generator generator, const Simulation& simulation, const Responder& system);

}  // namespace ordeal::harness::gen
