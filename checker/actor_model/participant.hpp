// Who takes part in an actor model: an actor or a scripted client, with the types of its state
// hidden behind numbers. All that a participant is at one moment (its state, timers, pending
// choices, storage) is its *local*; equal locals have one number. A handler is asked for what comes
// of a local and an event, and the model remembers the answer, so it runs once for each such pair.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

#include "actors/id.hpp"
#include "checker/model/scene.hpp"
#include "checker/reduction/renaming.hpp"
#include "core/history/event.hpp"
#include "core/value.hpp"

namespace ordeal::checker {

/// What a handler asked for, in numbers.
enum class EventKind : std::uint8_t { deliver, drop, timer, choice, crash, recover };

/// What can happen to a participant without a message. `first` and `second` say which timer, or
/// which choice and which of its alternatives.
struct LocalEvent {
    EventKind kind = EventKind::timer;
    std::uint16_t first = 0;
    std::uint16_t second = 0;

    friend bool operator==(const LocalEvent&, const LocalEvent&) = default;
};

/// A client's operation as it begins, or as it ends.
struct ClientEvent {
    core::EventType type = core::EventType::invoke;
    std::string f;
    core::Value key;       // null: none
    core::Value value;     // of an invocation the argument, of an ok the result
    bool unheard = false;  // of an invocation: see ScriptedOperation
};

template <typename Message>
struct Posted {
    actors::Id to;
    Message message;
};

template <typename Message>
struct Outcome {
    bool acted = true;  // false: nothing changed and nothing was asked for
    std::uint32_t local = 0;
    std::vector<Posted<Message>> posted;  // in the order in which they were sent
    std::vector<ClientEvent> events;
};

/// One thread at a time may call what is not const.
template <typename Message>
class Participant {
  public:
    virtual ~Participant() = default;

    virtual Outcome<Message> start() = 0;
    virtual Outcome<Message> message(std::uint32_t local, actors::Id from, const Message&) = 0;
    /// Requires: one of events(local), a crash of one that is up, a recovery of one that is not.
    virtual Outcome<Message> happen(std::uint32_t local, const LocalEvent& event) = 0;

    /// Whether no local so far has events. A number that a thread knows was counted before.
    bool idle() const { return idle_.load(std::memory_order_relaxed); }
    /// Timers that may fire and choices that may be made.
    virtual const std::vector<LocalEvent>& events(std::uint32_t local) const = 0;
    /// One number for each timer and for each choice to be made, whatever the local.
    virtual std::uint32_t event_class(std::uint32_t local, const LocalEvent& event) const = 0;
    virtual bool crashed(std::uint32_t local) const = 0;
    /// Its operations are in the history; it does not crash.
    virtual bool is_client() const = 0;

    /// The local that is like that of `other`, an interchangeable participant, with ids renamed.
    virtual std::uint32_t adopt(const Participant& other, std::uint32_t local,
                                const Renaming& renaming) = 0;
    virtual void outline(std::uint32_t local, Outliner& outliner) const = 0;

    /// Without its name.
    virtual PartView view(std::uint32_t local) const = 0;
    std::string text(std::uint32_t local) const { return to_text(view(local)); }
    virtual std::string text_of(std::uint32_t local, const LocalEvent& event) const = 0;
    /// The timer that fires, the alternative that is chosen; else null.
    virtual core::Value value(std::uint32_t local, const LocalEvent& event) const = 0;
    /// Under which the choice is to be made; empty: it is none of an actor's.
    virtual std::string choice_name(std::uint32_t local, const LocalEvent& event) const = 0;
    virtual std::size_t locals() const = 0;

  protected:
    void has_events() { idle_ = false; }

  private:
    std::atomic<bool> idle_ = true;
};

}  // namespace ordeal::checker
