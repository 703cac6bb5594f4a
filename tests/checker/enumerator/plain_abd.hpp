// The register of Attiya, Bar-Noy & Dolev as the published counts have it: one register, one
// operation at a time for each node (another is left where it is), request ids of the clients used
// between the nodes too, nothing sent again, nothing saved. examples/abd, which is made for real
// networks, has other states and other counts.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <variant>

#include "actors/actor.hpp"
#include "actors/client_messages.hpp"

namespace ordeal::enumerator {

struct PlainAbd {
    using Tag = std::pair<std::int64_t, actors::Id>;
    struct Version {
        Tag tag;
        core::Value value;
    };
    struct Query {
        std::int64_t request = 0;
    };
    struct QueryOk {
        std::int64_t request = 0;
        Version version;
    };
    struct Store {
        std::int64_t request = 0;
        Version version;
    };
    struct StoreOk {
        std::int64_t request = 0;
    };
    using Message = std::variant<actors::Read, actors::ReadOk, actors::Write, actors::WriteOk,
                                 Query, QueryOk, Store, StoreOk>;

    struct Querying {
        std::int64_t request = 0;
        actors::Id client;
        std::optional<core::Value> write;
        std::map<actors::Id, Version> found;
    };
    struct Storing {
        std::int64_t request = 0;
        actors::Id client;
        std::optional<core::Value> read;
        std::set<actors::Id> stored;
    };
    struct State {
        Version version;
        std::variant<actors::None, Querying, Storing> phase;
    };
    using Out = actors::Outbox<PlainAbd>;

    State start(const actors::Self& self, Out&) const { return {{{0, self.id}, {}}, {}}; }

    void message(const actors::Self& self, State& state, actors::Id from, const Message& message,
                 Out& out) const {
        std::visit([&](const auto& m) { handle(self, state, from, m, out); }, message);
    }

  private:
    static void begin(const actors::Self& self, State& state, Querying operation, Out& out) {
        if (!std::holds_alternative<actors::None>(state.phase)) return;
        operation.found[self.id] = state.version;
        out.broadcast(self.peers, Query{operation.request});
        state.phase = std::move(operation);
    }
    static void handle(const actors::Self& self, State& state, actors::Id from,
                       const actors::Write& m, Out& out) {
        begin(self, state, {m.msg_id, from, m.value, {}}, out);
    }
    static void handle(const actors::Self& self, State& state, actors::Id from,
                       const actors::Read& m, Out& out) {
        begin(self, state, {m.msg_id, from, std::nullopt, {}}, out);
    }
    static void handle(const actors::Self&, State&, actors::Id, const actors::ReadOk&, Out&) {}
    static void handle(const actors::Self&, State&, actors::Id, const actors::WriteOk&, Out&) {}
    static void handle(const actors::Self&, State& state, actors::Id from, const Query& m,
                       Out& out) {
        out.send(from, QueryOk{m.request, state.version});
    }
    static void handle(const actors::Self& self, State& state, actors::Id from, const QueryOk& m,
                       Out& out) {
        auto* querying = std::get_if<Querying>(&state.phase);
        if (querying == nullptr || querying->request != m.request) return;
        querying->found[from] = m.version;
        if (querying->found.size() == self.majority()) store(self, state, *querying, out);
    }
    static void handle(const actors::Self&, State& state, actors::Id from, const Store& m,
                       Out& out) {
        out.send(from, StoreOk{m.request});
        if (m.version.tag > state.version.tag) state.version = m.version;
    }
    static void handle(const actors::Self& self, State& state, actors::Id from, const StoreOk& m,
                       Out& out) {
        auto* storing = std::get_if<Storing>(&state.phase);
        if (storing == nullptr || storing->request != m.request) return;
        storing->stored.insert(from);
        if (storing->stored.size() < self.majority()) return;
        if (storing->read)
            out.reply(storing->client, m.request, actors::ReadOk{0, *storing->read});
        else
            out.reply(storing->client, m.request, actors::WriteOk{});
        state.phase = actors::None{};
    }

    /// By value: what is passed lives in the phase that is replaced.
    static void store(const actors::Self& self, State& state, Querying querying, Out& out) {
        const auto by_tag = [](const auto& a, const auto& b) {
            return a.second.tag < b.second.tag;
        };
        Version version =
            std::max_element(querying.found.begin(), querying.found.end(), by_tag)->second;
        Storing storing{querying.request, querying.client, std::nullopt, {self.id}};
        if (querying.write)
            version = {{version.tag.first + 1, self.id}, *querying.write};
        else
            storing.read = version.value;
        out.broadcast(self.peers, Store{querying.request, version});
        if (version.tag > state.version.tag) state.version = version;
        state.phase = std::move(storing);
    }
};

ORDEAL_DESCRIBE(PlainAbd::Version, tag, value)
ORDEAL_DESCRIBE(PlainAbd::Query, request)
ORDEAL_DESCRIBE(PlainAbd::QueryOk, request, version)
ORDEAL_DESCRIBE(PlainAbd::Store, request, version)
ORDEAL_DESCRIBE(PlainAbd::StoreOk, request)
ORDEAL_DESCRIBE(PlainAbd::Querying, request, client, write, found)
ORDEAL_DESCRIBE(PlainAbd::Storing, request, client, read, stored)
ORDEAL_DESCRIBE(PlainAbd::State, version, phase)

}  // namespace ordeal::enumerator
