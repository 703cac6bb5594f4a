// A system of actors as a model, by the rules of the published counts, for enumerate(): nodes with
// timers, pending choices, crashes and storage, a network, clients of a register, and the history
// that the clients make. Every state is whole: copied, changed, compared.
//
// - Nodes come first: indexes 0 to S - 1 are the nodes n1 to nS; the client c has the index S + c.
// - Operation k of the client with index i goes to the node of index (i + k) mod S and has the
//   request id (k + 1) * i.
// - Delivering what changes nothing and sends nothing is no step, and takes no message; except on
//   ordered networks, where it is, and does. Nothing is delivered to a node that is down.
// - A timer is gone when it fires. One that then does nothing but set itself again is no step.
// - As long as fewer than `crashes` nodes are down, any node that is up may crash. One that is down
//   may start again, from what it saved.
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "actors/actor.hpp"
#include "actors/client_messages.hpp"
#include "tests/checker/enumerator/network.hpp"
#include "tests/checker/enumerator/register_clients.hpp"

namespace ordeal::enumerator {

namespace detail {
template <typename T, typename Variant>
inline constexpr bool is_alternative = false;
template <typename T, typename... Ts>
inline constexpr bool is_alternative<T, std::variant<Ts...>> = (std::same_as<T, Ts> || ...);
}  // namespace detail

template <actors::Actor A>
struct ActorSystem {
    using Id = actors::Id;
    using Message = typename A::Message;
    using Timer = actors::TimerOf<A>;
    using Choice = actors::ChoiceOf<A>;
    using Letter = Envelope<Message>;

    struct Node {
        std::optional<typename A::State> state;  // none: down, unless crashed_keep_state
        std::set<Timer> timers;
        std::map<std::string, std::vector<Choice>> choices;
        bool crashed = false;
        std::optional<actors::StorageOf<A>> saved;

        friend auto operator<=>(const Node&, const Node&) = default;
    };
    struct State {
        std::vector<Node> nodes;
        Network<Message> network;
        std::vector<std::size_t> answered;  // operations of each client
        RegisterHistory history;

        friend auto operator<=>(const State&, const State&) = default;
    };
    struct Deliver {
        Letter letter;
    };
    struct Drop {
        Letter letter;
    };
    struct Fire {
        std::size_t node;
        Timer timer;
    };
    struct Decide {
        std::size_t node;
        std::string name;
        Choice choice;
    };
    struct Crash {
        std::size_t node;
    };
    struct Restart {
        std::size_t node;
    };
    using Action = std::variant<Deliver, Drop, Fire, Decide, Crash, Restart>;

    std::vector<A> actors;  // one for each node
    NetworkKind network = NetworkKind::unordered;
    bool lossy = false;
    std::size_t crashes = 0;
    /// Two nodes that are down differ by what they were doing, though nobody can ever tell.
    bool crashed_keep_state = false;
    std::vector<Script> clients = {};
    std::function<bool(const State&)> boundary = {};
    /// Handlings that count as steps although they change nothing and send nothing; for published
    /// counts of actors that write what was there already.
    std::function<bool(const typename A::State&, const Message&)> rewrites = {};
    /// On ordered networks answers that the clients ignore go into the history all the same, as
    /// results of whatever is under way; for published counts that were made so. It is a mistake:
    /// histories come out that no client saw.
    bool records_ignored_answers = false;

    actors::Self self(std::size_t node) const {
        actors::Self self{id(node), {}};
        for (std::size_t other = 0; other < actors.size(); ++other)
            if (other != node) self.peers.push_back(id(other));
        return self;
    }

    std::vector<State> initial_states() const {
        State state;
        state.nodes.resize(actors.size());
        state.answered.resize(clients.size());
        state.history.clients.resize(clients.size());
        for (std::size_t node = 0; node < actors.size(); ++node)
            start(state, node);
        for (std::size_t client = 0; client < clients.size(); ++client)
            invoke(state, client);
        return {state};
    }

    bool within_boundary(const State& state) const { return !boundary || boundary(state); }

    void actions(const State& state, std::vector<Action>& out) const {
        for (const Letter& letter : state.network.deliverable()) {
            if (lossy) out.push_back(Drop{letter});
            out.push_back(Deliver{letter});
        }
        std::size_t down = 0;
        for (const Node& node : state.nodes)
            down += node.crashed ? 1 : 0;
        for (std::size_t index = 0; index < state.nodes.size(); ++index) {
            const Node& node = state.nodes[index];
            for (const Timer& timer : node.timers)
                out.push_back(Fire{index, timer});
            for (const auto& [name, alternatives] : node.choices)
                for (const Choice& choice : alternatives)
                    out.push_back(Decide{index, name, choice});
            if (node.crashed)
                out.push_back(Restart{index});
            else if (down < crashes)
                out.push_back(Crash{index});
        }
    }

    bool apply(State& state, const Action& action) const {
        return std::visit([&](const auto& a) { return step(state, a); }, action);
    }

  private:
    using Out = actors::Outbox<A>;

    static Id id(std::size_t node) { return Id::node(static_cast<std::uint32_t>(node + 1)); }
    static std::size_t index(Id node) { return node.number() - 1; }

    void start(State& state, std::size_t index) const {
        Node& node = state.nodes[index];
        Out out;
        node.state = actors::start(actors[index], self(index), node.saved, out);
        execute(state, index, out);
    }

    void execute(State& state, std::size_t index, const Out& out) const {
        for (const auto& effect : out.effects())
            std::visit([&](const auto& e) { execute(state, index, e); }, effect);
    }
    void execute(State& state, std::size_t index, const actors::Send<Message>& send) const {
        state.network.send(network, {id(index), send.to, send.message});
    }
    void execute(State& state, std::size_t index, const actors::SetTimer<Timer>& set) const {
        state.nodes[index].timers.insert(set.timer);
    }
    void execute(State& state, std::size_t index, const actors::CancelTimer<Timer>& cancel) const {
        state.nodes[index].timers.erase(cancel.timer);
    }
    void execute(State& state, std::size_t index, const actors::Choose<Choice>& choose) const {
        state.nodes[index].choices[choose.name] = choose.alternatives;
    }
    void execute(State& state, std::size_t index,
                 const actors::Save<actors::StorageOf<A>>& save) const {
        state.nodes[index].saved = save.storage;
    }

    bool step(State& state, const Drop& drop) const {
        state.network.drop(network, drop.letter);
        return true;
    }

    bool step(State& state, const Deliver& deliver) const {
        const Letter& letter = deliver.letter;
        state.network.deliver(network, letter);
        const bool acted = letter.to.is_client() ? answer(state, letter) : handle(state, letter);
        return acted;
    }

    bool handle(State& state, const Letter& letter) const {
        const std::size_t to = index(letter.to);
        Node& node = state.nodes[to];
        if (node.crashed) return false;
        const typename A::State before = *node.state;
        Out out;
        actors[to].message(self(to), *node.state, letter.from, letter.message, out);
        const bool acted =
            !out.empty() || node.state != before || (rewrites && rewrites(before, letter.message));
        execute(state, to, out);
        return acted || network == NetworkKind::ordered;
    }

    bool step(State& state, const Fire& fire) const {
        Node& node = state.nodes[fire.node];
        const typename A::State before = *node.state;
        Out out;
        if constexpr (!std::same_as<Timer, actors::None>)
            actors[fire.node].timer(self(fire.node), *node.state, fire.timer, out);
        if (node.state == before && only_sets(out, fire.timer)) return false;
        node.timers.erase(fire.timer);
        execute(state, fire.node, out);
        return true;
    }

    static bool only_sets(const Out& out, const Timer& timer) {
        if (out.effects().size() != 1) return false;
        const auto* set = std::get_if<actors::SetTimer<Timer>>(&out.effects().front());
        return set != nullptr && set->timer == timer;
    }

    bool step(State& state, const Decide& decide) const {
        Node& node = state.nodes[decide.node];
        node.choices.erase(decide.name);
        Out out;
        if constexpr (!std::same_as<Choice, actors::None>)
            actors[decide.node].choice(self(decide.node), *node.state, decide.choice, out);
        execute(state, decide.node, out);
        return true;
    }

    bool step(State& state, const Crash& crash) const {
        Node& node = state.nodes[crash.node];
        node.crashed = true;
        if (!crashed_keep_state) node.state.reset();
        node.timers.clear();
        node.choices.clear();
        return true;
    }

    bool step(State& state, const Restart& restart) const {
        state.nodes[restart.node].crashed = false;
        start(state, restart.node);
        return true;
    }

    std::size_t request_id(std::size_t client, std::size_t operation) const {
        return (operation + 1) * (actors.size() + client);
    }

    /// The client's next operation, if its script has one.
    void invoke(State& state, std::size_t client) const {
        if constexpr (detail::is_alternative<actors::Write, Message>) {
            const std::size_t k = state.answered[client];
            if (k == clients[client].size()) return;
            const ScriptedOperation& operation = clients[client][k];
            const auto msg_id = static_cast<std::int64_t>(request_id(client, k));
            const Id from = Id::client(static_cast<std::uint32_t>(client + 1));
            const Id to = id((actors.size() + client + k) % actors.size());
            state.history.invoke(client, operation);
            if (operation.write)
                state.network.send(network,
                                   {from, to, actors::Write{msg_id, "x", *operation.write}});
            else
                state.network.send(network, {from, to, actors::Read{msg_id, "x"}});
        }
    }

    /// What is not the answer to the request under way is ignored.
    bool answer(State& state, const Letter& letter) const {
        if constexpr (detail::is_alternative<actors::Write, Message>) {
            const std::size_t client = letter.to.number() - 1;
            const auto* read = std::get_if<actors::ReadOk>(&letter.message);
            const auto* write = std::get_if<actors::WriteOk>(&letter.message);
            if (read == nullptr && write == nullptr) return network == NetworkKind::ordered;
            const std::size_t k = state.answered[client];
            const bool expected =
                k < clients[client].size() && (read ? read->in_reply_to : write->in_reply_to) ==
                                                  static_cast<std::int64_t>(request_id(client, k));
            if (expected || (records_ignored_answers && network == NetworkKind::ordered))
                state.history.complete(client, read ? read->value : core::Value(written));
            if (!expected) return network == NetworkKind::ordered;
            ++state.answered[client];
            invoke(state, client);
            return true;
        }
        return false;
    }
};

}  // namespace ordeal::enumerator
