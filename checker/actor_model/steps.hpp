// A path of a model of actors as steps, which other worlds can follow (actors/path.hpp).
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "actors/message.hpp"
#include "actors/path.hpp"
#include "checker/actor_model/tables.hpp"
#include "checker/search/report.hpp"

namespace ordeal::checker {

/// The invocations among what comes of an event of a client.
template <typename M>
void add_invocations(const M& model, std::size_t client, const Effect& effect,
                     std::vector<actors::PathStep>& steps) {
    std::size_t posted = 0;
    for (const ClientEvent& event : effect.events) {
        if (event.type != core::EventType::invoke) continue;
        const auto& envelope = model.tables().posting(effect.posted[posted++]).envelope;
        actors::PathStep step;
        step.kind = actors::StepKind::invoke;
        step.src = actors::to_text(model.id(client));
        step.dest = actors::to_text(envelope.to);
        step.operation = {event.f, {}, event.value};
        if (!event.key.is_null()) step.operation.key = event.key;
        step.body = actors::encode_message(envelope.message);
        steps.push_back(std::move(step));
    }
}

/// An action as a step; none: that of a client, which add_invocations() tells of.
template <typename M>
std::optional<actors::PathStep> step_of(const M& model, const typename M::Action& action) {
    actors::PathStep step;
    step.node = actors::to_text(model.id(action.participant));
    switch (action.kind) {
        case EventKind::drop:
            return std::nullopt;
        case EventKind::deliver: {
            const auto& envelope = model.tables().posting(action.number).envelope;
            step.kind = actors::StepKind::deliver;
            step.src = actors::to_text(envelope.from);
            step.dest = std::exchange(step.node, "");
            step.body = actors::encode_message(envelope.message);
            break;
        }
        case EventKind::timer:
            step.kind = actors::StepKind::timer;
            step.timer = model.value(action);
            break;
        case EventKind::choice:
            if (model.id(action.participant).is_client()) return std::nullopt;
            step.kind = actors::StepKind::choice;
            step.name = model.choice_name(action);
            step.chosen = model.value(action);
            break;
        case EventKind::crash:
            step.kind = actors::StepKind::crash;
            break;
        case EventKind::recover:
            step.kind = actors::StepKind::restart;
            break;
    }
    return step;
}

/// A path of the model as steps, without what came of them. What was lost is not delivered.
template <typename M>
std::vector<actors::PathStep> steps_of(const M& model, const Path<M>& path) {
    std::vector<actors::PathStep> steps;
    const auto begun = model.beginning();
    for (std::size_t i = 0; i < model.participants(); ++i)
        if (model.id(i).is_node()) {
            actors::PathStep start;
            start.node = actors::to_text(model.id(i));
            steps.push_back(std::move(start));
        }
    for (std::size_t i = 0; i < model.participants(); ++i)
        add_invocations(model, i, begun[i], steps);
    typename M::State state = path.initial;
    for (const auto& step : path.steps) {
        if (auto words = step_of(model, step.action)) steps.push_back(*std::move(words));
        if (step.action.kind != EventKind::drop && model.id(step.action.participant).is_client())
            add_invocations(model, step.action.participant, model.effect_of(state, step.action),
                            steps);
        state = step.state;
    }
    return steps;
}

}  // namespace ordeal::checker
