#include "harness/worlds/node_faults.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "core/value.hpp"
#include "nemesis/targets.hpp"

namespace ordeal::harness {

using core::Result;
using core::Value;
using nemesis::Evidence;

namespace {

/// How long a restarted node is waited for while other faults hold.
constexpr std::chrono::milliseconds patience_among_faults{500};
/// How long a server that was asked to end is waited for; it may take longer.
constexpr std::chrono::milliseconds patience_for_term{250};

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

void tell_of(Evidence& evidence, std::string_view list, const nemesis::Node& node, Value value) {
    const Value* const found = evidence.details.find(list);
    Value inner = found != nullptr ? *found : Value::object({});
    inner.set(node, std::move(value));
    evidence.details.set(list, std::move(inner));
}

Result<std::vector<DeployedNode*>> find_nodes(
    const std::vector<std::unique_ptr<DeployedNode>>& nodes,
    const std::vector<nemesis::Node>& names) {
    std::vector<std::string> known;
    for (const auto& node : nodes)
        known.push_back(node->id());
    const auto places = nemesis::places_of(names, known);
    if (!places) return tl::unexpected(places.error());
    std::vector<DeployedNode*> found;
    for (const std::size_t place : *places)
        found.push_back(nodes[place].get());
    return found;
}

Result<Evidence> strike_nodes(const std::vector<DeployedNode*>& nodes, nemesis::FaultId id,
                              const nemesis::Fault& fault) {
    const bool kills = std::holds_alternative<nemesis::Kill>(fault);
    const bool asks = std::holds_alternative<nemesis::Term>(fault);
    const auto touched =
        at_once<ProcessEvidence>(nodes, [&](DeployedNode& node) -> Result<ProcessEvidence> {
            if (asks) return node.term(id, patience_for_term);
            return kills ? node.kill(id) : node.pause(id);
        });
    Evidence evidence;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        if (!touched[i]) {
            for (DeployedNode* node : nodes)
                static_cast<void>(node->release(id));
            return tl::unexpected(touched[i].error());
        }
        add_evidence(evidence, nodes[i]->id(), *touched[i],
                     asks    ? "asked-for-ns"
                     : kills ? "gone-after-ns"
                             : "stopped-after-ns");
        if (asks && nodes[i]->pid() != 0) evidence.append("still-running", nodes[i]->id());
    }
    return evidence;
}

RestlessFault::RestlessFault(std::vector<DeployedNode*> nodes, nemesis::FaultId id,
                             const nemesis::Fault& fault,
                             std::function<void(const DeployedNode&)> before)
    : nodes_(std::move(nodes)),
      id_(id),
      stutters_(std::holds_alternative<nemesis::Stutter>(fault)),
      before_(std::move(before)) {
    for (const DeployedNode* node : nodes_)
        strikes_.emplace(node->id(), 0);
    Beat beat;
    beat.strike = [this] { strike(); };
    beat.let_go = [this] {
        for (DeployedNode* node : nodes_)
            static_cast<void>(node->release(id_));
    };
    if (const auto* stutter = std::get_if<nemesis::Stutter>(&fault)) {
        beat.alone = core::Nanoseconds(
            std::llround(static_cast<double>(stutter->period.count()) * stutter->share));
        beat.struck = stutter->period - beat.alone;
    } else {
        beat.alone = beat.struck = std::get<nemesis::CrashLoop>(fault).up;
    }
    rhythm_ = std::make_unique<Rhythm>(std::move(beat));
}

void RestlessFault::strike() {
    for (DeployedNode* node : nodes_) {
        if (before_) before_(*node);
        const auto struck = stutters_ ? node->pause(id_) : node->kill(id_);
        if (struck && !struck->processes.empty()) ++strikes_.at(node->id());
    }
}

void RestlessFault::end(Evidence& evidence) {
    rhythm_.reset();
    if (!stutters_) strike();
    Value counts = Value::object({});
    for (const auto& [node, times] : strikes_) {
        counts.set(node, times);
        evidence.bit |= times > 0;
    }
    evidence.details.set(stutters_ ? "stops" : "kills", std::move(counts));
}

void let_end(const std::vector<DeployedNode*>& nodes, nemesis::FaultId id) {
    for (DeployedNode* node : nodes)
        node->let_end(id);
}

void tell_who_gave_up(Evidence& evidence, const std::vector<DeployedNode*>& nodes,
                      nemesis::FaultId id) {
    Value gave_up = Value::object({});
    for (DeployedNode* node : nodes)
        if (const auto how = node->let_end_no_more(id)) gave_up.set(node->id(), *how);
    if (!gave_up.as_object().empty()) evidence.details.set("gave-up", std::move(gave_up));
}

Result<Evidence> release_nodes(const std::vector<DeployedNode*>& nodes, nemesis::FaultId id,
                               Evidence evidence, bool alone, const AwaitNode& await) {
    const auto released = at_once<Released>(nodes, [&](DeployedNode& node) -> Result<Released> {
        const auto release = node.release(id);
        if (!release) return tl::unexpected(release.error());
        if (*release != DeployedNode::Release::restarted) return Released{*release, {}, {}};
        const core::Nanoseconds full = node.ready_within();
        const auto ready =
            await(node, alone ? full : std::min<core::Nanoseconds>(full, patience_among_faults));
        if (ready) return Released{*release, *ready, {}};
        const bool another_ended_it = node.is_held();
        if (!another_ended_it && (alone || node.pid() == 0)) return tl::unexpected(ready.error());
        return Released{*release, {}, ready.error().message};
    });
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        if (!released[i]) return core::fail("restart failed: {}", released[i].error().message);
        add_released(evidence, *nodes[i], *released[i]);
    }
    return evidence;
}

}  // namespace ordeal::harness
