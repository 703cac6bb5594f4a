// An actor whose types are hidden: messages, timers, choices and storage are core::Values. What
// runs actors (the runtime, simulations, replays) is compiled once against this and serves them
// all.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

#include "actors/actor.hpp"
#include "actors/codec.hpp"
#include "actors/hash.hpp"
#include "actors/message.hpp"
#include "core/result.hpp"
#include "core/value.hpp"

namespace ordeal::actors {

/// The types of an actor whose types are hidden.
struct Untyped {
    using Message = core::Value;
    using Timer = core::Value;
    using Choice = core::Value;
    using Storage = core::Value;
};

using AnyOutbox = Outbox<Untyped>;

/// One actor with its state. Handlers may be called once it has started.
class AnyActor {
  public:
    virtual ~AnyActor() = default;

    /// Whether it has a Storage, and so needs a place that survives crashes.
    virtual bool durable() const = 0;

    /// Error: `recovered` is not what this actor saves, with the place at which it differs.
    virtual core::Result<AnyOutbox> start(Self self,
                                          const std::optional<core::Value>& recovered) = 0;
    /// Refusal: not a message of this actor, or not one that clients may send; nothing changed.
    virtual tl::expected<AnyOutbox, Refusal> message(Id from, const core::Value& body) = 0;
    /// Error: this actor has no such timer, no such choice.
    virtual core::Result<AnyOutbox> timer(const core::Value& timer) = 0;
    virtual core::Result<AnyOutbox> choice(const core::Value& chosen) = 0;

    virtual core::Value state() const = 0;
    virtual std::uint64_t state_hash() const = 0;
};

namespace detail {

template <typename A>
AnyOutbox erase(const Outbox<A>& from) {
    AnyOutbox to;
    struct Eraser {
        AnyOutbox& out;
        void operator()(const Send<typename A::Message>& e) {
            out.send(e.to, encode_message(e.message));
        }
        void operator()(const SetTimer<TimerOf<A>>& e) {
            out.set_timer(encode(e.timer), e.low, e.high);
        }
        void operator()(const CancelTimer<TimerOf<A>>& e) { out.cancel_timer(encode(e.timer)); }
        void operator()(const Choose<ChoiceOf<A>>& e) {
            out.choose(e.name, encode(e.alternatives).as_list());
        }
        void operator()(const Save<StorageOf<A>>& e) { out.save(encode(e.storage)); }
    };
    for (const auto& effect : from.effects())
        std::visit(Eraser{to}, effect);
    return to;
}

/// Whether clients may send a message of that type: all, unless the actor names them in Request.
template <typename A>
std::optional<Refusal> refused_to_clients(const core::Value& body) {
    if constexpr (requires { typename A::Request; }) {
        if (names_alternative<typename A::Request>(body)) return std::nullopt;
        const auto type = body_type(body);
        if (type)
            return Refusal{ErrorCode::not_supported, "clients cannot send \"" + *type +
                                                         "\": expected one of " +
                                                         alternative_names<typename A::Request>()};
    }
    return std::nullopt;
}

}  // namespace detail

template <Actor A>
class Erased final : public AnyActor {
  public:
    explicit Erased(A actor) : actor_(std::move(actor)) {}

    bool durable() const override { return HasStorage<A>; }

    core::Result<AnyOutbox> start(Self self, const std::optional<core::Value>& recovered) override {
        std::optional<StorageOf<A>> storage;
        if (recovered) {
            auto decoded = decode<StorageOf<A>>(*recovered, "storage");
            if (!decoded) return tl::unexpected(decoded.error());
            storage = *std::move(decoded);
        }
        self_ = std::move(self);
        Outbox<A> out;
        state_ = actors::start(actor_, self_, storage, out);
        return detail::erase(out);
    }

    tl::expected<AnyOutbox, Refusal> message(Id from, const core::Value& body) override {
        if (from.is_client())
            if (auto refusal = detail::refused_to_clients<A>(body))
                return tl::unexpected(*std::move(refusal));
        const auto decoded = decode_message<typename A::Message>(body);
        if (!decoded) return tl::unexpected(decoded.error());
        Outbox<A> out;
        actor_.message(self_, state_, from, *decoded, out);
        return detail::erase(out);
    }

    core::Result<AnyOutbox> timer(const core::Value& timer) override {
        const auto decoded = decode<TimerOf<A>>(timer, "timer");
        if (!decoded) return tl::unexpected(decoded.error());
        Outbox<A> out;
        if constexpr (!std::same_as<TimerOf<A>, None>) actor_.timer(self_, state_, *decoded, out);
        return detail::erase(out);
    }

    core::Result<AnyOutbox> choice(const core::Value& chosen) override {
        const auto decoded = decode<ChoiceOf<A>>(chosen, "choice");
        if (!decoded) return tl::unexpected(decoded.error());
        Outbox<A> out;
        if constexpr (!std::same_as<ChoiceOf<A>, None>) actor_.choice(self_, state_, *decoded, out);
        return detail::erase(out);
    }

    core::Value state() const override { return encode(state_); }
    std::uint64_t state_hash() const override { return hash_of(state_); }

  private:
    A actor_;
    Self self_;
    typename A::State state_{};
};

template <typename A>
std::unique_ptr<AnyActor> make_any(A actor) {
    explain_actor<A>();
    return std::make_unique<Erased<A>>(std::move(actor));
}

}  // namespace ordeal::actors
