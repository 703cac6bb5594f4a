#include "actors/runtime/lock_step.hpp"

#include <utility>
#include <variant>
#include <vector>

#include "actors/lock_step.hpp"
#include "actors/runtime/transport.hpp"

namespace ordeal::runtime {

namespace lines = actors::lock_step;
using actors::AnyActor;
using actors::AnyOutbox;
using core::Result;

namespace {

/// Hands an event to the actor. A refusal is an answer, and leaves the outbox empty.
struct Handler {
    AnyActor& actor;
    std::string& answer;

    Result<AnyOutbox> operator()(const lines::Start& start) const {
        return actor.start(start.self, start.recovered);
    }
    Result<AnyOutbox> operator()(const lines::Message& message) const {
        auto effects = actor.message(message.from, message.body);
        if (effects) return *std::move(effects);
        lines::append_refusal(answer, effects.error());
        return AnyOutbox();
    }
    Result<AnyOutbox> operator()(const lines::TimerFires& fires) const {
        return actor.timer(fires.timer);
    }
    Result<AnyOutbox> operator()(const lines::Chosen& chosen) const {
        return actor.choice(chosen.alternative);
    }
};

}  // namespace

LockStepNode::LockStepNode(std::unique_ptr<AnyActor> actor, core::Value configuration)
    : actor_(std::move(actor)), configuration_(std::move(configuration)) {}

Result<void> LockStepNode::handle(std::string_view line, std::string& answer) {
    const auto event = lines::read_event(line);
    if (!event) return tl::unexpected(event.error());
    const auto* const start = std::get_if<lines::Start>(&event->what);
    if (start != nullptr && started_) return core::fail("a second init: a node starts once");
    if (start == nullptr && !started_) return core::fail("expected init: it has not started");
    const auto effects = std::visit(Handler{*actor_, answer}, event->what);
    if (!effects) return tl::unexpected(effects.error());
    if (start != nullptr) tells_state_ = start->tell_state;
    started_ = true;
    lines::append_effects(answer, *effects);
    lines::Idle idle{.hash = actor_->state_hash()};
    if (tells_state_) idle.state = actor_->state();
    idle.configuration = std::exchange(configuration_, core::Value());
    lines::append_idle(answer, idle);
    return {};
}

Result<core::ExitCode> run_lock_step(LockStepNode& node, int input, int output) {
    const auto transport = stdio_transport(input, output);
    std::vector<Incoming> events;
    std::uint64_t number = 0;
    std::string answer;
    for (bool more = true; more;) {
        events.clear();
        const auto received = transport->receive(events);
        if (!received) return tl::unexpected(received.error());
        more = *received;
        for (const Incoming& event : events) {
            answer.clear();
            ++number;
            if (auto done = node.handle(event.text, answer); !done)
                return core::fail("event {}: {}", number, done.error().message);
            answer.pop_back();  // the line break, which send() adds
            if (auto sent = transport->send({}, answer); !sent) return tl::unexpected(sent.error());
        }
    }
    return core::ExitCode::valid;
}

}  // namespace ordeal::runtime
