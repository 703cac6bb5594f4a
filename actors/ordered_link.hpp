// Order and delivery for an actor that needs both, on a network that gives neither: an adapter
// around any actor. What the actor sends to another node is numbered, kept until that node has
// confirmed it, and sent again on a timer; what arrives is handed over once, in the order in which
// it was sent. Numbers and what is not confirmed are saved with what the actor saves, so the
// promise holds across crashes; clients are spoken to directly.
//
//     model.add_actor(OrderedLink<Chat>{Chat{}}, self);     // in place of Chat{}
//
// A message that is ahead of its turn is dropped, and comes again (go-back-n: Bertsekas & Gallager,
// Data Networks, 1992). The timers, choices and storage of the actor stay its own.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <variant>

#include <boost/mp11/list.hpp>

#include "actors/actor.hpp"

/// As ORDEAL_DESCRIBE, inside a class template.
#define ORDEAL_DESCRIBE_HERE(Type, ...)                                                \
    BOOST_DESCRIBE_CLASS(Type, (), (__VA_ARGS__), (), ())                              \
    friend std::strong_ordering operator<=>(const Type& a, const Type& b) {            \
        return ::ordeal::actors::compare_members(a, b);                                \
    }                                                                                  \
    friend bool operator==(const Type& a, const Type& b) {                             \
        return ::ordeal::actors::compare_members(a, b) == std::strong_ordering::equal; \
    }

namespace ordeal::actors {

template <typename Message>
struct LinkData {
    std::int64_t number = 0;
    Message message;
    ORDEAL_DESCRIBE_HERE(LinkData, number, message)
};

/// Everything up to this number has arrived.
struct LinkAck {
    std::int64_t number = 0;
};
ORDEAL_DESCRIBE(LinkAck, number)

/// Send again (no inner), or a timer of the actor's.
template <typename Timer>
struct LinkTimer {
    std::optional<Timer> inner;
    ORDEAL_DESCRIBE_HERE(LinkTimer, inner)
};

/// What one node keeps of another.
template <typename Message>
struct LinkPeer {
    std::int64_t sent = 0;
    std::map<std::int64_t, Message> unconfirmed;
    std::int64_t delivered = 0;
    ORDEAL_DESCRIBE_HERE(LinkPeer, sent, unconfirmed, delivered)
};

template <typename Message, typename Inner>
struct LinkStorage {
    std::map<Id, LinkPeer<Message>> peers;
    std::optional<Inner> inner;
    ORDEAL_DESCRIBE_HERE(LinkStorage, peers, inner)
};

template <typename Message, typename Inner, typename State>
struct LinkState {
    LinkStorage<Message, Inner> stored;
    State inner;
    ORDEAL_DESCRIBE_HERE(LinkState, stored, inner)
};

namespace detail {
template <typename A>
struct RequestType {
    using type = std::variant<std::monostate>;
};
template <typename A>
    requires requires { typename A::Request; }
struct RequestType<A> {
    using type = typename A::Request;
};
}  // namespace detail

template <Actor A>
struct OrderedLink {
    using Inner = typename A::Message;
    using Message = boost::mp11::mp_push_back<Inner, LinkData<Inner>, LinkAck>;
    using Request = typename detail::RequestType<A>::type;
    using State = LinkState<Inner, StorageOf<A>, typename A::State>;
    using Storage = LinkStorage<Inner, StorageOf<A>>;
    using Timer = LinkTimer<TimerOf<A>>;
    using Choice = ChoiceOf<A>;
    using Out = Outbox<OrderedLink>;

    A actor;
    core::Nanoseconds resend_low = std::chrono::milliseconds(50);
    core::Nanoseconds resend_high = std::chrono::milliseconds(100);

    State start(const Self& self, const std::optional<Storage>& recovered, Out& out) const {
        State state;
        if (recovered) state.stored = *recovered;
        Outbox<A> inner;
        state.inner = actors::start(actor, self, state.stored.inner, inner);
        if (waits(state)) set_timer(out);
        pass_on(state, inner, out);
        return state;
    }

    void message(const Self& self, State& state, Id from, const Message& message, Out& out) const {
        if (const auto* data = std::get_if<LinkData<Inner>>(&message))
            receive(self, state, from, *data, out);
        else if (const auto* ack = std::get_if<LinkAck>(&message))
            confirm(state, from, *ack, out);
        else
            hand_over(self, state, from, narrowed(message), out);
    }

    void timer(const Self& self, State& state, const Timer& timer, Out& out) const {
        if (timer.inner) {
            if constexpr (!std::same_as<TimerOf<A>, None>) {
                Outbox<A> inner;
                actor.timer(self, state.inner, *timer.inner, inner);
                pass_on(state, inner, out);
            }
            return;
        }
        for (const auto& [peer, kept] : state.stored.peers)
            for (const auto& [number, message] : kept.unconfirmed)
                out.send(peer, LinkData<Inner>{number, message});
        if (waits(state)) set_timer(out);
    }

    void choice(const Self& self, State& state, const Choice& chosen, Out& out) const {
        if constexpr (!std::same_as<Choice, None>) {
            Outbox<A> inner;
            actor.choice(self, state.inner, chosen, inner);
            pass_on(state, inner, out);
        }
    }

  private:
    static Timer resend() { return {}; }
    void set_timer(Out& out) const { out.set_timer(resend(), resend_low, resend_high); }
    static bool waits(const State& state) {
        for (const auto& [peer, kept] : state.stored.peers)
            if (!kept.unconfirmed.empty()) return true;
        return false;
    }

    /// What clients say, and what the actor understands. Requires: it is none of the link's own.
    static Inner narrowed(const Message& message) {
        return std::visit(
            [](const auto& m) -> Inner {
                if constexpr (std::constructible_from<Inner, decltype(m)>)
                    return m;
                else
                    return Inner{};
            },
            message);
    }

    void receive(const Self& self, State& state, Id from, const LinkData<Inner>& data,
                 Out& out) const {
        auto& kept = state.stored.peers[from];
        const bool next = data.number == kept.delivered + 1;
        if (next) ++kept.delivered;
        if (data.number <= kept.delivered) out.send(from, LinkAck{kept.delivered});
        if (next) {
            out.save(state.stored);
            hand_over(self, state, from, data.message, out);
        }
    }

    void confirm(State& state, Id from, const LinkAck& ack, Out& out) const {
        auto& unconfirmed = state.stored.peers[from].unconfirmed;
        const auto end = unconfirmed.upper_bound(ack.number);
        if (end == unconfirmed.begin()) return;
        unconfirmed.erase(unconfirmed.begin(), end);
        out.save(state.stored);
        if (!waits(state)) out.cancel_timer(resend());
    }

    void hand_over(const Self& self, State& state, Id from, const Inner& message, Out& out) const {
        Outbox<A> inner;
        actor.message(self, state.inner, from, message, inner);
        pass_on(state, inner, out);
    }

    /// Translates what the actor asked for.
    void pass_on(State& state, const Outbox<A>& inner, Out& out) const {
        bool save = false;
        for (const auto& effect : inner.effects())
            std::visit([&](const auto& e) { save |= pass_on(state, e, out); }, effect);
        if (save) out.save(state.stored);
    }
    /// Each says whether there is something to save.
    bool pass_on(State& state, const Send<Inner>& send, Out& out) const {
        if (send.to.is_client()) {
            std::visit([&](const auto& m) { out.send(send.to, m); }, send.message);
            return false;
        }
        if (!waits(state)) set_timer(out);
        auto& kept = state.stored.peers[send.to];
        kept.unconfirmed.emplace(++kept.sent, send.message);
        out.send(send.to, LinkData<Inner>{kept.sent, send.message});
        return true;
    }
    bool pass_on(State&, const SetTimer<TimerOf<A>>& set, Out& out) const {
        out.set_timer(Timer{set.timer}, set.low, set.high);
        return false;
    }
    bool pass_on(State&, const CancelTimer<TimerOf<A>>& cancel, Out& out) const {
        out.cancel_timer(Timer{cancel.timer});
        return false;
    }
    bool pass_on(State&, const Choose<Choice>& choose, Out& out) const {
        out.choose(choose.name, choose.alternatives);
        return false;
    }
    bool pass_on(State& state, const Save<StorageOf<A>>& save, Out&) const {
        state.stored.inner = save.storage;
        return true;
    }
};

}  // namespace ordeal::actors
