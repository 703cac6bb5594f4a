// The nodes of world `sim` as processes in lock-step: each node is a process of its own, of any
// program that speaks the lines of lock-step, and the simulation sees a cluster like any other. A
// crash is the end of the process; a start is a new one, which is told what was saved. A process
// that does not keep to the protocol ends the run, with failure().
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "actors/cluster.hpp"
#include "actors/disk.hpp"
#include "actors/lock_step.hpp"
#include "core/result.hpp"
#include "harness/lock_step/one_processor.hpp"
#include "harness/lock_step/process.hpp"

namespace ordeal::harness {

/// To be used and destroyed by the thread that made it.
class LockStepCluster final : public actors::Cluster {
  public:
    /// One command for each node, n1 first. `seed` is told to the nodes.
    LockStepCluster(std::vector<LockStepCommand> commands, std::uint64_t seed);

    std::size_t size() const override { return nodes_.size(); }

    const actors::ClusterEffects& start(std::size_t node) override;
    const actors::ClusterEffects& message(std::size_t node, actors::Id from,
                                          actors::Letter letter) override;
    tl::expected<const actors::ClusterEffects*, actors::Refusal> request(
        std::size_t node, actors::Id client, const core::Value& body) override;
    const actors::ClusterEffects& timer(std::size_t node, std::size_t timer) override;
    std::optional<actors::PendingChoice> next_choice(std::size_t node) const override;
    const actors::ClusterEffects& choose(std::size_t node, std::size_t alternative) override;
    void crash(std::size_t node) override;

    void forget_saves(std::size_t node, std::size_t count) override {
        nodes_[node].disk.forget(count);
    }
    void remember_saves() override;
    void set_lying(std::size_t node, bool lies) override { nodes_[node].disk.lie(lies); }
    std::size_t lose_saves(std::size_t node) override { return nodes_[node].disk.lose(); }

    void hold(actors::Letter letter) override { letters_.hold(letter); }
    void drop(actors::Letter letter) override { letters_.drop(letter); }

    core::Value body(actors::Letter letter) const override;
    core::Value timer_name(std::size_t node, std::size_t timer) const override;
    core::Value alternative(std::size_t node, std::size_t number) const override;
    std::optional<core::Value> saved(std::size_t node) const override;
    const actors::Self& self(std::size_t node) const override { return nodes_[node].self; }
    const actors::AnyOutbox& last_effects() const override { return last_effects_; }
    void remember_effects() override { remembers_effects_ = true; }
    /// 0 when the program tells neither hash nor state.
    std::uint64_t state_hash(std::size_t node) const override { return nodes_[node].hash; }

    void use_clock(const core::Clock& clock) override { clock_ = &clock; }
    core::Value configuration(std::size_t node) const override;
    const core::Error* failure() const override { return failure_ ? &*failure_ : nullptr; }

  private:
    struct Node {
        actors::Self self;
        LockStepCommand command;
        std::optional<LockStepProcess> process{};
        actors::Disk<std::string> disk{};   // as JSON
        std::vector<core::Value> timers{};  // by number
        std::unordered_map<core::Value, std::size_t> timer_numbers{};
        std::vector<actors::Choose<core::Value>> choices{};
        core::Value configuration{};
        std::uint64_t hash = 0;
    };
    struct Carrier;

    core::Nanoseconds now() const;
    /// Sends the event that is in line_ and carries out the answer.
    const actors::ClusterEffects& exchange(Node& node);
    void handled(Node& node);

    OneProcessor processor_;
    std::uint64_t seed_;
    std::vector<Node> nodes_;
    actors::LetterBox<std::string> letters_;  // bodies, as JSON
    const core::Clock* clock_ = nullptr;
    std::string line_;
    actors::lock_step::Answer answer_;
    actors::ClusterEffects effects_;
    bool remembers_effects_ = false;
    actors::AnyOutbox last_effects_;
    std::optional<core::Error> failure_;
};

}  // namespace ordeal::harness
