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
};

class StreamPart {
  public:
    /// `options` must outlive it.
    StreamPart(const Model& model, const JudgeOptions& options, std::optional<core::Value> key,
               const StreamBounds& bounds);

    /// An operation begins. Requires: the model knows it; ids grow.
    void begin(const core::Operation& operation);
    /// An operation that began returns, with its outcome. Requires: the model knows it. Error: an
    /// answer that does not fit what was asked.
    core::Result<void> end(const core::Operation& operation, Limits& limits);
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

    core::Operation& operation_of(std::size_t id);
    std::uint32_t take_slot(std::size_t id);
    std::optional<std::uint32_t> return_slot(std::size_t id);
    void conclude(Tracker::Step step, const core::Operation& operation, Limits& limits);
    void decide(const core::Operation& broken, Limits& limits);
    Partition judge_window(Limits& limits) const;
    void judged_invalid(Partition found);
    void judged_without_history(const core::Operation& broken);
    Tracker::Step follow_again(Limits& limits);
    void let_go();
    void cut_short();

    const Model& model_;
    const JudgeOptions& options_;
    StreamBounds bounds_;
    Partition partition_;
    std::unique_ptr<Tracker> tracker_;
    std::size_t widest_;
    std::vector<Open> open_;
    std::vector<bool> slots_;              // which are taken
    std::vector<core::Operation> window_;  // in order of invocation
    core::Value initial_;                  // before the window
    std::size_t cut_ = 0;                  // the first operation of the window, if there was a cut
    bool whole_ = true;                    // the window has everything since the cut
    std::uint64_t returns_ = 0;            // since the tracker forgot
};

}  // namespace ordeal::linearizability
