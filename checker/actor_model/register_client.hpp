// Clients of a register that is spoken to by read and write (client_messages.hpp): each does what
// its script says, going from server to server.
#pragma once

#include <concepts>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "actors/client_messages.hpp"
#include "checker/actor_model/actor_model.hpp"

namespace ordeal::checker {

/// An error of a code below 1000, but for timeout and crash, means that nothing happened.
template <typename Message>
ClientProtocol<Message> read_and_write() {
    return {[](const ScriptedOperation& operation) -> Message {
                if (operation.f == "write")
                    return actors::Write{operation.msg_id, operation.key, operation.argument};
                return actors::Read{operation.msg_id, operation.key};
            },
            [](const Message& message) -> std::optional<ClientAnswer> {
                if (const auto* read = std::get_if<actors::ReadOk>(&message))
                    return ClientAnswer{read->in_reply_to, core::EventType::ok, read->value};
                if (const auto* write = std::get_if<actors::WriteOk>(&message))
                    return ClientAnswer{write->in_reply_to, core::EventType::ok, nullptr};
                if constexpr (std::constructible_from<Message, actors::ErrorReply>) {
                    if (const auto* error = std::get_if<actors::ErrorReply>(&message)) {
                        return ClientAnswer{error->in_reply_to,
                                            actors::is_definite(error->code)
                                                ? core::EventType::fail
                                                : core::EventType::info,
                                            nullptr};
                    }
                }
                return std::nullopt;
            }};
}

/// What client i does, counted together with the servers, which come first: its operation k goes to
/// server (i + k) mod servers, as request (k + 1) * i. A letter for each operation: w writes a
/// value of its own (client by client "A", "B", ...; the second time "A2"), r reads. Requires: no
/// others.
inline std::vector<ScriptedOperation> scripted(const std::string& letters,
                                               const std::vector<actors::Id>& servers,
                                               std::size_t i, const core::Value& key) {
    const std::string name(1, static_cast<char>('A' + (i - servers.size()) % 26));
    std::vector<ScriptedOperation> script;
    std::size_t writes = 0;
    for (std::size_t k = 0; k < letters.size(); ++k) {
        const actors::Id to = servers[(i + k) % servers.size()];
        const auto msg_id = static_cast<std::int64_t>((k + 1) * i);
        if (letters[k] == 'r')
            script.push_back({to, msg_id, "read", key, nullptr});
        else
            script.push_back(
                {to, msg_id, "write", key, ++writes == 1 ? name : name + std::to_string(writes)});
    }
    return script;
}

/// Servers that no client asks are interchangeable, if the actor says so: `unasked_are_alike`, of
/// actors that tell servers apart only by what they were asked.
template <actors::Actor A>
void declare_alike(ActorModel<typename A::Message>& model, const std::vector<actors::Id>& servers,
                   const std::set<actors::Id>& asked) {
    if constexpr (requires { requires A::unasked_are_alike; }) {
        std::vector<std::size_t> alike;
        for (std::size_t i = 0; i < servers.size(); ++i)
            if (!asked.contains(servers[i]) && alike.size() < most_parts) alike.push_back(i);
        if (alike.size() > 1) model.interchangeable(std::move(alike));
    }
}

/// Servers n1, n2, ..., all of one kind, and clients c1, c2, ... that do to "x" what `scripts`
/// says of each, the last for all that follow; without scripts they write and then read. Nothing is
/// claimed. The history is one of a register, unless the options name another model.
template <actors::Actor A>
ActorModel<typename A::Message> register_clients(const A& actor, std::size_t servers,
                                                 std::size_t clients, ActorModelOptions options,
                                                 const std::vector<std::string>& scripts = {}) {
    using Message = typename A::Message;
    if (options.history.model.empty()) options.history.model = "register";
    ActorModel<Message> model(options);
    const auto ids = add_servers(model, actor, servers);
    std::set<actors::Id> asked;
    for (std::uint32_t i = 0; i < clients; ++i) {
        const auto last = std::min<std::size_t>(i, scripts.size() - 1);
        auto script = scripted(scripts.empty() ? "wr" : scripts[last], ids, servers + i, "x");
        for (const ScriptedOperation& operation : script)
            asked.insert(operation.to);
        model.add_client(actors::Id::client(i + 1), read_and_write<Message>(), std::move(script));
    }
    declare_alike<A>(model, ids, asked);
    return model;
}

/// The same, with the claim that the history is linearizable.
template <actors::Actor A>
ActorModel<typename A::Message> register_model(const A& actor, std::size_t servers,
                                               std::size_t clients, ActorModelOptions options,
                                               const std::vector<std::string>& scripts = {}) {
    auto model = register_clients(actor, servers, clients, std::move(options), scripts);
    model.claim(linearizable<typename A::Message>());
    return model;
}

}  // namespace ordeal::checker
