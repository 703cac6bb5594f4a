// The askers and their counter as a model: n1 counts, n2, n3, ... ask.
#pragma once

#include "checker/actor_model/actor_model.hpp"
#include "examples/interaction/interaction.hpp"

namespace ordeal::examples {

using InteractionModel = checker::ActorModel<InteractionMessage>;

/// The clock of a participant. Requires: it is up (no crashes in this model).
inline const VectorClock& clock_of(const InteractionModel& model, const checker::Row& state,
                                   std::size_t participant) {
    if (participant == 0) return model.state_of<Counter>(state, 0)->clock;
    return model.state_of<Asker>(state, participant)->clock;
}

/// Nobody knows of more events of a node than that node itself.
inline bool nobody_is_ahead(const InteractionModel& model, const checker::Row& state) {
    for (std::size_t i = 0; i < model.participants(); ++i)
        for (std::size_t j = 0; j < model.participants(); ++j)
            if (clock_of(model, state, i).of(model.id(j)) >
                clock_of(model, state, j).of(model.id(j)))
                return false;
    return true;
}

/// What is under way to an asker, and what it has heard, knows of the question.
inline bool answers_know_questions(const InteractionModel& model, const checker::Row& state) {
    bool all = true;
    model.for_each_message(state, [&all](const auto& envelope) {
        const auto* answer = std::get_if<Counted>(&envelope.message);
        if (answer != nullptr) all = all && answer->clock.of(envelope.to) >= answer->number;
    });
    return all;
}

inline InteractionModel interaction_model(const Counter& counter, const Asker& asker,
                                          std::size_t askers, checker::ActorModelOptions options) {
    // A copy that arrives again and again is an endless path.
    const bool always_ends =
        !options.lossy && options.network != checker::Network::unordered_duplicating;
    InteractionModel model(std::move(options));
    const auto first = actors::Id::node(1);
    std::vector<actors::Id> others;
    for (std::uint32_t i = 0; i < askers; ++i)
        others.push_back(actors::Id::node(i + 2));
    model.add_actor(counter, actors::Self{first, others});
    for (const actors::Id id : others)
        model.add_actor(asker, actors::Self{id, {first}});
    using checker::Row;
    model.claim(checker::always<InteractionModel>("nobody knows of what has not happened",
                                                  nobody_is_ahead));
    model.claim(checker::always<InteractionModel>("an answer knows of its question",
                                                  answers_know_questions));
    const auto all_served = [enough = asker.enough](const InteractionModel& m, const Row& state) {
        for (std::size_t i = 1; i < m.participants(); ++i)
            if (m.state_of<Asker>(state, i)->answered < enough) return false;
        return true;
    };
    const std::string name = "all have had enough answers";
    model.claim(always_ends ? checker::eventually<InteractionModel>(name, all_served)
                            : checker::sometimes<InteractionModel>(name, all_served));
    return model;
}

}  // namespace ordeal::examples
