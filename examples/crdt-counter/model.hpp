// The counters as a model: what they promise, when nothing is under way.
#pragma once

#include <string>
#include <vector>

#include "checker/actor_model/actor_model.hpp"
#include "examples/crdt-counter/crdt_counter.hpp"

namespace ordeal::examples {

using CounterModel = checker::ActorModel<CrdtCounter::Message>;

inline checker::ClientProtocol<CrdtCounter::Message> add_and_read() {
    using Message = CrdtCounter::Message;
    return {[](const checker::ScriptedOperation& operation) -> Message {
                if (operation.f == "add")
                    return CrdtCounter::Add{operation.msg_id, operation.key,
                                            operation.argument.as_int()};
                return actors::Read{operation.msg_id, operation.key};
            },
            [](const Message& message) -> std::optional<checker::ClientAnswer> {
                if (const auto* read = std::get_if<actors::ReadOk>(&message))
                    return checker::ClientAnswer{read->in_reply_to, core::EventType::ok,
                                                 read->value};
                if (const auto* add = std::get_if<CrdtCounter::AddOk>(&message))
                    return checker::ClientAnswer{add->in_reply_to, core::EventType::ok, nullptr};
                return std::nullopt;
            }};
}

/// Client i does what the letters say, from server to server: `a` adds i, `s` subtracts 1, `r`
/// reads.
inline std::vector<checker::ScriptedOperation> counting(const std::string& letters,
                                                        const std::vector<actors::Id>& servers,
                                                        std::size_t client) {
    std::vector<checker::ScriptedOperation> script;
    for (std::size_t k = 0; k < letters.size(); ++k) {
        const actors::Id to = servers[(client - 1 + k) % servers.size()];
        const auto msg_id = static_cast<std::int64_t>(k + 1);
        if (letters[k] == 'r')
            script.push_back({to, msg_id, "read", "x", nullptr});
        else
            script.push_back({to, msg_id, "add", "x",
                              letters[k] == 'a' ? static_cast<std::int64_t>(client) : -1});
    }
    return script;
}

/// Whether all servers that are up read this number.
inline bool all_read(const CounterModel& model, const checker::Row& state, std::size_t servers,
                     std::int64_t number) {
    for (std::size_t i = 0; i < servers; ++i)
        if (const auto* server = model.state_of<CrdtCounter>(state, i);
            server != nullptr && CrdtCounter::sum(server->counters, "x") != number)
            return false;
    return true;
}

/// Servers and clients with such scripts; without, each adds and then subtracts.
inline CounterModel counter_model(CrdtCounter actor, std::size_t servers, std::size_t clients,
                                  checker::ActorModelOptions options,
                                  const std::vector<std::string>& scripts) {
    using checker::Row;
    actor.repeats = false;
    const bool lossy = options.lossy;
    CounterModel model(std::move(options));
    const auto ids = checker::add_servers(model, actor, servers);
    std::int64_t total = 0;
    for (std::size_t client = 1; client <= clients; ++client) {
        const std::string letters =
            scripts.empty() ? "as" : scripts[std::min(client, scripts.size()) - 1];
        auto script = counting(letters, ids, client);
        for (const auto& operation : script)
            if (operation.f == "add") total += operation.argument.as_int();
        model.add_client(actors::Id::client(static_cast<std::uint32_t>(client)), add_and_read(),
                         std::move(script));
    }
    if (lossy) return model;
    model.claim(checker::always<CounterModel>(
        "all read the sum when nothing is under way",
        [servers, total](const CounterModel& m, const Row& state) {
            bool quiet = true;
            m.for_each_message(state, [&](const auto&) { quiet = false; });
            return !quiet || all_read(m, state, servers, total);
        }));
    model.claim(checker::sometimes<CounterModel>(
        "all read the sum", [servers, total](const CounterModel& m, const Row& state) {
            return all_read(m, state, servers, total);
        }));
    return model;
}

}  // namespace ordeal::examples
