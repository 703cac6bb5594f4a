#include "harness/hunt/vary.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "harness/checks/eventual.hpp"
#include "harness/scenario/validate.hpp"
#include "nemesis/shapes.hpp"
#include "nemesis/targets.hpp"

namespace ordeal::harness {

namespace {

using core::Nanoseconds;
using core::Random;
using nemesis::FaultPlan;
using namespace std::chrono_literals;

constexpr Nanoseconds shortest_run = 200ms;
constexpr Nanoseconds usual_run = 2s;
constexpr double share_of_long_runs = 0.03;

constexpr Nanoseconds shortest_fault = 5ms;

/// What a dimension of the variation may look at.
struct Draw {
    const Scenario& original;
    const Variety& variety;
    Random& random;
};

/// Every order of magnitude is equally likely. Requires: 0 < low.
double spread(Random& random, double low, double high) {
    return high <= low ? low : low * std::exp(random.unit() * std::log(high / low));
}

/// Three digits are enough, and can be read.
Nanoseconds rounded(double nanoseconds) {
    const double grain = std::pow(10, std::max(0.0, std::floor(std::log10(nanoseconds)) - 2));
    return Nanoseconds(static_cast<std::int64_t>(std::round(nanoseconds / grain) * grain));
}

Nanoseconds spread(Random& random, Nanoseconds low, Nanoseconds high) {
    return rounded(spread(random, static_cast<double>(low.count()),
                          static_cast<double>(std::max(low, high).count())));
}

std::size_t spread(Random& random, std::size_t low, std::size_t high) {
    const double drawn =
        spread(random, static_cast<double>(low), static_cast<double>(high) + 0.999);
    return std::clamp(static_cast<std::size_t>(drawn), low, std::max(low, high));
}

double three_digits(double number) {
    const double grain = std::pow(10, std::floor(std::log10(number)) - 2);
    return std::round(number / grain) * grain;
}

void vary_latency(Scenario& scenario, const Draw& draw) {
    using nemesis::Distribution;
    nemesis::Latency& latency = scenario.network.latency;
    const Nanoseconds usual = std::max<Nanoseconds>(draw.original.network.latency.mean, 1ms);
    latency.distribution = static_cast<Distribution>(draw.random.below(4));
    latency.mean = spread(draw.random, usual / 10, usual * 10);
    latency.jitter = {};
    if (latency.distribution == Distribution::uniform ||
        latency.distribution == Distribution::normal)
        latency.jitter = rounded(static_cast<double>(latency.mean.count()) * draw.random.unit());
}

/// Absent half of the time, and otherwise of any strength up to a bit more than the original's.
double vary_chance(const Draw& draw, double original) {
    const double most = std::min(0.5, std::max(original * 1.5, draw.variety.any_fault ? 0.3 : 0));
    if (most <= 0 || draw.random.chance(0.5)) return 0;
    return three_digits(spread(draw.random, most / 30, most));
}

void vary_trouble_of_links(Scenario& scenario, const Draw& draw) {
    scenario.network.loss = vary_chance(draw, draw.original.network.loss);
    scenario.network.duplicate = vary_chance(draw, draw.original.network.duplicate);
    scenario.network.reorder = vary_chance(draw, draw.original.network.reorder);
}

void vary_load(Scenario& scenario, const Draw& draw) {
    const WorkloadSpec& original = draw.original.workload;
    WorkloadSpec& workload = scenario.workload;
    workload.rate = three_digits(spread(draw.random, original.rate / 8, original.rate * 4));
    workload.concurrency = spread(draw.random, std::size_t{2}, original.concurrency * 2);
    workload.timeout = spread(draw.random, std::max<Nanoseconds>(original.timeout / 8, 10ms),
                              original.timeout * 2);
}

void vary_keys(Scenario& scenario, const Draw& draw) {
    scenario.workload.keys = spread(draw.random, std::size_t{1}, draw.original.workload.keys);
}

/// Some functions are left out, but not all.
void vary_mix(Scenario& scenario, const Draw& draw) {
    auto& mix = scenario.workload.mix;
    mix.clear();
    const auto& original = draw.original.workload.mix;
    for (const auto& [function, weight] : original)
        if (!draw.random.chance(0.2)) mix[function] = 1 + static_cast<double>(draw.random.below(8));
    if (!mix.empty() || original.empty()) return;
    const auto chosen = std::next(original.begin(),
                                  static_cast<std::ptrdiff_t>(draw.random.below(original.size())));
    mix[chosen->first] = 1;
}

bool fits(const FaultPlan& plan, Nanoseconds run) {
    return plan.timing.at.value_or(plan.timing.after) < run;
}

/// What is promised of the end only keeps its time to come true.
void vary_end(Scenario& scenario, const Draw& draw) {
    const Scenario& original = draw.original;
    if (original.check.consistency == eventual || !original.check.checks.empty()) return;
    const bool quick = draw.random.chance(0.5);
    scenario.phases.recover = std::min<Nanoseconds>(original.phases.recover, quick ? 200ms : 1s);
    scenario.workload.final_reads = original.workload.final_reads && draw.random.chance(0.5);
}

void vary_length(Scenario& scenario, const Draw& draw) {
    const Phases& original = draw.original.phases;
    const Nanoseconds usual = std::min(original.run, usual_run);
    const bool is_long = draw.random.chance(share_of_long_runs);
    const Nanoseconds shortest = std::min(usual, shortest_run);
    Phases& phases = scenario.phases;
    phases.run = spread(draw.random, is_long ? usual : shortest, is_long ? original.run : usual);
    phases.warm_up = draw.random.chance(0.5) ? 0ns : std::min<Nanoseconds>(original.warm_up, 500ms);
    vary_end(scenario, draw);
    std::erase_if(scenario.nemesis, [&](const FaultPlan& plan) { return !fits(plan, phases.run); });
}

void vary_shape(FaultPlan& plan, const Draw& draw) {
    if (plan.grudge) return;
    std::vector<std::string> possible;
    for (const auto name : nemesis::names_of(nemesis::shape_names())) {
        Random any(0);
        if (nemesis::make_grudge(name, node_names(draw.original.system.nodes), any))
            possible.emplace_back(name);
    }
    if (!possible.empty()) plan.shape = draw.random.pick(possible);
}

/// No more nodes at once than `plan` says: the same, a smaller target, or the same few each time.
void vary_target(FaultPlan& plan, const Draw& draw) {
    if (!plan.nodes.empty() || !plan.links.empty()) return;
    const auto nodes = node_names(draw.original.system.nodes);
    const auto size = [&](std::string_view target) {
        Random any(0);
        const auto chosen = nemesis::choose_nodes(target, nodes, any);
        return chosen ? chosen->size() : nodes.size() + 1;
    };
    std::vector<std::string> possible;
    for (const auto name : nemesis::names_of(nemesis::target_names()))
        if (size(name) > 0 && size(name) <= size(plan.target)) possible.emplace_back(name);
    if (!possible.empty()) plan.target = draw.random.pick(possible);
    if (!draw.random.chance(0.3)) return;
    if (auto fixed = nemesis::choose_nodes(plan.target, nodes, draw.random)) {
        plan.nodes = std::move(*fixed);
        plan.target = FaultPlan{}.target;  // nodes by name have no target
    }
}

/// Requires: a run phase that is longer than shortest_fault.
void vary_timing(FaultPlan& plan, Nanoseconds run, const Draw& draw) {
    nemesis::Timing timing;
    const Nanoseconds every = spread(draw.random, 4 * shortest_fault, std::max(run, 20ms + 0ns));
    if (draw.random.chance(0.2)) {
        timing.at = rounded(static_cast<double>(run.count()) * 0.9 * draw.random.unit() + 1);
    } else {
        timing.every = every;
        if (draw.random.chance(0.5))
            timing.after = rounded(static_cast<double>(run.count()) * 0.5 * draw.random.unit() + 1);
        if (draw.random.chance(0.5)) timing.stagger = every / 2;
    }
    timing.flip_flop = timing.every && draw.random.chance(0.1);
    if (!timing.flip_flop) timing.lasts = spread(draw.random, shortest_fault, every);
    plan.timing = timing;
}

FaultPlan vary_fault(FaultPlan plan, Nanoseconds run, const Draw& draw) {
    if (plan.fault == "partition")
        vary_shape(plan, draw);
    else
        vary_target(plan, draw);
    vary_timing(plan, run, draw);
    return plan;
}

/// What a variation may take faults from.
std::vector<FaultPlan> known_faults(const Draw& draw) {
    std::vector<FaultPlan> plans = draw.original.nemesis;
    if (!draw.variety.any_fault) return plans;
    for (const char* kind : {"partition", "kill", "pause"}) {
        const auto same = [kind](const FaultPlan& plan) { return plan.fault == kind; };
        if (std::ranges::any_of(plans, same)) continue;
        FaultPlan plan;
        plan.fault = kind;
        if (plan.fault == "partition") plan.shape = "one";
        if (plan.fault != "partition" || draw.original.system.nodes > 1) plans.push_back(plan);
    }
    return plans;
}

/// Each is in half of the variations; one that is alone in two thirds.
void vary_faults(Scenario& scenario, const Draw& draw) {
    scenario.nemesis.clear();
    const std::vector<FaultPlan> plans = known_faults(draw);
    for (const FaultPlan& plan : plans)
        if (draw.random.chance(plans.size() == 1 ? 0.67 : 0.5))
            scenario.nemesis.push_back(vary_fault(plan, scenario.phases.run, draw));
}

void vary_one_fault(Scenario& scenario, const Draw& draw) {
    if (scenario.nemesis.empty()) return vary_faults(scenario, draw);
    FaultPlan& plan = scenario.nemesis[draw.random.below(scenario.nemesis.size())];
    plan = vary_fault(plan, scenario.phases.run, draw);
}

using Dimension = void (*)(Scenario&, const Draw&);

/// The length comes before the faults, whose moments depend on it.
constexpr Dimension dimensions[] = {
    vary_length, vary_latency, vary_trouble_of_links, vary_load,
    vary_keys,   vary_mix,     vary_faults,           vary_one_fault,
};

}  // namespace

core::Result<Scenario> with_all_faults(Scenario scenario, const nemesis::Able& able) {
    nemesis::Composition composition = std::exchange(scenario.composition, {});
    composition.swarm.reset();
    composition.quiet.reset();
    composition.interval = scenario.phases.run / 100;  // so that the turn of each comes
    const auto composed =
        nemesis::compose(composition, scenario.nemesis, node_names(scenario.system.nodes), 0,
                         scenario.phases.run, able);
    if (!composed) return tl::unexpected(composed.error());
    scenario.nemesis = composed->plans;
    return scenario;
}

Scenario vary(const Scenario& original, const Variety& variety, Random random) {
    Scenario scenario = original;
    scenario.check.min_ok = 0;
    scenario.check.min_ok_fraction = 0;
    const Draw draw{original, variety, random};
    for (const Dimension dimension : dimensions)
        if (dimension != vary_one_fault) dimension(scenario, draw);
    return scenario;
}

Scenario mutate(const Scenario& variation, const Scenario& original, const Variety& variety,
                Random random) {
    Scenario scenario = variation;
    scenario.check.min_ok = 0;
    scenario.check.min_ok_fraction = 0;
    const Draw draw{original, variety, random};
    for (auto changes = 1 + random.below(3); changes > 0; --changes)
        dimensions[random.below(std::size(dimensions))](scenario, draw);
    return scenario;
}

}  // namespace ordeal::harness
