// Registers spoken to by put and get, for counts that are known: one copy at each server, and the
// algorithm of Attiya, Bar-Noy & Dolev as the counts have it, one operation at a time on each node.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <variant>

#include "checker/actor_model/actor_model.hpp"

namespace ordeal::tests {

struct Put {
    std::int64_t msg_id = 0;
    std::string value;
};
ORDEAL_DESCRIBE(Put, msg_id, value)
struct PutOk {
    std::int64_t in_reply_to = 0;
};
ORDEAL_DESCRIBE(PutOk, in_reply_to)
struct Get {
    std::int64_t msg_id = 0;
};
ORDEAL_DESCRIBE(Get, msg_id)
struct GetOk {
    std::int64_t in_reply_to = 0;
    std::string value;
};
ORDEAL_DESCRIBE(GetOk, in_reply_to, value)

struct SingleCopy {
    using Message = std::variant<Put, PutOk, Get, GetOk>;
    struct State {
        std::string value;
    };
    using Out = actors::Outbox<SingleCopy>;

    State start(const actors::Self&, Out&) const { return {}; }
    void message(const actors::Self&, State& state, actors::Id from, const Message& message,
                 Out& out) const {
        if (const auto* put = std::get_if<Put>(&message)) {
            state.value = put->value;
            out.reply(from, put->msg_id, PutOk{});
        } else if (const auto* get = std::get_if<Get>(&message)) {
            out.reply(from, get->msg_id, GetOk{0, state.value});
        }
    }
};
ORDEAL_DESCRIBE(SingleCopy::State, value)

struct PlainAbd {
    struct Version {
        std::int64_t counter = 0;
        actors::Id node;
    };
    struct Query {
        std::int64_t request = 0;
    };
    struct QueryOk {
        std::int64_t request = 0;
        Version version;
        std::string value;
    };
    struct Store {
        std::int64_t request = 0;
        Version version;
        std::string value;
    };
    struct StoreOk {
        std::int64_t request = 0;
    };
    using Message = std::variant<Put, PutOk, Get, GetOk, Query, QueryOk, Store, StoreOk>;
    struct Found {
        Version version;
        std::string value;
    };
    struct Querying {
        std::int64_t request = 0;
        actors::Id client;
        std::optional<std::string> write;
        std::map<actors::Id, Found> found;
    };
    struct Storing {
        std::int64_t request = 0;
        actors::Id client;
        std::optional<std::string> read;
        std::set<actors::Id> stored;
    };
    struct Idle {};
    struct State {
        Version version;
        std::string value;
        std::variant<Idle, Querying, Storing> phase;
    };
    using Out = actors::Outbox<PlainAbd>;

    State start(const actors::Self& self, Out&) const { return {{0, self.id}, "", Idle{}}; }
    void message(const actors::Self& self, State& state, actors::Id from, const Message& message,
                 Out& out) const;
};
ORDEAL_DESCRIBE(PlainAbd::Version, counter, node)
ORDEAL_DESCRIBE(PlainAbd::Query, request)
ORDEAL_DESCRIBE(PlainAbd::QueryOk, request, version, value)
ORDEAL_DESCRIBE(PlainAbd::Store, request, version, value)
ORDEAL_DESCRIBE(PlainAbd::StoreOk, request)
ORDEAL_DESCRIBE(PlainAbd::Found, version, value)
ORDEAL_DESCRIBE(PlainAbd::Querying, request, client, write, found)
ORDEAL_DESCRIBE(PlainAbd::Storing, request, client, read, stored)
ORDEAL_DESCRIBE(PlainAbd::Idle)
ORDEAL_DESCRIBE(PlainAbd::State, version, value, phase)

inline void PlainAbd::message(const actors::Self& self, State& state, actors::Id from,
                              const Message& message, Out& out) const {
    const auto begin = [&](std::int64_t request, std::optional<std::string> write) {
        if (!std::holds_alternative<Idle>(state.phase)) return;
        out.broadcast(self.peers, Query{request});
        state.phase =
            Querying{request, from, std::move(write), {{self.id, {state.version, state.value}}}};
    };
    if (const auto* put = std::get_if<Put>(&message)) begin(put->msg_id, put->value);
    if (const auto* get = std::get_if<Get>(&message)) begin(get->msg_id, std::nullopt);
    if (const auto* query = std::get_if<Query>(&message))
        out.send(from, QueryOk{query->request, state.version, state.value});
    if (const auto* answer = std::get_if<QueryOk>(&message)) {
        auto* phase = std::get_if<Querying>(&state.phase);
        if (phase == nullptr || phase->request != answer->request) return;
        phase->found[from] = {answer->version, answer->value};
        if (phase->found.size() != self.majority()) return;
        Found best = phase->found.begin()->second;
        for (const auto& [id, found] : phase->found)
            if (found.version > best.version) best = found;
        std::optional<std::string> read;
        if (phase->write)
            best = {{best.version.counter + 1, self.id}, *phase->write};
        else
            read = best.value;
        out.broadcast(self.peers, Store{phase->request, best.version, best.value});
        if (best.version > state.version) {
            state.version = best.version;
            state.value = best.value;
        }
        state.phase = Storing{phase->request, phase->client, read, {self.id}};
    }
    if (const auto* store = std::get_if<Store>(&message)) {
        out.send(from, StoreOk{store->request});
        if (store->version > state.version) {
            state.version = store->version;
            state.value = store->value;
        }
    }
    if (const auto* answer = std::get_if<StoreOk>(&message)) {
        auto* phase = std::get_if<Storing>(&state.phase);
        if (phase == nullptr || phase->request != answer->request) return;
        if (!phase->stored.insert(from).second || phase->stored.size() != self.majority()) return;
        if (phase->read)
            out.reply(phase->client, phase->request, GetOk{0, *phase->read});
        else
            out.reply(phase->client, phase->request, PutOk{});
        state.phase = Idle{};
    }
}

template <typename Message>
checker::ClientProtocol<Message> put_and_get() {
    return {[](const checker::ScriptedOperation& operation) -> Message {
                if (operation.f == "write")
                    return Put{operation.msg_id, operation.argument.as_string()};
                return Get{operation.msg_id};
            },
            [](const Message& message) -> std::optional<checker::ClientAnswer> {
                if (const auto* put = std::get_if<PutOk>(&message))
                    return checker::ClientAnswer{put->in_reply_to, core::EventType::ok, nullptr};
                if (const auto* get = std::get_if<GetOk>(&message))
                    return checker::ClientAnswer{get->in_reply_to, core::EventType::ok, get->value};
                return std::nullopt;
            }};
}

/// Client i (counted with the servers) writes a letter of its own, then reads, going from server to
/// server; request k of it is number (k + 1) * i.
inline std::vector<checker::ScriptedOperation> write_then_read(std::size_t servers, std::size_t i) {
    const auto server = [&](std::size_t k) {
        return actors::Id::node(static_cast<std::uint32_t>((i + k) % servers));
    };
    const auto number = static_cast<std::int64_t>(i);
    const std::string letter(1, static_cast<char>('A' + (i - servers)));
    return {{server(0), number, "write", nullptr, letter},
            {server(1), 2 * number, "read", nullptr, nullptr}};
}

/// Servers n0, n1, ...; clients c0, c1, ...
template <typename A>
checker::ActorModel<typename A::Message> register_system(const A& actor, std::size_t servers,
                                                         std::size_t clients,
                                                         checker::ActorModelOptions options) {
    using Message = typename A::Message;
    options.history.model = "register";
    options.history.initial = "";
    checker::ActorModel<Message> model(options);
    for (std::uint32_t i = 0; i < servers; ++i) {
        actors::Self self{actors::Id::node(i), {}};
        for (std::uint32_t j = 0; j < servers; ++j)
            if (j != i) self.peers.push_back(actors::Id::node(j));
        model.add_actor(actor, self);
    }
    for (std::uint32_t i = 0; i < clients; ++i)
        model.add_client(actors::Id::client(i), put_and_get<Message>(),
                         write_then_read(servers, servers + i));
    model.claim(checker::linearizable<Message>());
    return model;
}

}  // namespace ordeal::tests
