// Clients of a register that is spoken to by read and write (client_messages.hpp): each writes a
// value of its own, then reads, going from server to server.
#pragma once

#include <concepts>
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
                        const bool open =
                            error->code == 0 || error->code == 13 || error->code >= 1000;
                        return ClientAnswer{error->in_reply_to,
                                            open ? core::EventType::info : core::EventType::fail,
                                            nullptr};
                    }
                }
                return std::nullopt;
            }};
}

/// What client i does, counted together with the servers, which come first: its operation k goes to
/// server (i + k) mod servers, as request (k + 1) * i. It writes "A", "B", ... and then reads.
inline std::vector<ScriptedOperation> write_then_read(const std::vector<actors::Id>& servers,
                                                      std::size_t i, const core::Value& key) {
    const auto number = static_cast<std::int64_t>(i);
    const std::string letter(1, static_cast<char>('A' + (i - servers.size()) % 26));
    return {{servers[i % servers.size()], number, "write", key, letter},
            {servers[(i + 1) % servers.size()], 2 * number, "read", key, nullptr}};
}

/// Servers n1, n2, ..., all of one kind, and clients c1, c2, ... that write and then read "x". The
/// claim: it is linearizable.
template <actors::Actor A>
ActorModel<typename A::Message> register_model(const A& actor, std::size_t servers,
                                               std::size_t clients, ActorModelOptions options) {
    using Message = typename A::Message;
    options.history.model = "register";
    ActorModel<Message> model(options);
    std::vector<actors::Id> ids;
    for (std::uint32_t i = 1; i <= servers; ++i)
        ids.push_back(actors::Id::node(i));
    for (const actors::Id id : ids) {
        actors::Self self{id, ids};
        std::erase(self.peers, id);
        model.add_actor(actor, self);
    }
    for (std::uint32_t i = 0; i < clients; ++i)
        model.add_client(actors::Id::client(i + 1), read_and_write<Message>(),
                         write_then_read(ids, servers + i, "x"));
    model.claim(linearizable<Message>());
    return model;
}

}  // namespace ordeal::checker
