#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "core/duration.hpp"
#include "harness/checks/findings.hpp"
#include "harness/checks/history_checks.hpp"
#include "harness/checks/recovery.hpp"

namespace ordeal::harness {

using core::Nanoseconds;
using core::Value;
using core::Verdict;

namespace {

constexpr Nanoseconds second = std::chrono::seconds(1);

struct Completion {
    Nanoseconds time;  // from the start of the window
    bool ok;
};

/// In order of time.
std::vector<Completion> completions_in(const Window& window,
                                       const std::vector<core::Operation>& operations) {
    std::vector<Completion> completions;
    for (const core::Operation& operation : operations) {
        if (!operation.complete_time) continue;
        const Nanoseconds time = *operation.complete_time;
        if (time < window.from || time >= window.to) continue;
        completions.push_back({time - window.from, operation.outcome == core::EventType::ok});
    }
    std::ranges::sort(completions, {}, &Completion::time);
    return completions;
}

/// The longest stretch without an ok completion, the ends of the window included.
Window longest_gap(const std::vector<Completion>& completions, Nanoseconds length) {
    Window longest;
    Nanoseconds last{0};
    const auto close = [&](Nanoseconds time) {
        if (time - last > longest.to - longest.from) longest = {last, time};
        last = time;
    };
    for (const Completion& completion : completions)
        if (completion.ok) close(completion.time);
    close(length);
    return longest;
}

Value per_second(const std::vector<Completion>& completions, Nanoseconds length) {
    struct Counts {
        std::size_t ok = 0;
        std::size_t ended = 0;
    };
    std::vector<Counts> seconds(
        static_cast<std::size_t>((length + second - Nanoseconds{1}) / second));
    for (const Completion& completion : completions) {
        Counts& counts = seconds[static_cast<std::size_t>(completion.time / second)];
        ++counts.ended;
        counts.ok += completion.ok;
    }
    Value list{Value::List{}};
    for (const Counts& counts : seconds) {
        const Value fraction =
            counts.ended == 0 ? Value() : Value(double(counts.ok) / double(counts.ended));
        list.push(
            Value::object({{"ok", counts.ok}, {"ended", counts.ended}, {"fraction", fraction}}));
    }
    return list;
}

}  // namespace

CheckResult check_availability(const std::vector<core::Operation>& operations, const Window& window,
                               const std::vector<nemesis::FaultRecord>& faults) {
    const Nanoseconds length = std::max(window.to - window.from, Nanoseconds{0});
    const std::vector<Completion> completions = completions_in(window, operations);
    const Window gap = longest_gap(completions, length);
    const auto ok =
        static_cast<std::size_t>(std::ranges::count(completions, true, &Completion::ok));
    Value details = Value::object({{"ok", ok}, {"ended", completions.size()}});
    details.set("longest-gap", Value::object({{"from", (window.from + gap.from).count()},
                                              {"to", (window.from + gap.to).count()}}));
    details.set("per-second", per_second(completions, length));
    const Recoveries recoveries = measure_recovery(operations, faults);
    if (!faults.empty()) details.set("recovery", to_value(recoveries));
    const std::string longest =
        fmt::format("{} of {} ok; longest stretch without: {}, from {}", ok, completions.size(),
                    core::in_seconds(gap.to - gap.from), core::in_seconds(window.from + gap.from));
    const Verdict verdict = completions.empty() ? Verdict::unknown : Verdict::valid;
    return {"availability", verdict, details, joined(longest, told(recoveries)), {}};
}

}  // namespace ordeal::harness
