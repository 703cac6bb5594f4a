#include "nemesis/composition/strength.hpp"

#include <algorithm>
#include <cmath>

#include "core/check.hpp"
#include "nemesis/fault_names.hpp"

namespace ordeal::nemesis {

namespace {

/// Three digits are enough, and can be read.
double three_digits(double number) {
    if (number == 0) return 0;
    const double grain = std::pow(10, std::floor(std::log10(std::abs(number))) - 2);
    return grain < 1 ? std::round(number / grain) / std::round(1 / grain)
                     : std::round(number / grain) * grain;
}

core::Nanoseconds times(core::Nanoseconds time, double factor) {
    if (time.count() == 0) return time;
    const double product = static_cast<double>(time.count()) * factor;
    const double digits = three_digits(product);
    // Never to nothing: a fault that lasts lasts at least a nanosecond.
    const auto whole = static_cast<std::int64_t>(std::llround(digits));
    return core::Nanoseconds(whole != 0 ? whole : time.count() < 0 ? -1 : 1);
}

std::uint64_t times(std::uint64_t amount, double factor) {
    const double digits = three_digits(static_cast<double>(amount) * factor);
    return std::max<std::uint64_t>(static_cast<std::uint64_t>(std::llround(digits)), 1);
}

/// Between the neighbours of 1: a clock at 4 of half the strength runs at 2.
double nearer_to_one(double rate, double strength) {
    return std::clamp(three_digits(std::pow(rate, strength)), clock_rates.low, clock_rates.high);
}

}  // namespace

FaultPlan weakened(FaultPlan plan, double strength) {
    CHECK(strength > 0 && strength <= 1, "strength {}", strength);
    if (strength == 1) return plan;
    if (has_key(plan.fault, "probability")) {
        const double usual = plan.probability.value_or(default_probability(plan.fault));
        plan.probability = std::max(three_digits(usual * strength), 1e-9);
    }
    plan.latency.mean = times(plan.latency.mean, strength);
    plan.latency.jitter = times(plan.latency.jitter, strength);
    plan.offset = {times(plan.offset.low, strength), times(plan.offset.high, strength)};
    plan.rate = {nearer_to_one(plan.rate.low, strength), nearer_to_one(plan.rate.high, strength)};
    plan.bandwidth = times(plan.bandwidth, 1 / strength);
    plan.limit = times(plan.limit, 1 / strength);
    plan.bits = times(plan.bits, strength);
    plan.size = times(plan.size, plan.fault == "truncate" ? strength : 1 / strength);
    plan.share = std::min(three_digits(1 - (1 - plan.share) * strength), 0.999);
    if (plan.timing.lasts) plan.timing.lasts = times(*plan.timing.lasts, strength);
    return plan;
}

}  // namespace ordeal::nemesis
