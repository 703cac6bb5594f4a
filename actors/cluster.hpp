// The nodes of a system side by side in one process, for simulations: all are actors of one kind.
// Messages, timers and storage keep their types, because encoding them would take most of a
// simulation's time; whoever runs the nodes handles them by number, and gets their text for traces
// and for what goes to clients only.
// What a node saves survives crash(); disk.hpp says what can get lost.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "actors/any_actor.hpp"
#include "actors/disk.hpp"
#include "actors/letter_box.hpp"
#include "actors/timer_numbers.hpp"
#include "core/clock.hpp"
#include "core/result.hpp"

namespace ordeal::actors {

/// What the last handler asked for, in order. Saves are done already.
struct ClusterEffects {
    struct Sent {
        Id to;
        Letter letter = 0;  // held by whoever gets this list
    };
    struct TimerChange {
        std::size_t timer = 0;  // timers of a node are numbered in the order of their first use
        bool set = false;       // else cancelled
        core::Nanoseconds low{0};
        core::Nanoseconds high{0};
    };

    std::vector<Sent> sent;
    std::vector<TimerChange> timers;
    std::size_t saves = 0;
    bool chooses = false;  // there are choices to be made: next_choice() and choose()

    void clear() {
        sent.clear();
        timers.clear();
        saves = 0;
        chooses = false;
    }
};

/// A choice that waits to be made.
struct PendingChoice {
    std::string name;
    std::size_t alternatives = 0;
};

/// Nodes n1, n2, ... by their position from 0. Effects are valid until the next handler is called.
class Cluster {
  public:
    virtual ~Cluster() = default;

    virtual std::size_t size() const = 0;

    /// Requires: the node has not started, or crashed since. It recovers what it saved.
    virtual const ClusterEffects& start(std::size_t node) = 0;
    virtual const ClusterEffects& message(std::size_t node, Id from, Letter letter) = 0;
    /// What a client asks for. Refusal: not a message of this actor, or not one for clients.
    virtual tl::expected<const ClusterEffects*, Refusal> request(std::size_t node, Id client,
                                                                 const core::Value& body) = 0;
    virtual const ClusterEffects& timer(std::size_t node, std::size_t timer) = 0;
    /// The choice that is to be made next; none when all are made.
    virtual std::optional<PendingChoice> next_choice(std::size_t node) const = 0;
    /// Makes it. Requires: next_choice() has that many alternatives.
    virtual const ClusterEffects& choose(std::size_t node, std::size_t alternative) = 0;
    /// The node loses its state and its choices; what it saved stays.
    virtual void crash(std::size_t node) = 0;

    /// The last `count` saves of a node that crashed were not durable yet. Requires:
    /// remember_saves() was called before them.
    virtual void forget_saves(std::size_t node, std::size_t count) = 0;
    virtual void remember_saves() = 0;

    /// Whether the node's disk lies: nothing that it saves becomes durable until the lie ends.
    virtual void set_lying(std::size_t node, bool lies) = 0;
    /// The saves that are not durable are gone, as if never made; returns how many.
    /// Requires: the node has crashed.
    virtual std::size_t lose_saves(std::size_t node) = 0;

    /// One holder more, or one less.
    virtual void hold(Letter letter) = 0;
    virtual void drop(Letter letter) = 0;
    /// Which of the actor's messages it is; 0 where that cannot be told.
    virtual std::size_t kind(Letter) const { return 0; }

    // The same as data, for traces and clients.

    virtual core::Value body(Letter letter) const = 0;
    virtual core::Value timer_name(std::size_t node, std::size_t timer) const = 0;
    /// Of next_choice().
    virtual core::Value alternative(std::size_t node, std::size_t number) const = 0;
    virtual std::optional<core::Value> saved(std::size_t node) const = 0;
    virtual const Self& self(std::size_t node) const = 0;
    /// Of the handler that was called last. Requires: remember_effects().
    virtual const AnyOutbox& last_effects() const = 0;
    virtual void remember_effects() = 0;
    virtual std::uint64_t state_hash(std::size_t node) const = 0;

    // For nodes that are processes of their own; actors in this one need none of it.

    /// The virtual time, to be told to nodes. Requires: the clock outlives the cluster.
    virtual void use_clock(const core::Clock&) {}
    /// What the node said of itself when it started, for traces; null: nothing.
    virtual core::Value configuration(std::size_t) const { return {}; }
    /// Why the nodes cannot go on, if so: a handler has no effects then. Null: they can.
    virtual const core::Error* failure() const { return nullptr; }
};

template <Actor A>
class ClusterOf final : public Cluster {
  public:
    ClusterOf(A actor, std::size_t nodes) : actor_(std::move(actor)) {
        for (Self& self : selves(nodes))
            nodes_.push_back({.self = std::move(self)});
    }

    std::size_t size() const override { return nodes_.size(); }

    const ClusterEffects& start(std::size_t node) override {
        Member& member = nodes_[node];
        member.state = actors::start(actor_, member.self, member.disk.saved(), outbox_);
        return handled(member);
    }

    const ClusterEffects& message(std::size_t node, Id from, Letter letter) override {
        return message(nodes_[node], from, letters_[letter]);
    }

    tl::expected<const ClusterEffects*, Refusal> request(std::size_t node, Id client,
                                                         const core::Value& body) override {
        if (auto refusal = detail::refused_to_clients<A>(body))
            return tl::unexpected(*std::move(refusal));
        const auto decoded = decode_message<Message>(body);
        if (!decoded) return tl::unexpected(decoded.error());
        return &message(nodes_[node], client, *decoded);
    }

    const ClusterEffects& timer(std::size_t node, std::size_t timer) override {
        Member& member = nodes_[node];
        if constexpr (!std::same_as<TimerOf<A>, None>) {
            const TimerOf<A> fired = member.timers[timer];
            actor_.timer(member.self, member.state, fired, outbox_);
        }
        return handled(member);
    }

    std::optional<PendingChoice> next_choice(std::size_t node) const override {
        const auto& choices = nodes_[node].choices;
        if (choices.empty()) return std::nullopt;
        return PendingChoice{choices.front().name, choices.front().alternatives.size()};
    }

    const ClusterEffects& choose(std::size_t node, std::size_t alternative) override {
        Member& member = nodes_[node];
        const ChoiceOf<A> chosen = member.choices.front().alternatives.at(alternative);
        member.choices.erase(member.choices.begin());
        if constexpr (!std::same_as<ChoiceOf<A>, None>)
            actor_.choice(member.self, member.state, chosen, outbox_);
        return handled(member);
    }

    void crash(std::size_t node) override {
        nodes_[node].state = {};
        nodes_[node].choices.clear();
    }

    void forget_saves(std::size_t node, std::size_t count) override {
        nodes_[node].disk.forget(count);
    }
    void remember_saves() override {
        for (Member& member : nodes_)
            member.disk.remember();
    }

    void set_lying(std::size_t node, bool lies) override { nodes_[node].disk.lie(lies); }

    std::size_t lose_saves(std::size_t node) override { return nodes_[node].disk.lose(); }

    void hold(Letter letter) override { letters_.hold(letter); }
    void drop(Letter letter) override { letters_.drop(letter); }
    std::size_t kind(Letter letter) const override { return letters_[letter].index(); }

    core::Value body(Letter letter) const override { return encode_message(letters_[letter]); }
    core::Value timer_name(std::size_t node, std::size_t timer) const override {
        return encode(nodes_[node].timers[timer]);
    }
    core::Value alternative(std::size_t node, std::size_t number) const override {
        return encode(nodes_[node].choices.front().alternatives.at(number));
    }
    std::optional<core::Value> saved(std::size_t node) const override {
        const auto& saved = nodes_[node].disk.saved();
        if (!saved) return std::nullopt;
        return encode(*saved);
    }
    const Self& self(std::size_t node) const override { return nodes_[node].self; }
    const AnyOutbox& last_effects() const override { return last_effects_; }
    void remember_effects() override { remembers_effects_ = true; }
    std::uint64_t state_hash(std::size_t node) const override {
        return hash_of(nodes_[node].state);
    }
    const typename A::State& state(std::size_t node) const { return nodes_[node].state; }

  private:
    using Message = typename A::Message;

    struct Member {
        Self self;
        typename A::State state{};
        Disk<StorageOf<A>> disk{};
        TimerNumbers<TimerOf<A>> timers{};
        std::vector<Choose<ChoiceOf<A>>> choices{};
    };

    /// Carries one effect of a member's handler into the list.
    struct Carrier {
        ClusterOf& cluster;
        Member& member;

        void operator()(Send<Message>& e) const {
            cluster.effects_.sent.push_back({e.to, cluster.letters_.put(std::move(e.message))});
        }
        void operator()(const SetTimer<TimerOf<A>>& e) const {
            cluster.effects_.timers.push_back({member.timers(e.timer), true, e.low, e.high});
        }
        void operator()(const CancelTimer<TimerOf<A>>& e) const {
            cluster.effects_.timers.push_back({member.timers(e.timer), false, {}, {}});
        }
        void operator()(Choose<ChoiceOf<A>>& e) const {
            std::erase_if(member.choices, [&](const auto& other) { return other.name == e.name; });
            member.choices.push_back(std::move(e));
        }
        void operator()(Save<StorageOf<A>>& e) const {
            member.disk.save(std::move(e.storage));
            ++cluster.effects_.saves;
        }
    };

    const ClusterEffects& message(Member& member, Id from, const Message& message) {
        actor_.message(member.self, member.state, from, message, outbox_);
        return handled(member);
    }

    const ClusterEffects& handled(Member& member) {
        if (remembers_effects_) last_effects_ = detail::erase(outbox_);
        effects_.clear();
        for (auto& effect : outbox_.effects())
            std::visit(Carrier{*this, member}, effect);
        outbox_.clear();
        if (!effects_.sent.empty()) member.disk.sent();
        effects_.chooses = !member.choices.empty();
        return effects_;
    }

    A actor_;
    std::vector<Member> nodes_;
    LetterBox<Message> letters_;
    Outbox<A> outbox_;
    ClusterEffects effects_;
    bool remembers_effects_ = false;
    AnyOutbox last_effects_;
};

template <typename A>
std::unique_ptr<Cluster> make_cluster(A actor, std::size_t nodes) {
    explain_actor<A>();
    return std::make_unique<ClusterOf<A>>(std::move(actor), nodes);
}

}  // namespace ordeal::actors
