// One directed link: what becomes of each packet, decided from its LinkRule, the time, and random
// streams of its own. Pure: no packet, no socket, no clock. Every purpose (loss, latency, ...) has
// its own stream, so that asking for latency does not change which packets are lost.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "core/clock.hpp"
#include "core/random.hpp"
#include "core/result.hpp"
#include "nemesis/link_rule.hpp"

namespace ordeal::nemesis {

enum class DropReason : std::uint8_t { none, cut, rate, loss, reset };

/// "cut", "rate", ...
std::string_view to_text(DropReason reason);

/// One arrival of a packet at the other end.
struct Delivery {
    core::Nanoseconds due{0};
    bool overtakes = false;  // before a packet that came in earlier
    bool corrupt = false;
    std::uint64_t corruption = 0;  // which bit, for corrupt_payload
};

/// What becomes of a packet: dropped, or delivered once or twice.
struct Decision {
    DropReason dropped = DropReason::none;
    std::size_t count = 0;
    std::array<Delivery, 2> all;

    std::span<const Delivery> deliveries() const& { return {all.data(), count}; }
    std::span<const Delivery> deliveries() && = delete;  // they would be gone with the decision
};

/// What the decision is, if it is anything but to deliver at once: "dropped: loss", "20ms late,
/// copied". Empty: just that. `now` is when the packet came in.
std::string to_text(const Decision& decision, core::Nanoseconds now);

/// The stream of the link between two endpoints, by name: it depends on nothing else, so that
/// adding a node or changing a link does not shift another link's decisions.
core::Random link_stream(std::uint64_t seed, std::string_view from, std::string_view to);

/// Error: a probability outside [0, 1], or a negative time; names the field.
core::Result<void> validate(const LinkRule& rule);

class Link {
  public:
    /// How much traffic a link with a rate holds before it drops: half a second's worth.
    static constexpr core::Nanoseconds longest_wait{500'000'000};

    explicit Link(const core::Random& stream, LinkRule rule = {});

    const LinkRule& rule() const { return rule_; }
    void set_rule(const LinkRule& rule) { rule_ = rule; }

    /// The fate of a packet of `size_bytes` that comes in at `now`. In order: a cut drops it; a
    /// full queue before the rate drops it, else it waits there for its turn; loss drops it; one of
    /// a TCP connection (`resettable`) is perhaps the end of that; it is perhaps duplicated; each
    /// copy is perhaps corrupted, and takes its latency. Packets leave in the order in which they
    /// came, but one chosen by `reorder` takes a random part of its latency only and may pass those
    /// before it (without latency there is nothing to pass). Requires: `now` does not go back
    /// between calls.
    Decision decide(core::Nanoseconds now, std::size_t size_bytes, bool resettable = false);

  private:
    /// Sets `leaves` to when the last bit has left the queue before the rate; false: it is full.
    bool pass_rate(core::Nanoseconds now, std::size_t size_bytes, core::Nanoseconds& leaves);
    Delivery deliver(core::Nanoseconds leaves);

    LinkRule rule_;
    core::Random loss_;
    core::Random duplicate_;
    core::Random latency_;
    core::Random reorder_;
    core::Random corrupt_;
    core::Random reset_;
    core::Nanoseconds busy_until_{0};  // the rate's queue
    core::Nanoseconds last_due_{0};    // of packets that keep the order
};

}  // namespace ordeal::nemesis
