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

void StreamPart::begin(const core::Operation& operation) {
    ++partition_.operations;
    if (partition_.verdict != core::Verdict::valid) return;
    window_.push_back(operation);
    if (open_.size() == Tracker::most_slots)
        return give_up(
            fmt::format("more than {} operations were under way at once", Tracker::most_slots));
    tracker_->invoke(take_slot(operation.id), operation);
}

core::Result<void> StreamPart::end(const core::Operation& operation, Limits& limits) {
    if (partition_.verdict != core::Verdict::valid) return {};
    operation_of(operation.id) = operation;
    const auto slot = return_slot(operation.id);
    const auto step = tracker_->complete(*slot, operation, limits);
    if (!step) return tl::unexpected(step.error());
    conclude(*step, operation, limits);
    partition_.explored = tracker_->explored();
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
    CHECK(place != open_.end(), "operation {} is not under way", id);
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
    for (;;) {
        Partition found = judge_window(limits);
        if (found.verdict == core::Verdict::unknown) return give_up(found.reason);
        if (found.verdict == core::Verdict::invalid) return judged_invalid(std::move(found));
        CHECK(!tracker_->complete(), "the judges of streams and of histories disagree");
        const auto step = follow_again(limits);
        if (step == Tracker::Step::stopped) return give_up(limits.reason());
        if (step == Tracker::Step::explained) return;
    }
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

/// Follows the window once more, with more configurations.
Tracker::Step StreamPart::follow_again(Limits& limits) {
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
    for (const Moment& moment : moments) {
        const core::Operation& operation = window_[moment.place];
        if (!moment.returns) {
            tracker_->invoke(take_slot(operation.id), operation);
            continue;
        }
        const auto step = tracker_->complete(*return_slot(operation.id), operation, limits);
        CHECK(step.has_value(), "{}", step.error().message);
        if (*step != Tracker::Step::explained) return *step;
    }
    return Tracker::Step::explained;
}

/// Lets go of past operations, if there are many.
void StreamPart::let_go() {
    if (window_.size() < bounds_.window) return;
    if (auto fresh = tracker_->fresh_start()) {
        initial_ = std::move(*fresh);
        cut_ = window_.back().id + 1;
        whole_ = true;
        window_.clear();
    } else if (window_.size() >= more * bounds_.window) {
        cut_short();
    }
}

/// Lets go of the older half of the operations that are over.
void StreamPart::cut_short() {
    whole_ = false;
    std::size_t left = window_.size() / 2;
    std::erase_if(window_, [&left](const core::Operation& operation) {
        if (left == 0) return false;
        --left;
        return operation.completed.has_value();
    });
}

}  // namespace ordeal::linearizability
