// The judge of a history that is still being made: fed one event after the other, it says at the
// first return that nothing explains that the history is invalid, and why. Independent keys are
// judged apart. What it holds follows how many operations are under way at once and how many
// crashed ones are still to be reckoned with, not how long the history is.
//
// Its verdict on the events so far is that of the judge of whole histories, where what is under way
// is of unknown outcome. Operations wait for their answers a little before they are judged, since
// it is so much easier in the knowledge of them; catch_up() judges what is waiting at once.
#pragma once

#include <map>
#include <memory>
#include <unordered_map>
#include <vector>

#include "core/history/event.hpp"
#include "core/history/skipped.hpp"
#include "linearizability/stream_part.hpp"

namespace ordeal::linearizability {

class StreamJudge {
  public:
    /// The options' threads do not count: it judges in the thread that feeds it. Timeout counts
    /// from here. Error: an unknown model.
    static core::Result<std::unique_ptr<StreamJudge>> start(const JudgeOptions& options,
                                                            const StreamBounds& bounds = {});

    /// The next event; those of named processes are left out, and those behind a violation or a
    /// limit. Error: what pair_operations() and judge() say of such a history; after that it is of
    /// no further use. With `skipped`, an event that fits no other is counted there instead.
    core::Result<void> feed(const core::Event& event, core::Skipped* skipped = nullptr);

    /// Judges what was waiting for its answer as well: at the end, or when no more events come for
    /// a while. Errors as of feed().
    core::Result<void> catch_up();

    /// To be asked now and then while no events come: looks at the limits.
    void look();

    /// Of the events that were judged so far: valid, invalid, or unknown where a limit was reached.
    core::Verdict verdict() const { return verdict_; }
    /// Nothing that may come changes the verdict: it is invalid, or all was given up.
    bool over() const { return verdict_ == core::Verdict::invalid || gave_up_; }
    /// The verdict so far as that of a whole history, but without witnesses.
    Judgement judgement() const;
    /// The latest operations of all keys, in order of invocation: those that counterexamples name.
    std::vector<core::Operation> operations() const;
    /// How many operations began so far.
    std::size_t begun() const { return begun_; }

  private:
    struct Process {
        std::optional<core::Operation> open;
        StreamPart* part = nullptr;  // of the operation under way
        bool retired = false;        // the last one ended in info
    };

    StreamJudge(const Model& model, const JudgeOptions& options, const StreamBounds& bounds);

    core::Result<void> invoke(Process& process, const core::Event& event);
    core::Result<void> complete(Process& process, const core::Event& event);
    StreamPart& part_of(const std::optional<core::Value>& key);
    void take_note(const StreamPart& part);

    const Model& model_;
    JudgeOptions options_;
    StreamBounds bounds_;
    Limits::TimePoint start_;
    Limits limits_;
    std::size_t position_ = 0;
    std::size_t begun_ = 0;
    std::unordered_map<std::int64_t, Process> processes_;
    std::vector<std::unique_ptr<StreamPart>> parts_;  // in order of first appearance
    std::map<std::optional<core::Value>, StreamPart*> of_key_;
    core::Verdict verdict_ = core::Verdict::valid;
    bool gave_up_ = false;
};

}  // namespace ordeal::linearizability
