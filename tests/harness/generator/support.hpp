// What the tests of generators share: short ways to write calls and to look at histories.
#pragma once

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "core/history/event.hpp"
#include "harness/generator/combinators.hpp"
#include "harness/generator/simulate.hpp"

namespace ordeal::harness::gen::testing {

using namespace std::chrono_literals;
using core::Nanoseconds;

inline Call call(std::string f, core::Value value = {}) {
    return {std::move(f), {}, std::move(value)};
}

/// This operation for ever.
inline Generator endless(std::string f) {
    return repeat(once(call(std::move(f))));
}

inline Responder taking(Nanoseconds latency) {
    return with_latency({nemesis::Distribution::constant, latency, {}}, perfect());
}

inline Responder taking_about(Nanoseconds mean) {
    return with_latency({nemesis::Distribution::exponential, mean, {}}, perfect());
}

inline core::History run(Generator generator, std::size_t clients = 5,
                         const Responder& system = perfect(), std::uint64_t seed = 1) {
    return simulate(std::move(generator),
                    {.clients = clients, .seed = seed, .most_invocations = 20'000}, system);
}

inline std::vector<core::Event> invocations(const core::History& history) {
    std::vector<core::Event> found;
    for (const core::Event& event : history)
        if (event.type == core::EventType::invoke) found.push_back(event);
    return found;
}

/// The functions invoked, in order.
inline std::vector<std::string> functions(const core::History& history) {
    std::vector<std::string> found;
    for (const core::Event& event : invocations(history))
        found.push_back(event.f);
    return found;
}

/// When, in order.
inline std::vector<Nanoseconds> times(const core::History& history) {
    std::vector<Nanoseconds> found;
    for (const core::Event& event : invocations(history))
        found.push_back(event.time);
    return found;
}

inline std::size_t count(const core::History& history, std::string_view f) {
    std::size_t found = 0;
    for (const core::Event& event : invocations(history))
        found += event.f == f;
    return found;
}

}  // namespace ordeal::harness::gen::testing
