// A cluster that is watched: it passes everything on to another one, and notes which kinds of event
// its nodes handle and, from time to time, their states. For hunts, which look for behaviour that
// was not seen before.
#pragma once

#include <memory>
#include <utility>

#include "actors/cluster.hpp"
#include "core/hash.hpp"
#include "harness/hunt/behaviour.hpp"

namespace ordeal::harness {

class WatchedCluster final : public actors::Cluster {
  public:
    using Effects = actors::ClusterEffects;

    /// Requires: `behaviour` outlives it.
    WatchedCluster(std::unique_ptr<actors::Cluster> inner, Behaviour& behaviour)
        : inner_(std::move(inner)), behaviour_(behaviour) {}

    std::size_t size() const override { return inner_->size(); }
    const Effects& start(std::size_t node) override {
        const Effects& effects = inner_->start(node);
        note(node, 1);
        return effects;
    }
    const Effects& message(std::size_t node, actors::Id from, actors::Letter letter) override {
        const std::size_t kind = inner_->kind(letter);
        const Effects& effects = inner_->message(node, from, letter);
        note(node, 16 + kind);
        return effects;
    }
    tl::expected<const Effects*, actors::Refusal> request(std::size_t node, actors::Id client,
                                                          const core::Value& body) override {
        auto effects = inner_->request(node, client, body);
        const core::Value* type = body.find("type");
        if (type != nullptr && type->is_string()) note(node, core::hash_text(type->as_string()));
        return effects;
    }
    const Effects& timer(std::size_t node, std::size_t timer) override {
        const Effects& effects = inner_->timer(node, timer);
        note(node, 2);
        return effects;
    }
    std::optional<actors::PendingChoice> next_choice(std::size_t node) const override {
        return inner_->next_choice(node);
    }
    const Effects& choose(std::size_t node, std::size_t alternative) override {
        const Effects& effects = inner_->choose(node, alternative);
        note(node, 3);
        return effects;
    }
    void crash(std::size_t node) override {
        inner_->crash(node);
        behaviour_.event(node, 4);
    }

    void forget_saves(std::size_t node, std::size_t count) override {
        inner_->forget_saves(node, count);
    }
    void remember_saves() override { inner_->remember_saves(); }
    void set_lying(std::size_t node, bool lies) override { inner_->set_lying(node, lies); }
    std::size_t lose_saves(std::size_t node) override { return inner_->lose_saves(node); }

    void hold(actors::Letter letter) override { inner_->hold(letter); }
    void drop(actors::Letter letter) override { inner_->drop(letter); }
    std::size_t kind(actors::Letter letter) const override { return inner_->kind(letter); }

    core::Value body(actors::Letter letter) const override { return inner_->body(letter); }
    core::Value timer_name(std::size_t node, std::size_t timer) const override {
        return inner_->timer_name(node, timer);
    }
    core::Value alternative(std::size_t node, std::size_t number) const override {
        return inner_->alternative(node, number);
    }
    std::optional<core::Value> saved(std::size_t node) const override {
        return inner_->saved(node);
    }
    const actors::Self& self(std::size_t node) const override { return inner_->self(node); }
    const actors::AnyOutbox& last_effects() const override { return inner_->last_effects(); }
    void remember_effects() override { inner_->remember_effects(); }
    std::uint64_t state_hash(std::size_t node) const override { return inner_->state_hash(node); }

    void use_clock(const core::Clock& clock) override { inner_->use_clock(clock); }
    core::Value configuration(std::size_t node) const override {
        return inner_->configuration(node);
    }
    const core::Error* failure() const override { return inner_->failure(); }

  private:
    static constexpr std::uint64_t events_for_each_state = 8;

    /// After a handler: effects stay as they are. Hashing a state takes longer than most handlers.
    void note(std::size_t node, std::uint64_t kind) {
        behaviour_.event(node, kind);
        if (++events_ % events_for_each_state == 0) behaviour_.state(inner_->state_hash(node));
    }

    std::unique_ptr<actors::Cluster> inner_;
    Behaviour& behaviour_;
    std::uint64_t events_ = 0;
};

}  // namespace ordeal::harness
