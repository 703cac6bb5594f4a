#include "nemesis/composition/composition.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/random.hpp"
#include "core/text/nearest.hpp"
#include "nemesis/composition/presets.hpp"
#include "nemesis/composition/strength.hpp"

namespace ordeal::nemesis {

namespace {

using core::Nanoseconds;
using core::Random;

/// A fault on its way into the run.
struct Candidate {
    FaultPlan plan;
    std::optional<std::size_t> group;  // which of the composition's; none: it has its times already
    double strength = 1;
};

using Candidates = std::vector<Candidate>;

/// "kill", "partition one": tells the plans of a group apart.
std::string label(const FaultPlan& plan) {
    if (!plan.shape.empty()) return fmt::format("{} {}", plan.fault, plan.shape);
    const bool named = plan.fault == "partition" || !plan.nodes.empty() || !plan.links.empty();
    return named ? plan.fault : fmt::format("{} {}", plan.fault, plan.target);
}

core::Result<void> check(const Composition& composition) {
    if (composition.interval && *composition.interval <= Nanoseconds{0})
        return core::fail("nemesis.interval: must be above 0s");
    if (!composition.swarm) return {};
    const auto& [probability, strength, at_least] = *composition.swarm;
    if (!(probability >= 0 && probability <= 1))
        return core::fail("nemesis.probability: {} is not from 0 to 1", probability);
    if (!(strength.low > 0 && strength.low <= strength.high && strength.high <= 1))
        return core::fail("nemesis.strength: from {} to {} is not above 0 and at most 1",
                          strength.low, strength.high);
    return {};
}

/// Whether there are nodes enough for it.
core::Result<void> fits(FaultPlan plan, const std::vector<Node>& nodes, Nanoseconds run) {
    plan.timing = rhythm(usual_interval(run));
    const auto schedule = make_schedule({plan}, nodes, 0, run);
    return schedule ? core::Result<void>() : tl::unexpected(schedule.error());
}

/// What one run can suffer of a group; the rest is noted down, each reason once.
core::Result<Candidates> members(const Composition& composition, std::size_t place,
                                 const std::vector<Node>& nodes, Nanoseconds run, const Able& able,
                                 Composed& composed) {
    const std::string& word = composition.groups[place];
    const std::vector<FaultPlan> plans = group(word);
    if (plans.empty())
        return core::fail("nemesis: there is no group \"{}\"{}", word,
                          core::suggestion(word, names_of(preset_names())));
    Candidates candidates;
    for (const FaultPlan& plan : plans) {
        const auto can = able(plan.fault);
        const auto fit = can ? fits(plan, nodes, run) : core::Result<void>();
        if (can && fit) {
            candidates.push_back({plan, place});
            continue;
        }
        Composed::LeftOut left_out{can ? label(plan) : plan.fault,
                                   (can ? fit : can).error().message};
        if (std::ranges::find(composed.left_out, left_out) == composed.left_out.end())
            composed.left_out.push_back(std::move(left_out));
    }
    if (!candidates.empty()) return candidates;
    const auto& [fault, why] = composed.left_out.back();
    return core::fail("nemesis: nothing of \"{}\" can be done here: {}: {}", word, fault, why);
}

double two_digits(double number) {
    return std::round(number * 100) / 100;
}

/// The candidates that are in, in their order.
Candidates draw(const Swarm& swarm, const Candidates& candidates, std::uint64_t seed,
                Composed& composed) {
    const Random random = Random(seed).split("swarm");
    std::map<std::string, std::uint64_t> of_kind;
    std::vector<std::pair<double, std::size_t>> ranks;
    std::vector<double> strengths;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        const std::string& kind = candidates[i].plan.fault;
        Random own = random.split(kind).split(of_kind[kind]++);
        ranks.emplace_back(own.unit(), i);
        const auto& [low, high] = swarm.strength;
        strengths.push_back(std::clamp(two_digits(low + own.unit() * (high - low)), low, high));
    }
    std::ranges::sort(ranks);
    std::set<std::size_t> chosen;
    for (const auto& [rank, place] : ranks)
        if (rank < swarm.probability || chosen.size() < swarm.at_least) chosen.insert(place);
    Candidates in;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        const bool is_in = chosen.contains(i);
        composed.drawn.push_back({label(candidates[i].plan), is_in, is_in ? strengths[i] : 0});
        if (is_in) in.push_back({candidates[i].plan, candidates[i].group, strengths[i]});
    }
    return in;
}

/// The intervals of the run in which a fault of that rhythm begins in time, and not in quiet.
std::vector<std::int64_t> slots_of(Nanoseconds interval, Nanoseconds run,
                                   const std::optional<Quiet>& quiet) {
    const Timing timing = rhythm(interval);
    std::vector<std::int64_t> all;
    std::vector<std::int64_t> loud;
    for (std::int64_t slot = 0; slot * interval + timing.after + timing.stagger < run; ++slot) {
        const Nanoseconds first = slot * interval + timing.after;
        all.push_back(slot);
        if (!quiet || !(is_quiet(*quiet, first) || is_quiet(*quiet, first + timing.stagger)))
            loud.push_back(slot);
    }
    return loud.empty() ? all : loud;
}

/// The faults of one group by turns, in an order that is drawn: one in each interval, or two where
/// there are more of them than intervals.
void take_turns(std::vector<Candidate*> turns, Nanoseconds interval,
                const std::vector<std::int64_t>& slots, Random random, Composed& composed) {
    random.shuffle(turns);
    const std::size_t at_once = turns.size() > slots.size() ? 2 : 1;
    const std::size_t rounds = std::min((turns.size() + at_once - 1) / at_once, slots.size());
    for (std::size_t turn = 0; turn < turns.size(); ++turn) {
        FaultPlan& plan = turns[turn]->plan;
        if (turn / at_once >= slots.size()) {
            composed.not_reached.push_back(label(plan));
            continue;
        }
        const auto slot = slots[turn / at_once];
        const auto period = slots[rounds - 1] - slots.front() + 1;
        plan.timing = rhythm(interval);
        plan.timing.after += slot * interval;
        plan.timing.every = period * interval;
    }
}

}  // namespace

core::Result<void> anything(std::string_view) {
    return {};
}

core::Result<Composed> compose(const Composition& composition, const std::vector<FaultPlan>& plans,
                               const std::vector<Node>& nodes, std::uint64_t seed, Nanoseconds run,
                               const Able& able) {
    if (auto sound = check(composition); !sound) return tl::unexpected(sound.error());
    Composed composed;
    Candidates all;
    for (const FaultPlan& plan : plans)
        all.push_back({plan, std::nullopt});
    for (std::size_t place = 0; place < composition.groups.size(); ++place) {
        auto more = members(composition, place, nodes, run, able, composed);
        if (!more) return tl::unexpected(more.error());
        all.insert(all.end(), more->begin(), more->end());
    }
    if (composition.swarm) all = draw(*composition.swarm, all, seed, composed);
    const Nanoseconds interval = composition.interval.value_or(usual_interval(run));
    const Random order = Random(seed).split("nemesis").split("turns");
    for (std::size_t place = 0; place < composition.groups.size(); ++place) {
        std::vector<Candidate*> turns;
        for (Candidate& one : all)
            if (one.group == place) turns.push_back(&one);
        take_turns(turns, interval, slots_of(interval, run, composition.quiet), order.split(place),
                   composed);
    }
    for (const Candidate& one : all)
        if (!one.group || one.plan.timing.every)
            composed.plans.push_back(weakened(one.plan, one.strength));
    return composed;
}

core::Result<Schedule> make_quiet_schedule(const std::vector<FaultPlan>& plans,
                                           const std::optional<Quiet>& quiet,
                                           const std::vector<Node>& nodes, std::uint64_t seed,
                                           Nanoseconds run) {
    auto schedule = make_schedule(plans, nodes, seed, run);
    if (!quiet || !schedule) return schedule;
    auto hushed = hush(*quiet, *schedule);
    if (!hushed) return hushed;
    std::set<std::size_t> heard;
    for (const Step& step : *hushed)
        heard.insert(step.plan);
    for (const Step& step : *schedule)
        if (!heard.contains(step.plan) && plans[step.plan].timing.stagger == Nanoseconds{0})
            return core::fail(
                "nemesis[{}]: each time that \"{}\" would begin it is quiet: give it another "
                "\"after\", or \"quiet\" another \"every\"",
                step.plan, kind(step.fault));
    return hushed;
}

core::Value to_value(const Composed& composed) {
    using core::Value;
    Value::List drawn;
    Value::List not_drawn;
    for (const auto& [fault, in, strength] : composed.drawn)
        if (in)
            drawn.push_back(Value::object({{"fault", fault}, {"strength", strength}}));
        else
            not_drawn.push_back(Value(fault));
    Value::List left_out;
    for (const auto& [fault, why] : composed.left_out)
        left_out.push_back(Value::object({{"fault", fault}, {"why", why}}));
    Value document = Value::object({});
    const auto add = [&document](std::string_view name, Value::List list) {
        if (!list.empty()) document.set(name, Value(std::move(list)));
    };
    add("drawn", std::move(drawn));
    add("not-drawn", std::move(not_drawn));
    add("not-reached", {composed.not_reached.begin(), composed.not_reached.end()});
    add("left-out", std::move(left_out));
    return document;
}

}  // namespace ordeal::nemesis
