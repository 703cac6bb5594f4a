#include "nemesis/schedule.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <set>
#include <tuple>

#include "core/duration.hpp"
#include "core/text/nearest.hpp"
#include "core/text/words.hpp"
#include "nemesis/mechanisms/system_calls/call_table.hpp"
#include "nemesis/shapes.hpp"
#include "nemesis/targets.hpp"
#include "nemesis/timing.hpp"

namespace ordeal::nemesis {

namespace {

struct Planned {
    Interval when;
    Fault fault;
    std::string role;
    std::uint64_t draw = 0;
};

using Faults = core::Result<std::vector<Planned>>;

core::Result<void> check_clock(const FaultPlan& plan) {
    if (!(plan.rate.low >= clock_rates.low && plan.rate.high <= clock_rates.high &&
          plan.rate.low <= plan.rate.high))
        return core::fail("rate: from {} to {} is not within {} to {}", plan.rate.low,
                          plan.rate.high, clock_rates.low, clock_rates.high);
    if (plan.offset.low > plan.offset.high)
        return core::fail("offset: {} is more than {}", core::to_text(plan.offset.low),
                          core::to_text(plan.offset.high));
    if (plan.offset.low < -farthest_offset || plan.offset.high > farthest_offset)
        return core::fail("offset: at most {}", core::to_text(farthest_offset));
    return {};
}

tl::unexpected<core::Error> at_field(std::string_view field, const core::Error& error) {
    return core::fail("{}: {}", field, error.message);
}

double chance_of(const FaultPlan& plan) {
    return plan.probability.value_or(default_probability(plan.fault));
}

core::Result<void> check_fields(const FaultPlan& plan) {
    const std::vector<std::string_view> known = names_of(fault_names());
    if (!std::ranges::count(known, plan.fault))
        return core::fail("fault: unknown fault \"{}\"{}", plan.fault,
                          core::suggestion(plan.fault, known));
    if (plan.fault == "partition") {
        if (plan.shape.empty() && !plan.grudge)
            return core::fail("shape: a partition needs a grudge or a shape: {}",
                              core::listed(names_of(shape_names()), "or"));
        if (!plan.shape.empty() && plan.grudge)
            return core::fail("grudge: a partition has a shape or a grudge, not both");
        if (plan.grudge && (!plan.nodes.empty() || !plan.role.empty()))
            return core::fail("target: a partition has a grudge or a target, not both");
        return {};
    }
    if (!plan.shape.empty() || plan.grudge)
        return core::fail("{}: only a partition has one, not a {}",
                          plan.grudge ? "grudge" : "shape", plan.fault);
    if (!(chance_of(plan) > 0 && chance_of(plan) <= 1))
        return core::fail("probability: {} is not above 0 and at most 1", chance_of(plan));
    if (const auto calls = call_numbers(plan.calls); !calls)
        return at_field("calls", calls.error());
    if (plan.fault == "fiu" && plan.point.empty())
        return core::fail("point: a fiu needs the name of a failure point");
    if (!(plan.share > 0 && plan.share < 1))
        return core::fail("share: {} is not between 0 and 1", plan.share);
    return check_clock(plan);
}

std::vector<Node> with_clients(std::vector<Node> nodes) {
    nodes.emplace_back(clients_name);
    return nodes;
}

core::Result<Grudge> grudge_of(const FaultPlan& plan, const std::vector<Node>& nodes,
                               core::Random& random) {
    if (plan.grudge) return check_grudge(*plan.grudge, with_clients(nodes));
    if (plan.nodes.empty()) return make_grudge(plan.shape, nodes, random);
    return make_grudge_around(plan.shape, plan.nodes, nodes, random);
}

core::Result<Fault> partition(const FaultPlan& plan, const std::vector<Node>& nodes,
                              core::Random& random) {
    if (const auto known = check_nodes(plan.nodes, nodes); !known)
        return at_field("target", known.error());
    const auto grudge = grudge_of(plan, nodes, random);
    if (!grudge) return at_field(plan.grudge ? "grudge" : "shape", grudge.error());
    return Partition{*grudge, plan.grudge ? "grudge" : plan.shape};
}

/// Drawn in thousandths, so that few digits say it exactly.
double draw_rate(const Range<double>& range, core::Random random) {
    if (range.low == range.high) return range.low;
    const auto thousandths =
        random.between(std::llround(range.low * 1000), std::llround(range.high * 1000));
    return std::clamp(static_cast<double>(thousandths) / 1000, range.low, range.high);
}

/// Drawn in microseconds where the range is that long.
core::Nanoseconds draw_offset(const Range<core::Nanoseconds>& range, core::Random random) {
    const core::Nanoseconds offset(random.between(range.low.count(), range.high.count()));
    const auto round = std::chrono::round<std::chrono::microseconds>(offset);
    return range.low <= round && round <= range.high ? core::Nanoseconds(round) : offset;
}

/// The links between these nodes and all others, in the plan's direction.
std::vector<LinkName> links_of(const FaultPlan& plan, const std::vector<Node>& hit,
                               const std::vector<Node>& nodes) {
    std::set<LinkName> links;
    const std::vector<Node> clients{Node(clients_name)};
    for (const Node& one : hit)
        for (const Node& other : plan.clients ? clients : nodes) {
            if (other == one) continue;
            if (plan.direction != "to") links.insert({one, other});
            if (plan.direction != "from") links.insert({other, one});
        }
    return {links.begin(), links.end()};
}

core::Result<std::vector<LinkName>> check_links(const std::vector<LinkName>& links,
                                                const std::vector<Node>& nodes) {
    const std::vector<Node> ends = with_clients(nodes);
    for (const auto& [from, to] : links) {
        if (auto known = check_nodes({from}, ends); !known) return tl::unexpected(known.error());
        if (auto known = check_nodes({to}, ends); !known) return tl::unexpected(known.error());
        if (from == to) return core::fail("there is no link from {} to itself", from);
    }
    const std::set<LinkName> distinct(links.begin(), links.end());
    return std::vector<LinkName>(distinct.begin(), distinct.end());
}

LinkRule change_of(const FaultPlan& plan) {
    LinkRule change;
    if (plan.fault == "latency" || plan.fault == "slow-node") change.latency = plan.latency;
    if (plan.fault == "loss" || plan.fault == "flaky-node") change.loss = chance_of(plan);
    if (plan.fault == "duplicate") change.duplicate = chance_of(plan);
    if (plan.fault == "reorder") {
        change.reorder = chance_of(plan);
        change.latency = {Distribution::exponential, core::Nanoseconds{10'000'000}, {}};
    }
    if (plan.fault == "corrupt") change.corrupt = chance_of(plan);
    if (plan.fault == "rate") change.rate_bits_per_second = plan.bandwidth;
    if (plan.fault == "reset") change.reset = chance_of(plan);
    change.mend_checksum = plan.mend_checksum;
    change.cut = plan.fault == "cut";
    return change;
}

DiskRule disk_rule_of(const FaultPlan& plan) {
    DiskRule rule{.calls = plan.calls.empty() ? default_calls(plan.fault) : plan.calls,
                  .files = plan.files,
                  .probability = chance_of(plan),
                  .nth = plan.nth,
                  .latency = {}};
    if (plan.fault == "slow") rule.latency = plan.latency;
    return rule;
}

/// Each node draws from a stream of its own.
Fault clock_fault_of(const FaultPlan& plan, const std::vector<Node>& hit,
                     const core::Random& random) {
    ClockDrift drift;
    std::map<Node, core::Nanoseconds> offsets;
    for (const Node& node : hit) {
        drift.rates[node] = draw_rate(plan.rate, random.split("rate").split(node));
        offsets[node] = draw_offset(plan.offset, random.split("offset").split(node));
    }
    if (plan.fault == "clock-drift") return drift;
    if (plan.fault == "clock-strobe") return ClockStrobe{std::move(offsets), plan.period};
    return ClockBump{std::move(offsets)};
}

/// What happens to these nodes.
Fault fault_of(const FaultPlan& plan, const std::vector<Node>& hit, const core::Random& random) {
    if (plan.fault == "kill") return Kill{hit};
    if (plan.fault == "pause") return Pause{hit};
    if (plan.fault == "power-loss") return PowerLoss{hit};
    if (plan.fault == "term") return Term{hit};
    if (plan.fault == "stutter") return Stutter{hit, plan.share, plan.period};
    if (plan.fault == "crash-loop") return CrashLoop{hit, plan.up};
    if (plan.fault == "full-disk") return FullDisk{hit, plan.size};
    if (plan.fault == "fiu") return FailurePoint{hit, plan.point, chance_of(plan)};
    if (plan.fault == "bit-rot") return DamagedFiles{plan.fault, hit, plan.files, plan.bits};
    if (plan.fault == "truncate") return DamagedFiles{plan.fault, hit, plan.files, plan.size};
    if (belongs(plan.fault, Family::disks)) return BadDisk{plan.fault, hit, disk_rule_of(plan)};
    if (belongs(plan.fault, Family::resources))
        return Starvation{plan.fault, hit, plan.share,
                          plan.fault == "memory" ? plan.size : plan.limit};
    return clock_fault_of(plan, hit, random);
}

core::Result<std::vector<Node>> hit_by(const FaultPlan& plan, const std::vector<Node>& nodes,
                                       std::uint64_t occurrence, core::Random& random) {
    if (!plan.nodes.empty()) return check_nodes(plan.nodes, nodes);
    if (plan.target == "next" && !nodes.empty())
        return std::vector<Node>{nodes[occurrence % nodes.size()]};
    return choose_nodes(plan.target, nodes, random);
}

/// A plan's fault for one of its beginnings.
core::Result<Fault> resolve(const FaultPlan& plan, const std::vector<Node>& nodes,
                            std::uint64_t occurrence, core::Random random) {
    if (plan.fault == "partition") return partition(plan, nodes, random);
    if (!plan.links.empty()) {
        auto links = check_links(plan.links, nodes);
        if (!links) return at_field("links", links.error());
        return BadLinks{plan.fault, std::move(*links), change_of(plan)};
    }
    const auto hit = hit_by(plan, nodes, occurrence, random);
    if (!hit) return at_field("target", hit.error());
    if (is_for_links(plan.fault))
        return BadLinks{plan.fault, links_of(plan, *hit, nodes), change_of(plan)};
    return fault_of(plan, *hit, random);
}

/// What is known of a fault on a role before anybody has been asked: all but whom it hits.
core::Result<Fault> unresolved(const FaultPlan& plan, const std::vector<Node>& nodes,
                               const core::Random& random) {
    FaultPlan on_one = plan;
    if (!nodes.empty()) on_one.nodes = {nodes.front()};
    if (auto possible = resolve(on_one, nodes, 0, random); !possible)
        return tl::unexpected(possible.error());
    if (plan.fault == "partition") return Partition{{}, plan.shape};
    if (is_for_links(plan.fault)) return BadLinks{plan.fault, {}, change_of(plan)};
    return fault_of(plan, {}, random);
}

core::Result<Planned> planned(const FaultPlan& plan, const std::vector<Node>& nodes,
                              const Interval& when, const core::Random& random) {
    const bool by_role = !plan.role.empty();
    auto fault =
        by_role ? unresolved(plan, nodes, random) : resolve(plan, nodes, when.occurrence, random);
    if (!fault) return tl::unexpected(fault.error());
    return Planned{when, *std::move(fault), plan.role, by_role ? random.seed() : 0};
}

Faults faults_of(const FaultPlan& plan, const std::vector<Node>& nodes, const core::Random& random,
                 core::Nanoseconds horizon) {
    if (plan.clients && (!is_for_links(plan.fault) || plan.fault == "partition"))
        return core::fail("clients: only faults of links are for those of clients, no {}",
                          plan.fault);
    if (auto sound = check_fields(plan); !sound) return tl::unexpected(sound.error());
    const auto intervals = make_intervals(plan.timing, random.split("times"), horizon);
    if (!intervals) return tl::unexpected(intervals.error());
    const core::Random choices = random.split("choices");
    if (auto possible = planned(plan, nodes, {}, choices); !possible)
        return tl::unexpected(possible.error());
    std::vector<Planned> faults;
    for (const Interval& when : *intervals)
        faults.push_back(*planned(plan, nodes, when, choices.split(when.occurrence)));
    return faults;
}

void append(Schedule& schedule, std::size_t plan, const std::vector<Planned>& faults) {
    for (const Planned& planned : faults) {
        const FaultId id = schedule.size() / 2;
        const auto& [when, fault, role, draw] = planned;
        schedule.push_back({when.begin, id, Phase::begin, plan, fault, role, draw});
        schedule.push_back({when.end, id, Phase::end, plan, fault, role, draw});
    }
}

}  // namespace

double default_probability(std::string_view fault) {
    static constexpr std::string_view always[] = {"lying-fsync", "slow", "full-disk", "fiu"};
    return std::ranges::find(always, fault) != std::end(always) ? 1 : 0.2;
}

bool is_for_clients(const FaultPlan& plan) {
    const auto named = [](const LinkName& link) {
        return link.from == clients_name || link.to == clients_name;
    };
    if (plan.clients || std::ranges::any_of(plan.links, named)) return true;
    return plan.grudge && std::ranges::any_of(*plan.grudge, [](const auto& refusal) {
               return refusal.first == clients_name || refusal.second.contains(Node(clients_name));
           });
}

std::vector<std::string_view> direction_names() {
    return {"both", "from", "to"};
}

std::string_view to_text(Phase phase) {
    return phase == Phase::begin ? "begin" : "end";
}

void put_in_order(Schedule& schedule) {
    const auto rank = [](const Step& step) {
        return std::tuple(step.time, step.phase == Phase::begin, step.id);
    };
    std::ranges::sort(schedule, {}, rank);
    std::map<FaultId, FaultId> renamed;
    for (Step& step : schedule)
        step.id = renamed.try_emplace(step.id, renamed.size() + 1).first->second;
}

core::Result<Schedule> make_schedule(const std::vector<FaultPlan>& plans,
                                     const std::vector<Node>& nodes, std::uint64_t seed,
                                     core::Nanoseconds horizon) {
    const core::Random random = core::Random(seed).split("nemesis");
    std::map<std::string, std::uint64_t> of_kind;
    Schedule schedule;
    for (std::size_t i = 0; i < plans.size(); ++i) {
        const std::string& kind = plans[i].fault;
        const auto faults =
            faults_of(plans[i], nodes, random.split(kind).split(of_kind[kind]++), horizon);
        if (!faults) return core::fail("nemesis[{}].{}", i, faults.error().message);
        append(schedule, i, *faults);
    }
    put_in_order(schedule);
    return schedule;
}

core::Result<Fault> fault_on_holders(const Step& step, const FaultPlan& plan,
                                     const std::vector<Node>& holders,
                                     const std::vector<Node>& nodes) {
    FaultPlan on_them = plan;
    on_them.nodes = holders;
    return resolve(on_them, nodes, 0, core::Random(step.draw));
}

core::Value to_value(const Step& step) {
    core::Value value = core::Value::object({{"time", step.time.count()},
                                             {"phase", to_text(step.phase)},
                                             {"id", step.id},
                                             {"plan", step.plan},
                                             {"fault", kind(step.fault)}});
    if (step.role.empty())
        value.set("value", to_value(step.fault));
    else
        value.set("role", step.role);
    return value;
}

}  // namespace ordeal::nemesis
