#include "linearizability/stream_part.hpp"

#include <algorithm>
#include <utility>

#include "core/check.hpp"
#include "core/json.hpp"
#include "linearizability/explanation.hpp"

namespace ordeal::linearizability {

namespace {

constexpr std::size_t wider = 16;  // times
constexpr std::size_t more = 16;   // times
constexpr std::uint64_t returns_before_forgetting = 1 << 14;

/// A moment in the window: an invocation or a return.
struct Moment {
    std::size_t position;
    std::size_t place;
    bool returns;
};

}  // namespace

StreamPart::StreamPart(const Model& model, const JudgeOptions& options,
                       std::optional<core::Value> key, const StreamBounds& bounds)
    : model_(model),
      options_(options),
      bounds_(bounds),
      tracker_(model.track(options.initial, options.failed_cas, bounds.narrow)),
      widest_(bounds.narrow),
      slots_(Tracker::most_slots),
      initial_(options.initial) {
    partition_.key = std::move(key);
    partition_.verdict = core::Verdict::valid;
}

core::Result<void> StreamPart::begin(const core::Operation& operation, Limits& limits) {
    ++partition_.operations;
    if (partition_.verdict != core::Verdict::valid) return {};
    window_.push_back(operation);
    waiting_.push_back({operation.id, false});
    return judge_waiting(bounds_.waiting, limits);
}

core::Result<void> StreamPart::end(const core::Operation& operation, Limits& limits) {
    if (partition_.verdict != core::Verdict::valid) return {};
    operation_of(operation.id) = operation;
    waiting_.push_back({operation.id, true});
    return judge_waiting(bounds_.waiting, limits);
}

core::Result<void> StreamPart::catch_up(Limits& limits) {
    return judge_waiting(0, limits);
}

/// Judges the events whose answers are known, and others until no more than so many are waiting.
core::Result<void> StreamPart::judge_waiting(std::size_t most_waiting, Limits& limits) {
    while (!waiting_.empty() && partition_.verdict == core::Verdict::valid) {
        const Waiting next = waiting_.front();
        const bool known = next.returns || operation_of(next.id).completed;
        if (!known && waiting_.size() <= most_waiting) break;
        waiting_.pop_front();
        if (auto judged = judge_next(next, limits); !judged) return judged;
    }
    partition_.explored = tracker_->explored();
    return {};
}

/// An operation of which nobody knows whether it took effect is over at once.
core::Result<void> StreamPart::judge_next(const Waiting& next, Limits& limits) {
    const auto slot = next.returns ? return_slot(next.id) : std::nullopt;
    if (next.returns && !slot) return {};
    const core::Operation& operation = operation_of(next.id);
    if (!next.returns) {
        if (open_.size() == Tracker::most_slots) {
            give_up(
                fmt::format("more than {} operations were under way at once", Tracker::most_slots));
            return {};
        }
        tracker_->invoke(take_slot(next.id), operation);
        const bool crashes = operation.completed && operation.outcome == core::EventType::info;
        return crashes ? judge_next({next.id, true}, limits) : core::Result<void>{};
    }
    const auto step = tracker_->complete(*slot, operation, limits);
    if (!step) return tl::unexpected(step.error());
    conclude(*step, operation, limits);
    return {};
}

void StreamPart::give_up(const std::string& reason) {
    if (partition_.verdict != core::Verdict::valid) return;
    partition_.verdict = core::Verdict::unknown;
    partition_.reason = reason;
}

std::size_t StreamPart::bytes() const {
    constexpr std::size_t values = 128;  // of an operation, outside of it
    return tracker_->bytes() + window_.capacity() * (sizeof(core::Operation) + values);
}

core::Operation& StreamPart::operation_of(std::size_t id) {
    const auto place = std::ranges::lower_bound(window_, id, {}, &core::Operation::id);
    CHECK(place != window_.end() && place->id == id, "operation {} was let go", id);
    return *place;
}

std::uint32_t StreamPart::take_slot(std::size_t id) {
    const auto free = std::ranges::find(slots_, false);
    *free = true;
    const auto slot = static_cast<std::uint32_t>(free - slots_.begin());
    open_.push_back({id, slot});
    return slot;
}

std::optional<std::uint32_t> StreamPart::return_slot(std::size_t id) {
    const auto place = std::ranges::find(open_, id, &Open::id);
    if (place == open_.end()) return std::nullopt;
    const std::uint32_t slot = place->slot;
    slots_[slot] = false;
    open_.erase(place);
    return slot;
}

void StreamPart::conclude(Tracker::Step step, const core::Operation& operation, Limits& limits) {
    if (step == Tracker::Step::stopped) return give_up(limits.reason());
    if (step == Tracker::Step::illegal) return decide(operation, limits);
    let_go();
    if (++returns_ < returns_before_forgetting) return;
    returns_ = 0;
    tracker_->forget();
}

void StreamPart::decide(const core::Operation& broken, Limits& limits) {
    if (!whole_) return judged_without_history(broken);
    Partition found = judge_window(limits);
    if (found.verdict == core::Verdict::unknown) return give_up(found.reason);
    if (found.verdict == core::Verdict::invalid) return judged_invalid(std::move(found));
    CHECK(!tracker_->complete(), "the judges of streams and of histories disagree");
    follow_again();
}

/// What the judge of whole histories says of the window; what is under way is of unknown outcome.
Partition StreamPart::judge_window(Limits& limits) const {
    JudgeOptions options = options_;
    options.initial = initial_;
    Operations operations;
    for (const core::Operation& operation : window_)
        operations.push_back(&operation);
    return model_.judge(operations, options, limits);
}

void StreamPart::judged_invalid(Partition found) {
    partition_.verdict = core::Verdict::invalid;
    partition_.counterexample = std::move(found.counterexample);
    if (cut_ == 0) return;
    auto& text = partition_.counterexample->explanation;
    text = fmt::format("After operation {}, with the state {}: {}", cut_ - 1,
                       core::to_json(initial_), text);
}

/// The counterexample of a window from which something is missing: what is known without it.
void StreamPart::judged_without_history(const core::Operation& broken) {
    if (!tracker_->complete())
        return give_up(fmt::format(
            "more than {} configurations explain operations that were let go", widest_));
    Counterexample found;
    found.broken = broken.id;
    found.concerned = {broken.id};
    found.possible = tracker_->possible();
    Operations operations;
    for (const core::Operation& operation : window_)
        operations.push_back(&operation);
    found.explanation = fmt::format("{}, but {}", describe(broken), were_possible(found));
    partition_.verdict = core::Verdict::invalid;
    partition_.counterexample = std::move(found);
}

/// Follows the window once more, from its beginning, with more configurations.
void StreamPart::follow_again() {
    widest_ = widest_ > SIZE_MAX / wider ? SIZE_MAX : widest_ * wider;
    tracker_ = model_.track(initial_, options_.failed_cas, widest_);
    std::vector<Moment> moments;
    for (std::size_t place = 0; place < window_.size(); ++place) {
        moments.push_back({window_[place].invoked, place, false});
        if (window_[place].completed) moments.push_back({*window_[place].completed, place, true});
    }
    std::ranges::sort(moments, {}, &Moment::position);
    open_.clear();
    slots_.assign(Tracker::most_slots, false);
    waiting_.clear();
    for (const Moment& moment : moments)
        waiting_.push_back({window_[moment.place].id, moment.returns});
}

/// Lets go of past operations, if there are many.
void StreamPart::let_go() {
    if (window_.size() < bounds_.window) return;
    const auto waiting = std::ranges::find(waiting_, false, &Waiting::returns);
    const std::size_t to_come = waiting == waiting_.end() ? SIZE_MAX : waiting->id;
    if (auto fresh = tracker_->fresh_start()) {
        initial_ = std::move(*fresh);
        whole_ = true;
        std::erase_if(window_, [&](const core::Operation& operation) {
            const bool past = operation.id < to_come;
            if (past) cut_ = operation.id + 1;
            return past;
        });
    } else if (window_.size() >= more * bounds_.window) {
        cut_short(to_come);
    }
}

/// Lets go of the older half of the operations that were judged, up to the first one to come.
void StreamPart::cut_short(std::size_t to_come) {
    whole_ = false;
    std::size_t left = window_.size() / 2;
    std::erase_if(window_, [&](const core::Operation& operation) {
        const bool open = std::ranges::find(open_, operation.id, &Open::id) != open_.end();
        if (left == 0 || open || operation.id >= to_come || !operation.completed) return false;
        --left;
        return true;
    });
}

}  // namespace ordeal::linearizability
