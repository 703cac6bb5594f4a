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
#include <tuple>
#include <utility>
#include <vector>

#include "actors/message.hpp"
#include "actors/path.hpp"
#include "checker/actor_model/actor_model.hpp"
#include "checker/program/any_model.hpp"
#include "checker/replay/reply.hpp"
#include "checker/replay/way_in_model.hpp"

namespace ordeal::checker {

/// What the clients of a path ask for, in order.
struct PathClient {
    actors::Id id;
    std::vector<ScriptedOperation> script;
    std::map<std::int64_t, core::Value> bodies;  // of the requests, by msg_id
};

std::vector<PathClient> clients_of(const actors::Path& path);
std::size_t most_operations_of_a_key(const actors::Path& path);
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
        if (operation.unsent) continue;
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

/// `claim` adds the claims of the system's model. `lossy`: messages may be lost. Error: as
/// protocol_of.
template <actors::Actor A, typename Claim>
core::Result<ActorModel<typename A::Message>> model_of(const actors::Path& path, const A& actor,
                                                       const Claim& claim, bool lossy = false) {
    using Message = typename A::Message;
    ActorModelOptions options;
    options.network = duplicates_in(path) ? Network::unordered_duplicating : Network::unordered;
    options.crashes = crashes_in(path);
    options.lossy = lossy;
    options.history.model = path.model;
    options.history.initial = path.initial;
    options.history.of_any_length = most_operations_of_a_key(path) > 60;
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
    if (action.kind == EventKind::drop) return false;
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

/// Walks along a path in its model.
template <typename Message>
class PathWalk {
  public:
    /// Requires: where what is not delivered is lost, messages may be lost in the model.
    PathWalk(const ActorModel<Message>& model, const actors::Path& path, Undelivered undelivered)
        : model_(model), path_(path), undelivered_(undelivered) {}

    WayInModel run() {
        way_.places = {0};
        way_.steps = {0};
        state_ = model_.initial_states().front();
        if (undelivered_ == Undelivered::is_lost) count_deliveries();
        for (step_ = 0; step_ < path_.steps.size(); ++step_)
            if (path_.steps[step_].kind != actors::StepKind::start && !take()) break;
        return std::move(way_);
    }

  private:
    using Action = typename ActorModel<Message>::Action;
    /// From whom, to whom, what: whatever the order of its members.
    using Sending = std::tuple<std::string, std::string, core::Value>;

    /// False: the model cannot.
    bool take() {
        const actors::PathStep& step = path_.steps[step_];
        actions_.clear();
        model_.actions(state_, actions_);
        const auto found = std::ranges::find_if(
            actions_, [&](const Action& action) { return is_step(model_, action, step); });
        if (found == actions_.end()) {
            way_.obstacle =
                fmt::format("step {}: the model cannot take it: {}", step_, actors::to_text(step));
            return false;
        }
        const Action action = *found;
        const Row before = state_;
        const bool acted = model_.apply(state_, action);
        if (acted)
            note(found - actions_.begin(), PathRemark::none);
        else
            state_ = before;  // nothing changes
        if (undelivered_ == Undelivered::is_lost) lose_what_is_over(before, action, acted);
        return true;
    }

    void note(std::ptrdiff_t place, PathRemark remark) {
        way_.places.push_back(static_cast<std::uint32_t>(place));
        way_.steps.push_back(step_);
        way_.remarks.resize(way_.places.size(), PathRemark::none);
        way_.remarks.back() = remark;
    }

    void lose(std::uint32_t message, PathRemark remark) {
        actions_.clear();
        model_.actions(state_, actions_);
        const auto found = std::ranges::find_if(actions_, [message](const Action& action) {
            return action.kind == EventKind::drop && action.number == message;
        });
        if (found == actions_.end() || !model_.apply(state_, *found)) return;
        note(found - actions_.begin(), remark);
    }

    /// Messages of a step of which more are under way than will be delivered.
    void lose_what_is_over(const Row& before, const Action& action, bool acted) {
        const actors::PathStep& step = path_.steps[step_];
        if (action.kind == EventKind::deliver) {
            --deliveries_[{step.src, step.dest, step.body}];
            lose_surplus(action.number, acted ? PathRemark::last : PathRemark::ignored);
        }
        if (!acted) return;
        const auto posted = model_.effect_of(before, action).posted;
        for (const std::uint32_t message : posted)
            lose_surplus(message, PathRemark::lost);
    }
    void lose_surplus(std::uint32_t message, PathRemark remark) {
        const auto network =
            state_.cells.begin() + static_cast<std::ptrdiff_t>(model_.layout().network);
        const auto copies = std::count(network, state_.cells.end(), message);
        if (static_cast<std::size_t>(copies) > deliveries_[sending_of(message)])
            lose(message, remark);
    }
    Sending sending_of(std::uint32_t message) const {
        const auto& envelope = model_.tables().posting(message).envelope;
        return {actors::to_text(envelope.from), actors::to_text(envelope.to),
                actors::encode_message(envelope.message)};
    }
    void count_deliveries() {
        for (const actors::PathStep& step : path_.steps)
            if (step.kind == actors::StepKind::deliver)
                ++deliveries_[{step.src, step.dest, step.body}];
    }

    const ActorModel<Message>& model_;
    const actors::Path& path_;
    Undelivered undelivered_;
    WayInModel way_;
    Row state_;
    std::size_t step_ = 0;
    std::vector<Action> actions_;
    std::map<Sending, std::size_t> deliveries_;  // that are to come
};

}  // namespace ordeal::checker
