// What a directed link between two nodes does to packets: a pure value, made by scenarios and
// faults, obeyed by every world (the fabric's IP packets, the router's messages).
#pragma once

#include <compare>
#include <cstdint>

#include "core/clock.hpp"
#include "core/random.hpp"

namespace ordeal::nemesis {

enum class Distribution : std::uint8_t { constant, uniform, exponential, normal };

/// A random delay. `mean` is its mean for every distribution; `jitter` is the half-width of
/// `uniform` (mean - jitter .. mean + jitter) and the standard deviation of `normal`.
struct Latency {
    Distribution distribution = Distribution::constant;
    core::Nanoseconds mean{0};
    core::Nanoseconds jitter{0};

    /// One delay; never negative.
    core::Nanoseconds draw(core::Random& random) const;
    friend auto operator<=>(const Latency&, const Latency&) = default;
};

/// The rule of one directed link. Probabilities are in [0, 1] and drawn for each packet.
struct LinkRule {
    Latency latency;
    double loss = 0;
    double duplicate = 0;       // the copy draws a delay of its own
    double reorder = 0;         // probability that a packet may overtake those before it
    double corrupt = 0;         // flips one bit of the payload
    bool mend_checksum = true;  // of a corrupted packet, so that the application sees it
    std::uint64_t rate_bits_per_second = 0;  // 0: unlimited
    double reset = 0;  // of TCP: the packet is dropped, and both ends are told RST
    bool cut = false;

    friend bool operator==(const LinkRule&, const LinkRule&) = default;
};

/// The rule with what a fault does to the link on top of it: a latency stands in place of the one
/// that is there, probabilities are those of two chances, of two rates the lower one holds; what
/// the fault leaves at its default, it leaves alone. The latency of a change that lets packets
/// overtake is for links that have none: without one there is nothing to overtake.
LinkRule worse(LinkRule rule, const LinkRule& change);

}  // namespace ordeal::nemesis
