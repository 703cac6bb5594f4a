// What the fabric did to packets, counted for each directed link: the evidence of faults, and the
// proof that nothing else was lost.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <string_view>
#include <vector>

#include "core/value.hpp"
#include "nemesis/fault.hpp"

namespace ordeal::nemesis {

/// The links that a grudge cuts: other -> node for each node and each other that it refuses.
std::vector<LinkName> links_cut_by(const Grudge& grudge);

/// Packets.
struct LinkCounters {
    std::uint64_t received = 0;           // came in from `from`
    std::uint64_t forwarded = 0;          // handed to `to`
    std::uint64_t dropped_by_cut = 0;     // a fault's or the rule's
    std::uint64_t dropped_by_loss = 0;    // the rule's loss
    std::uint64_t dropped_by_rate = 0;    // the queue before the rule's rate was full
    std::uint64_t dropped_by_reset = 0;   // of connections that were reset
    std::uint64_t duplicated = 0;         // copies made
    std::uint64_t reordered = 0;          // truly overtook another
    std::uint64_t corrupted = 0;          // a bit was flipped
    std::uint64_t connections_reset = 0;  // no packets: TCP connections, by one that went here

    LinkCounters& operator+=(const LinkCounters& other);
    LinkCounters& operator-=(const LinkCounters& other);
    friend bool operator==(const LinkCounters&, const LinkCounters&) = default;
};

/// Packets that were lost although no fault and no rule asked for it. All zero in a sound run.
struct Unexplained {
    std::uint64_t queue_overflow = 0;  // in a queue of the kernel, before the fabric read them
    std::uint64_t write_failed = 0;    // the kernel refused to take them
    std::uint64_t too_many = 0;        // more were under way at once than the fabric holds

    std::uint64_t total() const { return queue_overflow + write_failed + too_many; }
    friend bool operator==(const Unexplained&, const Unexplained&) = default;
};

/// Of the total, at any moment: received + duplicated == forwarded + dropped_by_cut +
/// dropped_by_loss + dropped_by_rate + dropped_by_reset + unfinished + unexplained.write_failed +
/// .too_many.
struct FabricCounters {
    std::map<LinkName, LinkCounters> links;  // every link, those without traffic too
    LinkCounters total;
    Unexplained unexplained;
    std::uint64_t unfinished = 0;  // under way, or were when the fabric stopped
    std::uint64_t unroutable = 0;  // not IPv4, or to an address that nobody has: no loss of ours
};

/// Packets that one fault dropped, for each link that it cut (zero for those that it never bit).
/// A packet that several faults would have dropped counts for each of them.
struct CutReport {
    std::map<LinkName, std::uint64_t> dropped;
    std::uint64_t total() const;
};

/// What links did while a fault made them worse, its own doing and that of their rules.
struct BadLinksReport {
    std::map<LinkName, LinkCounters> links;
    /// How many packets suffered what the fault is about: those that were lost, of `loss`; all that
    /// came in, of `latency`; ...
    std::uint64_t touched(std::string_view fault) const;
};

/// {"received":..., ...}; of FabricCounters: totals, "unexplained", and "links" as a list of
/// {"from","to",...} for the links that had traffic.
core::Value to_value(const LinkCounters& counters);
core::Value to_value(const Unexplained& unexplained);
core::Value to_value(const FabricCounters& counters);
/// {"packets-dropped":N,"links":[{"from","to","packets"}]}
core::Value to_value(const CutReport& report);
/// {"links":[{"from","to","received",..}]}, for those that had traffic.
core::Value to_value(const BadLinksReport& report);

}  // namespace ordeal::nemesis
