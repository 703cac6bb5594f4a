// The lines of lock-step: how a program on stdin and stdout is a node of a run in virtual time. The
// harness writes one event a line; the program answers with what it wants done, then with a line
// that says idle, and does nothing until the next event. Events that are messages, and messages in
// answers, are Maelstrom's; docs/lock-step.md is the whole protocol. Pure text: the runtime reads
// events and writes answers, the harness the other way round.
//
//     {"time":100000,"src":"c1","dest":"n1","body":{"type":"read","msg_id":1,"key":"x"}}
//         {"dest":"c1","body":{"type":"read_ok","in_reply_to":1,"value":5}}
//         {"idle":true,"hash":"00f3a7b2c4d5e6f7"}
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "actors/any_actor.hpp"
#include "core/clock.hpp"
#include "core/result.hpp"
#include "core/value.hpp"

namespace ordeal::actors::lock_step {

/// The first event of a process: a message `init` of Maelstrom's, with more members.
struct Start {
    Self self;
    std::uint64_t seed = 0;                  // of the run: all random choices come from it
    std::optional<core::Value> recovered{};  // what was saved last, if anything
    bool tell_state = false;                 // idle is to tell the state itself, too
};
struct Message {
    Id from;
    core::Value body;
};
struct TimerFires {
    core::Value timer;
};
struct Chosen {
    std::string name;
    core::Value alternative;
};

struct Event {
    core::Nanoseconds time{0};  // from the start of the run
    std::variant<Start, Message, TimerFires, Chosen> what;
};

/// Error: what does not fit, and what was expected.
core::Result<Event> read_event(std::string_view line);

// Each appends one line, with its line break. The body of a message is JSON already.

void append_start(std::string& out, core::Nanoseconds time, const Start& start);
void append_message(std::string& out, core::Nanoseconds time, Id from, Id to,
                    std::string_view body);
void append_timer(std::string& out, core::Nanoseconds time, const core::Value& timer);
void append_choice(std::string& out, core::Nanoseconds time, const Chosen& chosen);

/// The types of a node that is known by its lines only: what it sends and saves stays JSON
/// text, because most of that is handed on, or replaced, as it came.
struct Wired {
    using Message = std::string;
    using Timer = core::Value;
    using Choice = core::Value;
    using Storage = std::string;
};

/// What an idle line tells.
struct Idle {
    std::optional<std::uint64_t> hash{};  // of the state
    std::optional<core::Value> state{};
    core::Value configuration{};  // what sets the program apart from others of its name, or null
};

/// What a program answers to one event, as far as it has been read.
struct Answer {
    Outbox<Wired> effects{};
    std::optional<Refusal> refused{};  // the event was no message of this program: nothing happened
    std::optional<Idle> idle{};        // the answer is complete
};

/// Adds a line to an answer. An init_ok is taken for granted and left out.
/// Error: what does not fit, and what was expected.
core::Result<void> read_answer_line(std::string_view line, Answer& answer);

// Each appends lines, with their line breaks.

void append_effects(std::string& out, const AnyOutbox& effects);
void append_refusal(std::string& out, const Refusal& refusal);
void append_idle(std::string& out, const Idle& idle);

}  // namespace ordeal::actors::lock_step
