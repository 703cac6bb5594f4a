// States and steps of a model of actors as people look at them (checker/model/scene.hpp).
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "checker/actor_model/tables.hpp"
#include "checker/model/scene.hpp"

namespace ordeal::checker {

template <typename Message>
MessageView view_of(const Envelope<Message>& envelope) {
    return {actors::to_text(envelope.from), actors::to_text(envelope.to),
            actors::text_of(envelope.message)};
}

ToldView view_of(const std::string& who, const ClientEvent& event);
/// "deliver", ...; of a client's choice "invoke".
std::string word_for(EventKind kind, bool of_client);

/// `network`: whether to say what is under way, which may be much.
template <typename M>
Scene scene_of(const M& model, const typename M::State& state, bool network) {
    Scene scene;
    for (std::size_t i = 0; i < model.participants(); ++i) {
        scene.parts.push_back(model.tables().participant(i).view(state.cells[i]));
        scene.parts.back().name = actors::to_text(model.id(i));
    }
    if (network)
        model.for_each_message(
            state, [&scene](const auto& envelope) { scene.network.push_back(view_of(envelope)); });
    if (!model.options().history.model.empty()) {
        scene.verdict = model.verdict_text(state);
        scene.valid = model.history_valid(state);
        scene.known = model.why_unknown(state).empty();
        std::vector<std::string> clients;
        for (std::size_t i = 0; i < model.participants(); ++i)
            if (model.tables().participant(i).is_client())
                clients.push_back(actors::to_text(model.id(i)));
        scene.history = model.tables().histories().text(state.cells[model.participants()], clients);
    }
    scene.observed = model.observed_text(state);
    return scene;
}

/// What comes of an effect, said of whom it is of.
template <typename M>
void add_effect(const M& model, std::size_t participant, const Effect& effect, EventView& view) {
    for (const std::uint32_t message : effect.posted)
        view.sent.push_back(view_of(model.tables().posting(message).envelope));
    for (const ClientEvent& event : effect.events)
        view.told.push_back(view_of(actors::to_text(model.id(participant)), event));
}

template <typename M>
EventView beginning_of(const M& model) {
    EventView view;
    view.kind = "start";
    view.text = "the start";
    const auto effects = model.beginning();
    for (std::size_t i = 0; i < effects.size(); ++i)
        add_effect(model, i, effects[i], view);
    return view;
}

/// Requires: the action can be taken in the state, or is ignored there.
template <typename M>
EventView event_of(const M& model, const typename M::State& state,
                   const typename M::Action& action) {
    EventView view;
    view.text = model.text(action);
    if (action.kind == EventKind::deliver || action.kind == EventKind::drop) {
        view.message = view_of(model.tables().posting(action.number).envelope);
        view.whom = view.message->to;
    } else {
        view.whom = actors::to_text(model.id(action.participant));
    }
    const bool of_client = action.kind == EventKind::choice &&
                           model.tables().participant(action.participant).is_client();
    view.kind = word_for(action.kind, of_client);
    if (action.kind == EventKind::drop) return view;
    const Effect& effect = model.effect_of(state, action);
    if (effect.acted) add_effect(model, action.participant, effect, view);
    return view;
}

}  // namespace ordeal::checker
