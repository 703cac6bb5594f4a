// Actors in memory, on a network that delivers in any order, loses and doubles, with nodes that
// crash at any moment: before or after what they save is durable, but never so that anything sent
// was not. Everything is drawn from one seed. Written for tests, apart from runtime and checker.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "actors/actor.hpp"
#include "core/random.hpp"

namespace ordeal::test {

struct Chaos {
    double loss = 0.1;
    double duplication = 0.1;
    double late = 0.3;     // is passed over by most steps
    double crash = 0.005;  // of a step
    double restart = 0.2;  // of a step in which some node is down
    double timer = 0.02;   // of a step
};

template <actors::Actor A>
class Cluster {
  public:
    using Message = typename A::Message;
    struct Envelope {
        actors::Id from;
        actors::Id to;
        Message message;
    };

    Cluster(const A& actor, std::uint32_t nodes, Chaos chaos, std::uint64_t seed)
        : actor_(actor), chaos_(chaos), random_(seed), nodes_(nodes) {
        for (std::uint32_t i = 0; i < nodes; ++i) {
            Node& node = nodes_[i];
            node.self.id = actors::Id::node(i + 1);
            for (std::uint32_t j = 0; j < nodes; ++j)
                if (j != i) node.self.peers.push_back(actors::Id::node(j + 1));
            start(node);
        }
        slow_down();
    }

    core::Random& random() { return random_; }

    void send(actors::Id client, actors::Id node, Message message) {
        network_.push_back({client, node, std::move(message)});
    }

    /// Lets one thing happen; gives the message that reached a client, if one did.
    std::optional<Envelope> step() {
        if (random_.chance(chaos_.crash)) crash(any_node());
        if (random_.chance(chaos_.restart))
            for (Node& node : nodes_)
                if (!node.state) start(node);
        if (random_.chance(0.1)) slow_down();
        if (random_.chance(chaos_.timer)) fire(any_node());
        if (network_.empty() && late_.empty()) {
            fire(any_node());
            return std::nullopt;
        }
        return deliver();
    }

  private:
    using Timer = actors::TimerOf<A>;
    struct Node {
        actors::Self self;
        std::optional<typename A::State> state;  // none: down
        std::optional<actors::StorageOf<A>> saved;
        std::vector<Timer> timers;
    };

    void start(Node& node) {
        actors::Outbox<A> out;
        node.state = actors::start(actor_, node.self, node.saved, out);
        execute(node, out);
    }

    /// Other links than before are slow from here on.
    void slow_down() {
        slow_.clear();
        for (const Node& node : nodes_)
            for (const actors::Id peer : node.self.peers)
                if (random_.chance(chaos_.late)) slow_.insert({node.self.id, peer});
    }

    Node& any_node() { return nodes_[random_.below(nodes_.size())]; }

    void crash(Node& node) {
        node.state.reset();
        node.timers.clear();
    }

    void fire(Node& node) {
        if (!node.state || node.timers.empty()) return;
        const std::size_t index = random_.below(node.timers.size());
        const Timer timer = node.timers[index];
        node.timers.erase(node.timers.begin() + static_cast<std::ptrdiff_t>(index));
        actors::Outbox<A> out;
        actor_.timer(node.self, *node.state, timer, out);
        execute(node, out);
    }

    std::optional<Envelope> deliver() {
        const bool late = network_.empty() || (!late_.empty() && random_.chance(0.003));
        std::vector<Envelope>& pool = late ? late_ : network_;
        const std::size_t index = random_.below(pool.size());
        Envelope envelope = pool[index];
        const bool inside = envelope.from.is_node() && envelope.to.is_node();
        if (!inside || !random_.chance(chaos_.duplication)) {
            pool[index] = std::move(pool.back());
            pool.pop_back();
        }
        if (inside && random_.chance(chaos_.loss)) return std::nullopt;
        if (envelope.to.is_client()) return envelope;
        Node& node = nodes_[envelope.to.number() - 1];
        if (!node.state) return std::nullopt;
        actors::Outbox<A> out;
        actor_.message(node.self, *node.state, envelope.from, envelope.message, out);
        execute(node, out);
        return std::nullopt;
    }

    void execute(Node& node, const actors::Outbox<A>& out) {
        const bool crashes = random_.chance(chaos_.crash);
        const bool saves = !crashes || random_.chance(0.5);
        for (const auto& effect : out.effects())
            if (const auto* save = std::get_if<actors::Save<actors::StorageOf<A>>>(&effect))
                if (saves) node.saved = save->storage;
        if (crashes) {
            crash(node);
            return;
        }
        for (const auto& effect : out.effects()) {
            if (const auto* send = std::get_if<actors::Send<Message>>(&effect))
                (slow_.contains({node.self.id, send->to}) ? late_ : network_)
                    .push_back({node.self.id, send->to, send->message});
            else if (const auto* set = std::get_if<actors::SetTimer<Timer>>(&effect))
                set_timer(node, set->timer);
            else if (const auto* cancel = std::get_if<actors::CancelTimer<Timer>>(&effect))
                std::erase(node.timers, cancel->timer);
        }
    }

    void set_timer(Node& node, const Timer& timer) {
        std::erase(node.timers, timer);
        node.timers.push_back(timer);
    }

    A actor_;
    Chaos chaos_;
    core::Random random_;
    std::vector<Node> nodes_;
    std::vector<Envelope> network_;
    std::vector<Envelope> late_;
    std::set<std::pair<actors::Id, actors::Id>> slow_;
};

}  // namespace ordeal::test
