#include "nemesis/link_rule.hpp"

#include <algorithm>
#include <cmath>

namespace ordeal::nemesis {

namespace {

/// Longest delay that a draw gives: an hour. Tails of distributions must not overflow a clock.
constexpr double longest_delay_ns = 3.6e12;

core::Nanoseconds clamped(double delay_ns) {
    return core::Nanoseconds(std::llround(std::clamp(delay_ns, 0.0, longest_delay_ns)));
}

}  // namespace

core::Nanoseconds Latency::draw(core::Random& random) const {
    const auto mean_ns = static_cast<double>(mean.count());
    const auto jitter_ns = static_cast<double>(jitter.count());
    switch (distribution) {
        case Distribution::constant:
            break;
        case Distribution::uniform:
            return clamped(mean_ns + jitter_ns * (2 * random.unit() - 1));
        case Distribution::exponential:
            return clamped(random.exponential(mean_ns));
        case Distribution::normal:
            return clamped(random.normal(mean_ns, jitter_ns));
    }
    return clamped(mean_ns);
}

LinkRule worse(LinkRule rule, const LinkRule& change) {
    const auto either = [](double a, double b) { return 1 - (1 - a) * (1 - b); };
    const bool only_to_overtake = change.reorder > 0 && rule.latency != Latency{};
    if (change.latency != Latency{} && !only_to_overtake) rule.latency = change.latency;
    rule.loss = either(rule.loss, change.loss);
    rule.duplicate = either(rule.duplicate, change.duplicate);
    rule.reorder = either(rule.reorder, change.reorder);
    if (change.corrupt > 0) rule.mend_checksum = change.mend_checksum;
    rule.corrupt = either(rule.corrupt, change.corrupt);
    if (change.rate_bits_per_second > 0 &&
        (rule.rate_bits_per_second == 0 || change.rate_bits_per_second < rule.rate_bits_per_second))
        rule.rate_bits_per_second = change.rate_bits_per_second;
    rule.reset = either(rule.reset, change.reset);
    rule.cut = rule.cut || change.cut;
    return rule;
}

}  // namespace ordeal::nemesis
