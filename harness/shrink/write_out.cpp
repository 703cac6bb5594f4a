#include "harness/shrink/write_out.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "harness/scenario/validate.hpp"

namespace ordeal::harness {

using core::Nanoseconds;
using nemesis::FaultPlan;
using nemesis::Node;

namespace {

FaultPlan plan_of(const nemesis::Fault& fault, std::vector<Node> nodes) {
    FaultPlan plan;
    plan.fault = kind(fault);
    plan.nodes = std::move(nodes);
    return plan;
}

/// One plan for each node, because a plan has one range for all.
template <typename Value, typename Member>
std::vector<FaultPlan> plans_of_clocks(const nemesis::Fault& fault,
                                       const std::map<Node, Value>& values, Member member) {
    std::vector<FaultPlan> plans;
    for (const auto& [node, value] : values) {
        plans.push_back(plan_of(fault, {node}));
        plans.back().*member = {value, value};
    }
    return plans;
}

FaultPlan plan_of_links(const nemesis::Fault& fault, const nemesis::BadLinks& bad) {
    FaultPlan plan = plan_of(fault, {});
    const nemesis::LinkRule& change = bad.change;
    plan.links = bad.links;
    plan.mend_checksum = change.mend_checksum;
    if (change.latency != nemesis::Latency{}) plan.latency = change.latency;
    for (const double chance :
         {change.loss, change.duplicate, change.reorder, change.corrupt, change.reset})
        if (chance > 0) plan.probability = chance;
    if (change.rate_bits_per_second > 0) plan.bandwidth = change.rate_bits_per_second;
    return plan;
}

void set_rule(FaultPlan& plan, const nemesis::DiskRule& rule) {
    plan.calls = rule.calls;
    plan.files = rule.files;
    if (rule.nth == 0) plan.probability = rule.probability;
    plan.nth = rule.nth;
    if (rule.latency != nemesis::Latency{}) plan.latency = rule.latency;
}

/// Without their times.
std::vector<FaultPlan> plans_of(const nemesis::Fault& fault) {
    if (const auto* partition = std::get_if<nemesis::Partition>(&fault)) {
        FaultPlan plan = plan_of(fault, {});
        plan.grudge = partition->grudge;
        return {plan};
    }
    if (const auto* drift = std::get_if<nemesis::ClockDrift>(&fault))
        return plans_of_clocks(fault, drift->rates, &FaultPlan::rate);
    if (const auto* bump = std::get_if<nemesis::ClockBump>(&fault))
        return plans_of_clocks(fault, bump->offsets, &FaultPlan::offset);
    if (const auto* strobe = std::get_if<nemesis::ClockStrobe>(&fault)) {
        auto plans = plans_of_clocks(fault, strobe->offsets, &FaultPlan::offset);
        for (FaultPlan& plan : plans)
            plan.period = strobe->period;
        return plans;
    }
    if (const auto* links = std::get_if<nemesis::BadLinks>(&fault))
        return {plan_of_links(fault, *links)};
    FaultPlan plan = plan_of(fault, *nodes_of(fault));
    if (const auto* stutter = std::get_if<nemesis::Stutter>(&fault)) {
        plan.share = stutter->share;
        plan.period = stutter->period;
    }
    if (const auto* loop = std::get_if<nemesis::CrashLoop>(&fault)) plan.up = loop->up;
    if (const auto* disk = std::get_if<nemesis::BadDisk>(&fault)) set_rule(plan, disk->rule);
    if (const auto* full = std::get_if<nemesis::FullDisk>(&fault)) plan.size = full->free_bytes;
    if (const auto* fiu = std::get_if<nemesis::FailurePoint>(&fault)) {
        plan.point = fiu->point;
        plan.probability = fiu->probability;
    }
    if (const auto* damaged = std::get_if<nemesis::DamagedFiles>(&fault)) {
        plan.files = damaged->files;
        (damaged->name == "bit-rot" ? plan.bits : plan.size) = damaged->amount;
    }
    if (const auto* hunger = std::get_if<nemesis::Starvation>(&fault)) {
        plan.share = hunger->share;
        (hunger->name == "memory" ? plan.size : plan.limit) = hunger->limit;
    }
    return {plan};
}

/// The nodes that held a role when the fault began; none: it did not take hold.
std::vector<Node> holders_of(nemesis::FaultId fault, const core::History& history) {
    for (const core::Event& event : history) {
        const core::Value* id = nullptr;
        const core::Value* holders = nullptr;
        for (const auto& [name, value] : event.extra) {
            if (name == "fault") id = &value;
            if (name == "holders" && value.is_list()) holders = &value;
        }
        if (!id || !holders || *id != core::Value(fault)) continue;
        std::vector<Node> nodes;
        for (const core::Value& node : holders->as_list())
            if (node.is_string()) nodes.push_back(node.as_string());
        return nodes;
    }
    return {};
}

/// With faults on the nodes that held roles in place of those on roles.
core::Result<nemesis::Schedule> with_holders(nemesis::Schedule schedule, const Scenario& scenario,
                                             const core::History& history) {
    for (nemesis::Step& step : schedule) {
        if (step.role.empty()) continue;
        const auto holders = holders_of(step.id, history);
        if (holders.empty()) continue;
        auto fault = nemesis::fault_on_holders(step, scenario.nemesis[step.plan], holders,
                                               node_names(scenario.system.nodes));
        if (!fault) return tl::unexpected(fault.error());
        step.fault = *std::move(fault);
        step.role.clear();
    }
    std::erase_if(schedule, [](const nemesis::Step& step) { return !step.role.empty(); });
    return schedule;
}

PlannedOperation operation_of(const core::Event& event, std::size_t clients) {
    return {.at = event.time,
            .client = static_cast<std::size_t>(event.process.number) % clients,
            .f = event.f,
            .key = event.key,
            .value = event.value};
}

}  // namespace

std::vector<FaultPlan> write_out(const nemesis::Schedule& schedule) {
    std::map<nemesis::FaultId, Nanoseconds> ends;
    for (const nemesis::Step& step : schedule)
        if (step.phase == nemesis::Phase::end) ends[step.id] = step.time;
    // Where times tie the order of the plans decides (nemesis::make_schedule): it stays.
    nemesis::Schedule steps = schedule;
    std::erase_if(steps, [](const auto& step) { return step.phase == nemesis::Phase::end; });
    std::ranges::stable_sort(steps, {}, &nemesis::Step::plan);
    std::vector<FaultPlan> plans;
    for (const nemesis::Step& step : steps) {
        for (FaultPlan& plan : plans_of(step.fault)) {
            plan.timing.at = step.time;
            plan.timing.lasts = ends[step.id] - step.time;
            plans.push_back(std::move(plan));
        }
    }
    return plans;
}

core::Result<Scenario> write_out(const Scenario& scenario, const nemesis::Schedule& schedule,
                                 const core::History& history) {
    Scenario written = scenario;
    WorkloadSpec& workload = written.workload;
    workload.operations.clear();
    for (const core::Event& event : history)
        if (event.process.is_client() && event.type == core::EventType::invoke)
            workload.operations.push_back(operation_of(event, workload.concurrency));
    if (workload.operations.empty()) return core::fail("the history has no operations");
    workload.final_reads = false;
    auto resolved = with_holders(schedule, scenario, history);
    if (!resolved) return tl::unexpected(resolved.error());
    written.nemesis = write_out(*resolved);
    written.composition = {};
    const Nanoseconds shift = scenario.phases.warm_up;
    for (FaultPlan& plan : written.nemesis)
        *plan.timing.at += shift;
    // The end stays where it was, for promises that are about what comes after it.
    written.phases = {.warm_up = {},
                      .run = shift + scenario.phases.run,
                      .recover = scenario.phases.recover + scenario.phases.settle};
    written.check.min_ok = 0;
    return written;
}

}  // namespace ordeal::harness
