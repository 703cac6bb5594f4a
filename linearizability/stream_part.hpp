// One key of a history that is judged as it streams in: the tracker that follows it, and its latest
// operations, for evidence.
//
// The tracker keeps a bounded number of configurations. Where that is not enough to explain a
// return, the judge of whole histories decides; and if it says valid, the key is followed again
// with more of them. Past operations are let go where nothing depends on them: at a *cut*, a moment
// when nothing is under way and only one state is possible, so that what follows is a history of
// its own with that state as the initial one.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "linearizability/models.hpp"

namespace ordeal::linearizability {

/// How much is kept of each key.
struct StreamBounds {
    std::size_t window = 10'000;  // operations: past ones are let go at a cut once there are as
                                  // many, and without a cut once there are 16 times as many
    std::size_t narrow = 256;     // configurations, where that is enough
    std::size_t waiting = 256;    // events: an operation whose return is among the next so many is
                                  // judged in the knowledge of its answer
};

class StreamPart {
  public:
    /// `options` must outlive it.
    StreamPart(const Model& model, const JudgeOptions& options, std::optional<core::Value> key,
               const StreamBounds& bounds);

    /// An operation begins. Requires: the model knows it; ids grow.
    core::Result<void> begin(const core::Operation& operation, Limits& limits);
    /// An operation that began returns, with its outcome. Requires: the model knows it. Error, from
    /// either: an answer that does not fit what was asked.
    core::Result<void> end(const core::Operation& operation, Limits& limits);
    /// Judges what was waiting for answers.
    core::Result<void> catch_up(Limits& limits);
    /// Gives up, for that reason, if there was no verdict yet.
    void give_up(const std::string& reason);

    /// Valid so far, invalid (with a counterexample), or unknown (with a reason).
    const Partition& partition() const { return partition_; }
    /// The latest operations, all those among them that the counterexample names.
    const std::vector<core::Operation>& operations() const { return window_; }
    std::size_t configurations() const { return tracker_->configurations(); }
    std::size_t bytes() const;

  private:
    struct Open {
        std::size_t id;
        std::uint32_t slot;
    };

    /// An invocation or a return that is still to be judged.
    struct Waiting {
        std::size_t id;
        bool returns;
    };

    core::Result<void> judge_waiting(std::size_t most_waiting, Limits& limits);
    core::Result<void> judge_next(const Waiting& next, Limits& limits);
    core::Operation& operation_of(std::size_t id);
    std::uint32_t take_slot(std::size_t id);
    std::optional<std::uint32_t> return_slot(std::size_t id);
    void conclude(Tracker::Step step, const core::Operation& operation, Limits& limits);
    void decide(const core::Operation& broken, Limits& limits);
    Partition judge_window(Limits& limits) const;
    void judged_invalid(Partition found);
    void judged_without_history(const core::Operation& broken);
    void follow_again();
    void let_go();
    void cut_short(std::size_t to_come);

    const Model& model_;
    const JudgeOptions& options_;
    StreamBounds bounds_;
    Partition partition_;
    std::unique_ptr<Tracker> tracker_;
    std::size_t widest_;
    std::deque<Waiting> waiting_;
    std::vector<Open> open_;               // what the tracker was told of, and did not return
    std::vector<bool> slots_;              // which are taken
    std::vector<core::Operation> window_;  // in order of invocation
    core::Value initial_;                  // before the window
    std::size_t cut_ = 0;                  // the first operation of the window, if there was a cut
    bool whole_ = true;                    // the window has everything since the cut
    std::uint64_t returns_ = 0;            // since the tracker forgot
};

}  // namespace ordeal::linearizability
