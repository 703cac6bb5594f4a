// One line of a history: an invocation, or its completion, or something the nemesis did.
// A history is a sequence of events in the order in which they happened; times only annotate.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "core/result.hpp"
#include "core/value.hpp"

namespace ordeal::core {

enum class EventType : std::uint8_t {
    invoke,
    ok,
    fail,  // certainly did not happen
    info   // may happen at any time after the invocation, or never
};

std::string_view to_text(EventType type);
std::optional<EventType> event_type(std::string_view text);

/// A logical client (a number, 0 or more) or a named one ("nemesis"), which no judge looks at.
struct Process {
    std::int64_t number = 0;
    std::string name;  // empty for clients

    bool is_client() const { return name.empty(); }
    static Process nemesis() { return {-1, "nemesis"}; }
    friend auto operator<=>(const Process&, const Process&) = default;
};

std::string to_text(const Process& process);

struct Event {
    std::size_t index = 0;
    Nanoseconds time{0};  // from the start of the run
    Process process;
    EventType type = EventType::invoke;
    std::string f;
    std::optional<Value> key;  // only for operations on independent keys
    Value value;
    std::optional<std::string> error;  // on fail and info
    Value::Object extra;               // fields that we do not know, kept as they came
};

using History = std::vector<Event>;

}  // namespace ordeal::core
