#include "harness/checks/recovery.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

#include <fmt/format.h>

#include "core/duration.hpp"
#include "core/text/words.hpp"
#include "nemesis/fault.hpp"

namespace ordeal::harness {

using core::EventType;
using core::Nanoseconds;
using core::Operation;
using core::Value;
using nemesis::FaultRecord;

namespace {

constexpr Nanoseconds window = std::chrono::milliseconds(500);
constexpr double enough = 0.8;
constexpr std::size_t least_successes = 10;
constexpr Nanoseconds never = Nanoseconds::max();

struct Success {
    Nanoseconds completed;
    Nanoseconds invoked;
};

std::vector<Success> successes_in(const std::vector<Operation>& operations) {
    std::vector<Success> successes;
    for (const Operation& operation : operations)
        if (operation.outcome == EventType::ok && operation.complete_time)
            successes.push_back({*operation.complete_time, operation.invoke_time});
    std::ranges::sort(successes, {}, &Success::completed);
    return successes;
}

/// When faults began, in order.
std::vector<Nanoseconds> beginnings(const std::vector<FaultRecord>& faults) {
    std::vector<Nanoseconds> times;
    for (const FaultRecord& fault : faults)
        if (fault.began) times.push_back(*fault.began);
    std::ranges::sort(times);
    return times;
}

bool in_force(const FaultRecord& fault, Nanoseconds time) {
    return fault.began && *fault.began <= time && (!fault.ended || *fault.ended > time);
}

std::optional<double> usual(const std::vector<Operation>& operations,
                            const std::vector<Success>& successes, Nanoseconds first_fault) {
    if (operations.empty() || first_fault == never) return std::nullopt;
    const Nanoseconds length = first_fault - operations.front().invoke_time;
    const auto count = static_cast<std::size_t>(
        std::ranges::lower_bound(successes, first_fault, {}, &Success::completed) -
        successes.begin());
    if (length < window || count < least_successes) return std::nullopt;
    return static_cast<double>(count) / std::chrono::duration<double>(length).count();
}

class Measurement {
  public:
    Measurement(const std::vector<Success>& successes, std::optional<double> usual)
        : successes_(successes), usual_(usual) {}

    std::optional<Nanoseconds> first_ok(Nanoseconds end, Nanoseconds horizon) const {
        for (auto at = from(end); at != successes_.end() && at->completed < horizon; ++at)
            if (at->invoked >= end) return at->completed - end;
        return std::nullopt;
    }

    /// As many successes as are wanted lie within a window if and only if some that follow one
    /// another do; the first such window ends just behind the last of them.
    std::optional<Nanoseconds> throughput(Nanoseconds end, Nanoseconds horizon) const {
        if (!usual_) return std::nullopt;
        const double wanted = *usual_ * enough * std::chrono::duration<double>(window).count();
        const auto least = std::max(std::ptrdiff_t{1}, std::ptrdiff_t(std::ceil(wanted)));
        for (auto at = from(end); successes_.end() - at >= least; ++at) {
            const Nanoseconds last = at[least - 1].completed;
            if (last - at->completed >= window) continue;
            const Nanoseconds begin = std::max(end, last + Nanoseconds{1} - window);
            if (begin + window > horizon) break;
            return begin - end;
        }
        return std::nullopt;
    }

  private:
    std::vector<Success>::const_iterator from(Nanoseconds time) const {
        return std::ranges::lower_bound(successes_, time, {}, &Success::completed);
    }

    const std::vector<Success>& successes_;
    std::optional<double> usual_;
};

/// The horizon of the last fault: what comes after the last operation was not seen.
Nanoseconds end_of(const std::vector<Operation>& operations) {
    Nanoseconds end{0};
    for (const Operation& operation : operations)
        end = std::max(end, operation.complete_time.value_or(operation.invoke_time));
    return end + Nanoseconds{1};
}

Value or_null(const std::optional<Nanoseconds>& time) {
    return time ? Value(time->count()) : Value();
}

/// "within 1.200 s", "in 2 of 3 within 1.200 s", "never".
std::string within(const Recoveries& recoveries, std::optional<Nanoseconds> Recovery::* figure) {
    std::size_t measured = 0;
    Nanoseconds longest{0};
    for (const Recovery& recovery : recoveries.each) {
        if (!(recovery.*figure)) continue;
        ++measured;
        longest = std::max(longest, *(recovery.*figure));
    }
    if (measured == 0) return "never";
    const bool all = measured == recoveries.each.size();
    return (all ? "" : fmt::format("in {} of {} ", measured, recoveries.each.size())) + "within " +
           core::in_seconds(longest);
}

}  // namespace

Recoveries measure_recovery(const std::vector<Operation>& operations,
                            const std::vector<FaultRecord>& faults) {
    Recoveries recoveries;
    const std::vector<Success> successes = successes_in(operations);
    const std::vector<Nanoseconds> begins = beginnings(faults);
    recoveries.usual_per_second =
        usual(operations, successes, begins.empty() ? never : begins.front());
    const Measurement measurement(successes, recoveries.usual_per_second);
    for (const FaultRecord& fault : faults) {
        if (!fault.began || !fault.ended) continue;
        const Nanoseconds end = *fault.ended;
        const auto others = [&](const FaultRecord& other) { return in_force(other, end); };
        if (std::ranges::any_of(faults, others)) {
            ++recoveries.overlapped;
            continue;
        }
        const auto next = std::ranges::upper_bound(begins, end);
        const Nanoseconds horizon = next == begins.end() ? end_of(operations) : *next;
        recoveries.each.push_back({fault.id, std::string(kind(fault.fault)), end,
                                   measurement.first_ok(end, horizon),
                                   measurement.throughput(end, horizon)});
    }
    std::ranges::sort(recoveries.each, {}, &Recovery::ended);
    return recoveries;
}

Value to_value(const Recoveries& recoveries) {
    Value list{Value::List{}};
    for (const Recovery& recovery : recoveries.each)
        list.push(Value::object({{"fault", recovery.fault},
                                 {"kind", recovery.kind},
                                 {"ended", recovery.ended.count()},
                                 {"first-ok", or_null(recovery.first_ok)},
                                 {"throughput", or_null(recovery.throughput)}}));
    return Value::object(
        {{"overlapped", recoveries.overlapped},
         {"usual-per-second",
          recoveries.usual_per_second ? Value(*recoveries.usual_per_second) : Value()},
         {"faults", std::move(list)}});
}

std::string told(const Recoveries& recoveries) {
    if (recoveries.each.empty()) return "";
    std::string text =
        fmt::format("after {} the first ok {}", core::plural(recoveries.each.size(), "fault"),
                    within(recoveries, &Recovery::first_ok));
    if (recoveries.usual_per_second)
        text += ", throughput back " + within(recoveries, &Recovery::throughput);
    return text;
}

}  // namespace ordeal::harness
