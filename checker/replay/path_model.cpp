#include "checker/replay/path_model.hpp"

#include <tuple>

namespace ordeal::checker {

using actors::StepKind;

namespace {

/// Says of operations that they are answered, with something that is known for sure.
void hear_answers(const actors::Path& path, std::map<actors::Id, PathClient>& clients) {
    for (const actors::PathStep& step : path.steps) {
        const core::Value* answered = step.body.find("in_reply_to");
        const auto to = actors::parse_id(step.dest);
        if (step.kind != StepKind::deliver || answered == nullptr || !answered->is_int() || !to)
            continue;
        const auto client = clients.find(*to);
        if (client == clients.end()) continue;
        auto& script = client->second.script;
        const auto asked =
            std::ranges::find(script, answered->as_int(), &ScriptedOperation::msg_id);
        if (asked != script.end() &&
            meaning_of(step.body, asked->f, true).type != core::EventType::info)
            asked->unheard = false;
    }
}

}  // namespace

std::vector<PathClient> clients_of(const actors::Path& path) {
    std::map<actors::Id, PathClient> clients;
    for (const actors::PathStep& step : path.steps) {
        if (step.kind != StepKind::invoke) continue;
        const auto id = actors::parse_id(step.src);
        const auto to = actors::parse_id(step.dest);
        const core::Value* msg_id = step.body.find("msg_id");
        if (!id || !to) continue;
        PathClient& client = clients[*id];
        client.id = *id;
        const bool sent = msg_id != nullptr && msg_id->is_int();
        const auto none = -1 - static_cast<std::int64_t>(client.script.size());
        client.script.push_back({*to, sent ? msg_id->as_int() : none, step.operation.f,
                                 step.operation.key.value_or(nullptr), step.operation.value, true,
                                 !sent});
        if (sent) client.bodies[msg_id->as_int()] = step.body;
    }
    hear_answers(path, clients);
    std::vector<PathClient> out;
    for (auto& [id, client] : clients)
        out.push_back(std::move(client));
    return out;
}

std::size_t most_operations_of_a_key(const actors::Path& path) {
    std::map<std::optional<core::Value>, std::size_t> of_key;
    std::size_t most = 0;
    for (const actors::PathStep& step : path.steps)
        if (step.kind == StepKind::invoke) most = std::max(most, ++of_key[step.operation.key]);
    return most;
}

unsigned crashes_in(const actors::Path& path) {
    unsigned down = 0;
    unsigned most = 0;
    for (const actors::PathStep& step : path.steps) {
        if (step.kind == StepKind::crash) most = std::max(most, ++down);
        if (step.kind == StepKind::restart && down > 0) --down;
    }
    return most;
}

bool duplicates_in(const actors::Path& path) {
    using Key = std::tuple<std::string, std::string, core::Value>;
    std::map<Key, int> under_way;
    for (const actors::PathStep& step : path.steps) {
        if (step.kind == StepKind::invoke) ++under_way[{step.src, step.dest, step.body}];
        if (step.kind == StepKind::deliver && --under_way[{step.src, step.dest, step.body}] < 0)
            return true;
        if (!step.outcome.sent.is_list()) continue;
        const std::string& sender = step.kind == StepKind::deliver ? step.dest : step.node;
        for (const core::Value& message : step.outcome.sent.as_list())
            ++under_way[{sender, message.find("dest")->as_string(), *message.find("body")}];
    }
    return false;
}

}  // namespace ordeal::checker
