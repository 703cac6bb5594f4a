#include "harness/scenario/latency_codec.hpp"

#include <algorithm>

#include "harness/scenario/field.hpp"

namespace ordeal::harness {

namespace {

Codec<nemesis::Distribution> distribution_codec() {
    static constexpr std::string_view names[] = {"constant", "uniform", "exponential", "normal"};
    return converted<nemesis::Distribution, std::string>(
        one_of("distribution", {std::begin(names), std::end(names)}),
        [](const std::string& name) {
            const auto at = std::ranges::find(names, name) - std::begin(names);
            return static_cast<nemesis::Distribution>(at);
        },
        [](const nemesis::Distribution& value) {
            return std::string(names[static_cast<std::size_t>(value)]);
        });
}

}  // namespace

Codec<nemesis::Latency> latency_codec() {
    using nemesis::Latency;
    return object_of<Latency>({
        field<Latency>("distribution", &Latency::distribution, distribution_codec(),
                       "How the delays of packets are distributed."),
        field<Latency>("mean", &Latency::mean, duration(), "The mean delay."),
        field<Latency>("jitter", &Latency::jitter, duration(),
                       "Of `uniform` the half-width (mean - jitter to mean + jitter), of "
                       "`normal` the standard deviation; the others do without."),
    });
}

}  // namespace ordeal::harness
