// Takes the nodes of a cluster along the steps of a recording, all of them or some: a step that
// cannot happen, because what it depends on did not, is left out. Clients are not there; what they
// ask for and what they are told is the history.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "actors/cluster.hpp"
#include "checker/replay/recording.hpp"

namespace ordeal::checker {

class Follower {
  public:
    /// `cluster`: fresh. Requires: it outlives this; `steps` have numbers below `steps`.
    Follower(actors::Cluster& cluster, std::size_t steps, bool missing_key_is_null);

    /// False: step `number` cannot happen here, and nothing did.
    bool apply(std::size_t number, const RecordedStep& step);

    /// Times are the numbers of steps.
    const core::History& history() const { return history_; }
    bool up(std::size_t node) const { return up_[node]; }
    /// Of a message that a step sent; null: it did not.
    core::Value body_at(const Origin& origin, actors::Id to) const;
    /// Of a timer that a step set; null: it did not.
    core::Value timer_at(std::size_t node, const Origin& origin) const;
    /// The timer that a step would fire; null: none.
    core::Value timer_for(const RecordedStep& step) const;
    const actors::Cluster& cluster() const { return cluster_; }

  private:
    struct Sent {
        actors::Id to;
        actors::Letter letter = 0;
    };
    struct SetTimer {
        std::size_t timer = 0;
        std::uint64_t version = 0;
    };
    struct Asked {
        std::int64_t process = 0;
        actors::PathOperation operation;
        bool open = true;
    };
    struct StepLog {
        std::vector<Sent> sent;
        std::vector<SetTimer> timers;
    };

    bool start(std::size_t number, const RecordedStep& step);
    bool crash(const RecordedStep& step);
    bool invoke(std::size_t number, const RecordedStep& step);
    bool deliver(std::size_t number, const RecordedStep& step);
    bool request(std::size_t number, const RecordedStep& step);
    bool answer(std::size_t number, const RecordedStep& step);
    bool fire(std::size_t number, const RecordedStep& step);
    std::optional<std::size_t> timer_meant(const RecordedStep& step) const;
    bool choose(std::size_t number, const RecordedStep& step);

    static std::size_t place_of(actors::Id node) { return node.number() - std::size_t{1}; }
    bool runs(actors::Id node) const;
    const Sent* sent_at(const Origin& origin, actors::Id to) const;
    bool note(std::size_t number, std::size_t node, const actors::ClusterEffects& effects);
    void record(std::size_t number, std::int64_t process, core::EventType type,
                const actors::PathOperation& operation, core::Value value);

    actors::Cluster& cluster_;
    bool missing_key_is_null_;
    std::vector<StepLog> logs_;  // by step
    std::vector<bool> up_;
    std::vector<std::vector<std::uint64_t>> timer_versions_;      // by node and timer; odd: set
    std::map<std::pair<actors::Id, std::int64_t>, Asked> asked_;  // by client and msg_id
    std::map<actors::Id, std::pair<actors::Id, std::int64_t>> last_asked_;  // of each client
    std::int64_t next_process_ = 1'000'000'000;  // of clients that go on though one is open
    core::History history_;
};

}  // namespace ordeal::checker
