#include "harness/shrink/simpler.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <set>
#include <utility>

#include "harness/scenario/validate.hpp"

namespace ordeal::harness {

using core::Nanoseconds;
using nemesis::FaultPlan;
using namespace std::chrono_literals;

namespace {

bool is_partition(const FaultPlan& plan) {
    return plan.grudge.has_value();
}

/// Whether anything of it is left.
bool leave_out(FaultPlan& plan, const nemesis::Node& node) {
    if (!plan.links.empty()) {
        std::erase_if(plan.links, [&node](const nemesis::LinkName& link) {
            return link.from == node || link.to == node;
        });
        return !plan.links.empty();
    }
    if (!is_partition(plan)) {
        std::erase(plan.nodes, node);
        return !plan.nodes.empty();
    }
    plan.grudge->erase(node);
    for (auto& [deaf, silent] : *plan.grudge)
        silent.erase(node);
    std::erase_if(*plan.grudge, [](const auto& entry) { return entry.second.empty(); });
    return !plan.grudge->empty();
}

/// The lowest number with the same node that nobody has.
std::size_t free_number(std::size_t client, std::size_t nodes,
                        const std::map<std::size_t, std::size_t>& taken) {
    std::set<std::size_t> numbers;
    for (const auto& [before, number] : taken)
        numbers.insert(number);
    std::size_t number = client % nodes;
    while (numbers.contains(number))
        number += nodes;
    return number;
}

/// Of a value that is written, or of those of a cas.
void renumber_values(core::Value& value, std::map<std::int64_t, std::int64_t>& numbers) {
    if (value.is_list())
        for (core::Value& item : value.as_list())
            renumber_values(item, numbers);
    if (value.is_int()) {
        const auto next = static_cast<std::int64_t>(numbers.size()) + 1;
        value = numbers.try_emplace(value.as_int(), next).first->second;
    }
}

}  // namespace

Scenario with_operations(const Scenario& scenario,
                         const std::function<bool(const PlannedOperation&)>& keep) {
    Scenario simpler = scenario;
    std::erase_if(simpler.workload.operations,
                  [&keep](const PlannedOperation& operation) { return !keep(operation); });
    return simpler;
}

Scenario with_faults(const Scenario& scenario, const std::vector<std::size_t>& places) {
    Scenario simpler = scenario;
    simpler.nemesis.clear();
    for (const std::size_t place : places)
        simpler.nemesis.push_back(scenario.nemesis[place]);
    return simpler;
}

std::optional<Scenario> with_one_node_less(const Scenario& scenario) {
    if (scenario.system.nodes < 2) return std::nullopt;
    Scenario simpler = scenario;
    const nemesis::Node last = node_names(simpler.system.nodes--).back();
    std::erase_if(simpler.nemesis, [&last](FaultPlan& plan) { return !leave_out(plan, last); });
    return simpler;
}

std::vector<CutLink> links_of(const FaultPlan& plan) {
    std::vector<CutLink> links;
    if (!is_partition(plan)) return links;
    for (const auto& [deaf, silenced] : *plan.grudge)
        for (const auto& silent : silenced)
            links.push_back({deaf, silent});
    return links;
}

nemesis::Grudge grudge_of(const std::vector<CutLink>& links) {
    nemesis::Grudge grudge;
    for (const CutLink& link : links)
        grudge[link.deaf].insert(link.silent);
    return grudge;
}

std::vector<Nanoseconds> moments_of(const Scenario& scenario) {
    std::set<Nanoseconds> moments;
    for (const PlannedOperation& operation : scenario.workload.operations)
        moments.insert(operation.at);
    for (const FaultPlan& plan : scenario.nemesis) {
        moments.insert(*plan.timing.at);
        moments.insert(*plan.timing.at + *plan.timing.lasts);
    }
    return {moments.begin(), moments.end()};
}

Scenario with_moments(const Scenario& scenario,
                      const std::function<Nanoseconds(Nanoseconds)>& move) {
    Scenario simpler = scenario;
    for (PlannedOperation& operation : simpler.workload.operations)
        operation.at = move(operation.at);
    Nanoseconds run = 1ms;
    for (FaultPlan& plan : simpler.nemesis) {
        const Nanoseconds begin = move(*plan.timing.at);
        const Nanoseconds end = std::max(move(*plan.timing.at + *plan.timing.lasts), begin + 1ns);
        plan.timing.at = begin;
        plan.timing.lasts = end - begin;
        run = std::max(run, end);
    }
    simpler.phases.run = run;
    simpler.phases.recover = {};
    return simpler;
}

std::vector<Simplification> simpler_networks() {
    return {
        [](Scenario& scenario) { scenario.network.loss = 0; },
        [](Scenario& scenario) { scenario.network.duplicate = 0; },
        [](Scenario& scenario) { scenario.network.reorder = 0; },
        [](Scenario& scenario) { scenario.network.rate_bits_per_second = 0; },
        [](Scenario& scenario) {
            scenario.network.latency.distribution = nemesis::Distribution::constant;
            scenario.network.latency.jitter = {};
        },
        [](Scenario& scenario) {
            scenario.network.latency = {nemesis::Distribution::constant, 1ms, {}};
        },
        [](Scenario& scenario) {
            nemesis::Latency& latency = scenario.network.latency;
            if (latency.mean < 2ms) return;
            latency.mean /= 2;
            latency.jitter /= 2;
        },
    };
}

Scenario renumbered(const Scenario& scenario) {
    Scenario simpler = scenario;
    std::map<std::size_t, std::size_t> clients;
    std::map<core::Value, std::size_t> keys;
    std::size_t concurrency = 1;
    for (PlannedOperation& operation : simpler.workload.operations) {
        const std::size_t client = operation.client;
        if (!clients.contains(client))
            clients.emplace(client, free_number(client, scenario.system.nodes, clients));
        operation.client = clients.at(client);
        concurrency = std::max(concurrency, operation.client + 1);
        if (operation.key) {
            const std::size_t number = keys.try_emplace(*operation.key, keys.size()).first->second;
            operation.key = "k" + std::to_string(number);
        }
    }
    simpler.workload.concurrency = concurrency;
    simpler.workload.keys = std::max<std::size_t>(keys.size(), 1);
    return simpler;
}

Scenario with_small_values(const Scenario& scenario) {
    Scenario simpler = scenario;
    std::map<std::int64_t, std::int64_t> numbers;
    if (scenario.workload.initial.is_int())
        numbers.emplace(scenario.workload.initial.as_int(), scenario.workload.initial.as_int());
    for (PlannedOperation& operation : simpler.workload.operations)
        renumber_values(operation.value, numbers);
    return simpler;
}

}  // namespace ordeal::harness
