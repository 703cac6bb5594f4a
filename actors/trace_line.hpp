// One line of a trace: an event that an actor handled, with all that the actor asked for. Processes
// and simulations write the same lines; `replay` steps the model along them.
//
//     {"node":"n1","index":7,"time":8120034,"event":"message","src":"c1","body":{...},
//      "sent":[{"dest":"n2","body":{...}}],"saved":{...},"state":"00f3..."}
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "actors/any_actor.hpp"
#include "core/clock.hpp"
#include "core/value.hpp"

namespace ordeal::actors {

/// Whose event, its number among those of the node, and when.
struct TraceStamp {
    std::string node;
    std::uint64_t index = 0;
    core::Nanoseconds time{0};
};

// What a node handles, as the beginning of its line.

/// `configuration` and `recovered` may be none.
core::Value start_event(const Self& self, std::uint64_t seed, const core::Value& configuration,
                        const std::optional<core::Value>& recovered);
/// `name` is what the sender calls itself, where that may be another word than its id.
core::Value message_event(Id from, core::Value body, std::string_view name = {});
core::Value timer_event(core::Value timer);
core::Value choice_event(const std::string& name, core::Value chosen);

/// `event` holds "event" and what belongs to its kind; `state_hash` is that of the state after it.
core::Value trace_line(const TraceStamp& stamp, const core::Value& event, const AnyOutbox& effects,
                       std::uint64_t state_hash);

}  // namespace ordeal::actors
