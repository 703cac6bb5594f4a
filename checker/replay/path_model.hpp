// The system of a path as a model, and the path in it: the same actors, clients that ask for what
// the path's clients asked for, and a network and crashes that allow what happened. So a search can
// look for a shorter way to the same end, and an explorer can open the path.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "actors/message.hpp"
#include "actors/path.hpp"
#include "checker/actor_model/actor_model.hpp"
#include "checker/program/any_model.hpp"
#include "checker/replay/reply.hpp"

namespace ordeal::checker {

/// What the clients of a path ask for, in order.
struct PathClient {
    actors::Id id;
    std::vector<ScriptedOperation> script;
    std::map<std::int64_t, core::Value> bodies;  // of the requests, by msg_id
};

std::vector<PathClient> clients_of(const actors::Path& path);
/// The most nodes that are down at once.
unsigned crashes_in(const actors::Path& path);
/// Whether a message is delivered more often than it was sent.
bool duplicates_in(const actors::Path& path);

/// Error: a body that is no message of the system.
template <typename Message>
core::Result<ClientProtocol<Message>> protocol_of(const PathClient& client,
                                                  bool missing_key_is_null) {
    std::map<std::int64_t, Message> requests;
    std::map<std::int64_t, std::string> functions;
    for (const ScriptedOperation& operation : client.script) {
        auto request = actors::decode_message<Message>(client.bodies.at(operation.msg_id));
        if (!request) return core::fail("{}: {}", actors::to_text(client.id), request.error().text);
        requests.emplace(operation.msg_id, *std::move(request));
        functions.emplace(operation.msg_id, operation.f);
    }
    return ClientProtocol<Message>{
        [requests](const ScriptedOperation& operation) { return requests.at(operation.msg_id); },
        [functions, missing_key_is_null](const Message& message) -> std::optional<ClientAnswer> {
            const core::Value body = actors::encode_message(message);
            const core::Value* in_reply_to = body.find("in_reply_to");
            if (in_reply_to == nullptr || !in_reply_to->is_int()) return std::nullopt;
            const auto f = functions.find(in_reply_to->as_int());
            if (f == functions.end()) return std::nullopt;
            const Reply reply = meaning_of(body, f->second, missing_key_is_null);
            return ClientAnswer{in_reply_to->as_int(), reply.type, reply.value};
        }};
}

/// `claim` adds the claims of the system's model. Error: as protocol_of.
template <actors::Actor A, typename Claim>
core::Result<ActorModel<typename A::Message>> model_of(const actors::Path& path, const A& actor,
                                                       const Claim& claim) {
    using Message = typename A::Message;
    ActorModelOptions options;
    options.network = duplicates_in(path) ? Network::unordered_duplicating : Network::unordered;
    options.crashes = crashes_in(path);
    options.history.model = path.model;
    options.history.initial = path.initial;
    ActorModel<Message> model(options);
    add_servers(model, actor, path.nodes);
    for (PathClient& client : clients_of(path)) {
        auto protocol = protocol_of<Message>(client, true);
        if (!protocol) return tl::unexpected(protocol.error());
        model.add_client(client.id, *std::move(protocol), std::move(client.script),
                         Pace::takes_its_time);
    }
    claim(model);
    if (!path.model.empty()) model.claim(linearizable<Message>());
    return model;
}

/// Whether an action of the model is the step of the path.
template <typename Message>
bool is_step(const ActorModel<Message>& model, const typename ActorModel<Message>::Action& action,
             const actors::PathStep& step) {
    using actors::StepKind;
    const std::string whom = actors::to_text(model.id(action.participant));
    switch (step.kind) {
        case StepKind::start:
            return false;
        case StepKind::invoke:
            return action.kind == EventKind::choice && whom == step.src;
        case StepKind::crash:
            return action.kind == EventKind::crash && whom == step.node;
        case StepKind::restart:
            return action.kind == EventKind::recover && whom == step.node;
        case StepKind::timer:
            return action.kind == EventKind::timer && whom == step.node &&
                   model.value(action) == step.timer;
        case StepKind::choice:
            return action.kind == EventKind::choice && whom == step.node &&
                   model.value(action) == step.chosen;
        case StepKind::deliver: {
            if (action.kind != EventKind::deliver || whom != step.dest) return false;
            const auto& envelope = model.tables().posting(action.number).envelope;
            return actors::to_text(envelope.from) == step.src &&
                   actors::encode_message(envelope.message) == step.body;
        }
    }
    return false;
}

/// The places of the path's actions, as AnyModel::at() takes them. Error: the first step that the
/// model cannot take.
template <typename Message>
core::Result<std::vector<std::uint32_t>> places_of(const ActorModel<Message>& model,
                                                   const actors::Path& path) {
    std::vector<std::uint32_t> places = {0};
    Row state = model.initial_states().front();
    std::vector<typename ActorModel<Message>::Action> actions;
    for (std::size_t i = 0; i < path.steps.size(); ++i) {
        const actors::PathStep& step = path.steps[i];
        if (step.kind == actors::StepKind::start) continue;
        actions.clear();
        model.actions(state, actions);
        const auto found = std::ranges::find_if(
            actions, [&](const auto& action) { return is_step(model, action, step); });
        const Row before = state;
        if (found == actions.end())
            return core::fail("step {}: the model cannot take it: {}", i, actors::to_text(step));
        if (!model.apply(state, *found)) {  // nothing changes
            state = before;
            continue;
        }
        places.push_back(static_cast<std::uint32_t>(found - actions.begin()));
    }
    return places;
}

}  // namespace ordeal::checker
