// The faults of world `real`; its life is in real_world.cpp.
#include <algorithm>
#include <chrono>
#include <functional>
#include <thread>
#include <utility>

#include "harness/worlds/real_world.hpp"
#include "nemesis/mechanisms/counters.hpp"
#include "nemesis/targets.hpp"

namespace ordeal::harness {

using core::Result;
using core::Value;
using nemesis::Evidence;

namespace {

/// How long a restarted node is waited for while other faults hold.
constexpr std::chrono::milliseconds patience_among_faults{500};

/// Calls `work` for each node on a thread of its own, so that a fault strikes all of them at the
/// same moment, and gathers the results in order.
template <typename T>
std::vector<Result<T>> at_once(const std::vector<DeployedNode*>& nodes,
                               const std::function<Result<T>(DeployedNode&)>& work) {
    std::vector<Result<T>> results(nodes.size());
    {
        std::vector<std::jthread> threads;
        for (std::size_t i = 0; i < nodes.size(); ++i)
            threads.emplace_back([&, i] { results[i] = work(*nodes[i]); });
    }
    return results;
}

Value pids_of(const std::vector<ProcessState>& processes) {
    Value pids{Value::List()};
    for (const ProcessState& one : processes)
        pids.push(one.pid);
    return pids;
}

/// Adds a member to the object that is the member `name` of `details`.
void add(Value& details, std::string_view name, const std::string& node, Value value) {
    const Value* const found = details.find(name);
    Value inner = found != nullptr ? *found : Value::object({});
    inner.set(node, std::move(value));
    details.set(name, std::move(inner));
}

void add_evidence(Evidence& evidence, const std::string& node, const ProcessEvidence& touched,
                  std::string_view took) {
    if (touched.processes.empty()) return evidence.append("not-running", node);
    evidence.bit = true;
    add(evidence.details, "pids", node, touched.server);
    add(evidence.details, "processes", node, pids_of(touched.processes));
    add(evidence.details, took, node, touched.took.count());
}

/// What the end of a fault did to one node.
struct Released {
    DeployedNode::Release release = DeployedNode::Release::held;
    core::Nanoseconds ready_after{0};
    std::string not_ready;  // the reason, where that is no error
};

void add_released(Evidence& evidence, const DeployedNode& node, const Released& released) {
    switch (released.release) {
        case DeployedNode::Release::held:
            return evidence.append("held-by-another-fault", node.id());
        case DeployedNode::Release::down:
            return evidence.append("ended-by-itself", node.id());
        case DeployedNode::Release::resumed:
            return evidence.append("resumed", node.id());
        case DeployedNode::Release::restarted:
            add(evidence.details, "restarted", node.id(), node.pid());
            if (released.not_ready.empty())
                add(evidence.details, "ready-after-ns", node.id(), released.ready_after.count());
            else
                add(evidence.details, "not-yet-ready", node.id(), released.not_ready);
    }
}

}  // namespace

Result<void> RealWorld::can(std::string_view kind) const {
    if (kind == "partition" || kind == "kill" || kind == "pause") return {};
    return core::fail("world real cannot suffer \"{}\"; it can partition, kill and pause", kind);
}

Result<std::vector<DeployedNode*>> RealWorld::find(const std::vector<nemesis::Node>& names) const {
    std::vector<std::string> known;
    for (const auto& node : nodes_)
        known.push_back(node->id());
    const auto places = nemesis::places_of(names, known);
    if (!places) return tl::unexpected(places.error());
    std::vector<DeployedNode*> found;
    for (const std::size_t place : *places)
        found.push_back(nodes_[place].get());
    return found;
}

Result<Evidence> RealWorld::begin(nemesis::FaultId id, const nemesis::Fault& fault) {
    if (active_.contains(id)) return core::fail("fault {} has begun already", id);
    if (auto able = can(kind(fault)); !able) return tl::unexpected(able.error());
    const auto names = nodes_of(fault);
    auto begun = names ? hold(id, fault, *names) : cut(id, std::get<nemesis::Partition>(fault));
    if (begun) active_.emplace(id, *begun);
    return begun;
}

Result<Evidence> RealWorld::cut(nemesis::FaultId id, const nemesis::Partition& partition) {
    const auto network = fabric();
    if (!network) return core::fail("the world has been stopped");
    const auto cut = network->begin_cut(id, nemesis::links_cut_by(partition.grudge));
    if (!cut) return tl::unexpected(cut.error());
    const auto report = network->cut_so_far(id);
    if (!report) return tl::unexpected(report.error());
    return Evidence{nemesis::to_value(*report), report->total() > 0};
}

Result<Evidence> RealWorld::hold(nemesis::FaultId id, const nemesis::Fault& fault,
                                 const std::vector<nemesis::Node>& names) {
    const auto nodes = find(names);
    if (!nodes) return tl::unexpected(nodes.error());
    const bool kills = std::holds_alternative<nemesis::Kill>(fault);
    const auto touched = at_once<ProcessEvidence>(
        *nodes, [&](DeployedNode& node) { return kills ? node.kill(id) : node.pause(id); });
    Evidence evidence;
    for (std::size_t i = 0; i < nodes->size(); ++i) {
        if (!touched[i]) {
            for (DeployedNode* node : *nodes)
                static_cast<void>(node->release(id));
            return tl::unexpected(touched[i].error());
        }
        add_evidence(evidence, (*nodes)[i]->id(), *touched[i],
                     kills ? "gone-after-ns" : "stopped-after-ns");
    }
    return evidence;
}

Result<Evidence> RealWorld::end(nemesis::FaultId id, const nemesis::Fault& fault) {
    if (!active_.contains(id)) return core::fail("fault {} is not active", id);
    const auto names = nodes_of(fault);
    auto ended = names ? let_go(id, *names) : mend(id);
    if (ended) active_.erase(id);
    return ended;
}

Result<Evidence> RealWorld::mend(nemesis::FaultId id) {
    const auto network = fabric();
    if (!network) return core::fail("the world has been stopped");
    const auto report = network->end_cut(id);
    if (!report) return tl::unexpected(report.error());
    return Evidence{nemesis::to_value(*report), report->total() > 0};
}

Result<Evidence> RealWorld::let_go(nemesis::FaultId id, const std::vector<nemesis::Node>& names) {
    const auto nodes = find(names);
    if (!nodes) return tl::unexpected(nodes.error());
    const bool alone = active_.size() == 1;
    const auto released = at_once<Released>(*nodes, [&](DeployedNode& node) -> Result<Released> {
        const auto release = node.release(id);
        if (!release) return tl::unexpected(release.error());
        if (*release != DeployedNode::Release::restarted) return Released{*release, {}, {}};
        if (const auto inside = enter_client_network(); !inside)
            return tl::unexpected(inside.error());
        const core::Nanoseconds full = node.ready_within();
        const auto ready = node.wait_until_ready(
            alone ? full : std::min<core::Nanoseconds>(full, patience_among_faults));
        if (ready) return Released{*release, *ready, {}};
        if (alone || node.pid() == 0) return tl::unexpected(ready.error());
        return Released{*release, {}, ready.error().message};
    });
    Evidence evidence = active_.at(id);
    for (std::size_t i = 0; i < nodes->size(); ++i) {
        if (!released[i]) return core::fail("restart failed: {}", released[i].error().message);
        add_released(evidence, *(*nodes)[i], *released[i]);
    }
    return evidence;
}

}  // namespace ordeal::harness
