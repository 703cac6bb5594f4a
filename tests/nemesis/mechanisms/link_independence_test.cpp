// What one link decides depends on its own rule and seed, whatever other links are told, by rules
// or by faults: over random rules, in the links of messages and those of packets alike.
#include <vector>

#include <gtest/gtest.h>

#include "core/random.hpp"
#include "nemesis/mechanisms/link.hpp"
#include "nemesis/mechanisms/link_changes.hpp"

namespace ordeal::nemesis {
namespace {

LinkRule random_rule(core::Random& random) {
    const auto sometimes = [&] { return random.chance(0.5) ? random.unit() : 0.0; };
    LinkRule rule;
    rule.latency = {static_cast<Distribution>(random.below(4)),
                    core::Nanoseconds(random.below(2) * random.below(50'000'000)),
                    {}};
    rule.latency.jitter = rule.latency.mean / 2;
    rule.loss = sometimes();
    rule.duplicate = sometimes();
    rule.reorder = sometimes();
    rule.corrupt = sometimes();
    rule.reset = sometimes();
    rule.rate_bits_per_second = random.chance(0.3) ? 100'000 + random.below(10'000'000) : 0;
    rule.cut = random.chance(0.1);
    return rule;
}

/// All that a link can say of one packet, in numbers.
std::vector<std::int64_t> said(Link& link, core::Nanoseconds now) {
    const Decision decision = link.decide(now, 500, true);
    std::vector<std::int64_t> all{static_cast<std::int64_t>(decision.dropped)};
    for (const Delivery& one : decision.deliveries()) {
        all.push_back(one.due.count());
        all.push_back(one.overtakes ? 1 : 0);
        all.push_back(one.corrupt ? static_cast<std::int64_t>(one.corruption >> 1) : -1);
    }
    return all;
}

using Story = std::vector<std::vector<std::int64_t>>;

/// 300 packets over each of two links; that of the second obeys other rules, and is hit by other
/// faults, for each `other`. Returns what the first one said.
Story first_of_two(std::uint64_t seed, const LinkRule& rule, std::uint64_t other) {
    core::Random random(other);
    std::vector<Link> links;
    links.emplace_back(link_stream(seed, "n1", "n2"), rule);
    links.emplace_back(link_stream(seed, "n2", "n1"), random_rule(random));
    LinkChanges changes;
    const std::vector<LinkCounters> counters(2);
    const std::size_t second[] = {1};
    Story story;
    for (int i = 0; i < 300; ++i) {
        if (i % 50 == 25)
            changes.begin(static_cast<FaultId>(i), second, random_rule(random), counters);
        if (i % 100 == 75) changes.end(static_cast<FaultId>(i), counters);
        links[0].set_rule(changes.on_top_of(rule, 0));
        links[1].set_rule(changes.on_top_of({}, 1));
        const core::Nanoseconds now(i * 100'000);
        for (std::uint64_t packets = random.below(3); packets > 0; --packets)
            static_cast<void>(said(links[1], now));
        story.push_back(said(links[0], now));
    }
    return story;
}

TEST(LinkIndependence, NoRuleAndNoFaultOfAnotherLinkShiftsADecision) {
    core::Random random(7);
    for (std::uint64_t seed = 1; seed <= 100; ++seed) {
        const LinkRule rule = random_rule(random);
        const Story expected = first_of_two(seed, rule, 0);
        for (const std::uint64_t other : {1, 2})
            ASSERT_EQ(first_of_two(seed, rule, other), expected) << "seed " << seed;
    }
}

/// Asking for one thing more does not change what is decided about the others: which packets are
/// lost stays, whatever else the same link suffers behind the loss.
TEST(LinkIndependence, NorDoesWhatTheSameLinkSuffersBesides) {
    core::Random random(8);
    for (std::uint64_t seed = 1; seed <= 100; ++seed) {
        LinkRule rule = random_rule(random);
        rule.cut = false;
        rule.rate_bits_per_second = 0;
        Link plain(link_stream(seed, "n1", "n2"), {.loss = rule.loss});
        Link rich(link_stream(seed, "n1", "n2"), rule);
        for (int i = 0; i < 300; ++i) {
            const core::Nanoseconds now(i * 1'000);
            const bool is_lost = plain.decide(now, 500).dropped == DropReason::loss;
            ASSERT_EQ(rich.decide(now, 500, true).dropped == DropReason::loss, is_lost);
        }
    }
}

}  // namespace
}  // namespace ordeal::nemesis
