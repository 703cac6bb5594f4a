#include "checker/replay/counterexample.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <utility>

#include "checker/replay/clients.hpp"

namespace ordeal::checker {

using actors::StepKind;
using Numbers = std::vector<std::size_t>;

namespace {

/// The recording, of which some steps are left.
Recording with_steps(const Recording& recording, std::vector<RecordedStep> steps) {
    Recording out = recording;
    out.history.clear();
    out.steps = std::move(steps);
    for (RecordedStep& step : out.steps)
        step.line = nullptr;
    return out;
}

/// The steps that came of the operations to blame alone, and these with all crashes and all timers
/// that no operation set.
std::vector<Numbers> promising(const Recording& recording, const Numbers& numbers,
                               const Violation& violation, const core::History& history) {
    std::set<std::size_t> blamed;
    std::set<core::Value> keys;
    for (const std::size_t event : violation.concerned) {
        blamed.insert(static_cast<std::size_t>(history[event].time.count()));
        keys.insert(history[event].key.value_or(nullptr));
    }
    const auto roots = roots_of(recording.steps);
    std::vector<Numbers> out(4);
    for (const std::size_t number : numbers) {
        const RecordedStep& root = recording.steps[roots[number]];
        const bool start = recording.steps[number].kind == StepKind::start;
        const bool asked = root.kind == StepKind::invoke;
        const bool crash = root.kind == StepKind::crash;
        const bool to_blame = start || blamed.contains(roots[number]);
        const bool of_key = asked && keys.contains(root.operation.key.value_or(nullptr));
        const bool in[] = {to_blame, to_blame || crash, to_blame || !asked,
                           start || of_key || !asked};
        for (std::size_t i = 0; i < out.size(); ++i)
            if (in[i]) out[i].push_back(number);
    }
    return out;
}

}  // namespace

Specification specification_of(const Recording& recording) {
    return {recording.model, recording.initial, recording.consistency};
}

Attempt attempt_steps(const Recording& recording, const Numbers& numbers, const MakeNodes& make,
                      const Claims& claims, const Wrong& wrong) {
    const auto cluster = make();
    Follower follower(*cluster, recording.steps.size(), recording.missing_key_is_null);
    Numbers applied;
    for (const std::size_t number : numbers) {
        if (!follower.apply(number, recording.steps[number])) continue;
        applied.push_back(number);
        if (!wrong.claim || !claims) continue;
        const auto broken = claims(follower);
        if (std::ranges::find(broken, *wrong.claim) != broken.end()) return {applied};
    }
    if (wrong.claim) return {};
    const auto broken = first_broken_event(follower.history(), specification_of(recording));
    if (!broken || !*broken) return {};
    const auto last = static_cast<std::size_t>(follower.history()[**broken].time.count());
    std::erase_if(applied, [last](std::size_t number) { return number > last; });
    return {applied};
}

std::vector<RecordedStep> selected(const std::vector<RecordedStep>& steps, const Numbers& numbers) {
    std::vector<std::size_t> number_of(steps.size(), Origin::nowhere);
    std::vector<RecordedStep> out;
    for (const std::size_t number : numbers) {
        number_of[number] = out.size();
        out.push_back(steps[number]);
        std::size_t& origin = out.back().origin.step;
        if (origin != Origin::nowhere) origin = number_of[origin];
    }
    return out;
}

core::Result<Counterpath> shrink_run(const Recording& recording, const MakeNodes& make,
                                     const Claims& claims, const Wrong& wrong,
                                     const std::function<bool()>& go_on) {
    Numbers all(recording.steps.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    const auto attempt = [&](const Numbers& numbers) {
        return attempt_steps(recording, numbers, make, claims, wrong);
    };
    const Attempt whole = attempt(all);
    if (!whole.wrong)
        return core::fail(
            "the actors do not repeat it: what the clients recorded is not what the traces say "
            "that they were told");
    std::vector<Numbers> first;
    if (!wrong.claim) {
        const auto cluster = make();
        Follower follower(*cluster, recording.steps.size(), recording.missing_key_is_null);
        for (const std::size_t number : *whole.wrong)
            follower.apply(number, recording.steps[number]);
        const auto violation = first_violation(follower.history(), specification_of(recording));
        if (violation && *violation)
            first = promising(recording, *whole.wrong, **violation, follower.history());
    }
    const ShrinkResult rough = shrink_steps(recording.steps, *whole.wrong, attempt, go_on, first);
    Counterpath out{with_steps(recording, selected(recording.steps, rough.numbers)), rough.attempts,
                    rough.minimal};
    // Fewer clients, if it goes wrong with them, too.
    Recording fewer = out.recording;
    fewer.steps = with_few_clients(out.recording.steps);
    Numbers left(fewer.steps.size());
    std::iota(left.begin(), left.end(), std::size_t{0});
    const Attempt again = attempt_steps(fewer, left, make, claims, wrong);
    ++out.attempts;
    if (again.wrong) fewer.steps = selected(fewer.steps, *again.wrong);
    if (again.wrong) out.recording = std::move(fewer);
    return out;
}

}  // namespace ordeal::checker
