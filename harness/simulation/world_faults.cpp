// The faults of world `sim`; its life is in world.cpp.
#include <algorithm>
#include <utility>

#include "core/text/words.hpp"
#include "harness/simulation/simulation.hpp"
#include "harness/simulation/world.hpp"
#include "nemesis/targets.hpp"

namespace ordeal::harness {

using core::Result;
using core::Value;
using nemesis::Evidence;

namespace {

/// Adds a member to the object that is the member `name` of the details.
void add(Evidence& evidence, std::string_view name, const nemesis::Node& node, Value value) {
    const Value* const found = evidence.details.find(name);
    Value inner = found != nullptr ? *found : Value::object({});
    inner.set(node, std::move(value));
    evidence.details.set(name, std::move(inner));
}

/// Whether it is about every save.
bool is_plain(const nemesis::DiskRule& rule) {
    return rule == nemesis::DiskRule{.calls = nemesis::default_calls("lying-fsync"), .latency = {}};
}

}  // namespace

Result<void> SimWorld::can(std::string_view kind) const {
    return sim_can_suffer(kind);
}

Result<void> sim_can_suffer(std::string_view kind) {
    static const std::vector<std::string_view> able = {
        "partition",   "kill",    "pause",     "power-loss", "clock-drift", "clock-bump",
        "lying-fsync", "latency", "slow-node", "loss",       "flaky-node",  "duplicate",
        "reorder",     "rate",    "cut",       "fiu"};
    if (std::ranges::find(able, kind) != able.end()) return {};
    return core::fail("world sim cannot suffer \"{}\"; it can suffer {}", kind,
                      core::listed(able, "and"));
}

Result<Evidence> SimWorld::begin(nemesis::FaultId id, const nemesis::Fault& fault) {
    if (const auto* partition = std::get_if<nemesis::Partition>(&fault)) {
        const auto report = network_.begin_cut(id, partition->grudge);
        if (!report) return tl::unexpected(report.error());
        return Evidence{nemesis::to_value(*report), report->total() > 0};
    }
    if (const auto* bad = std::get_if<nemesis::BadLinks>(&fault)) {
        if (auto begun = network_.begin_worse(id, *bad); !begun)
            return tl::unexpected(begun.error());
        return Evidence{Value::object({}), false};
    }
    if (active_.contains(id)) return core::fail("fault {} has begun already", id);
    if (auto able = can(kind(fault)); !able) return tl::unexpected(able.error());
    if (const auto* lie = std::get_if<nemesis::BadDisk>(&fault); lie && !is_plain(lie->rule))
        return core::fail(
            "in world sim a lying-fsync is about all that a node saves: it cannot have calls, "
            "files, a probability or nth");
    const auto nodes = nemesis::places_of(*nodes_of(fault), names_);
    if (!nodes) return tl::unexpected(nodes.error());
    if (const auto* failing = std::get_if<nemesis::FailurePoint>(&fault))
        for (const std::size_t node : *nodes)
            if (auto added = members_[node].points.add(failing->point); !added)
                return tl::unexpected(added.error());
    Evidence evidence{Value::object({}), false};
    for (const std::size_t node : *nodes)
        strike(node, id, fault, evidence);
    active_.emplace(id, evidence);
    return evidence;
}

void SimWorld::strike(std::size_t node, nemesis::FaultId id, const nemesis::Fault& fault,
                      Evidence& evidence) {
    if (const auto* drift = std::get_if<nemesis::ClockDrift>(&fault)) {
        const double rate = drift->rates.at(names_[node]);
        return add_moved("timers-moved", node, timers_.begin_drift(node, id, rate), evidence);
    }
    if (const auto* bump = std::get_if<nemesis::ClockBump>(&fault)) {
        const core::Nanoseconds offset = bump->offsets.at(names_[node]);
        return add_moved("timers-moved", node, timers_.jump(node, offset), evidence);
    }
    if (std::holds_alternative<nemesis::BadDisk>(fault)) {
        members_[node].lies.emplace(id, Lies{});
        return parts_.cluster.set_lying(node, true);
    }
    if (const auto* failing = std::get_if<nemesis::FailurePoint>(&fault)) {
        parts_.cluster.remember_saves();
        return members_[node].points.faults().begin(id, failing->point, failing->probability);
    }
    stop(node, id, fault, evidence);
}

/// A kill, a power loss or a pause.
void SimWorld::stop(std::size_t node, nemesis::FaultId id, const nemesis::Fault& fault,
                    Evidence& evidence) {
    Member& member = members_[node];
    const bool running = member.running();
    evidence.append(running ? "running" : "not-running", names_[node]);
    evidence.bit |= running;
    if (!nemesis::ends_nodes(kind(fault))) {
        member.paused_by.insert(id);
        return;
    }
    member.killed_by.insert(id);
    if (running) crash(node);
    const bool power_loss = std::holds_alternative<nemesis::PowerLoss>(fault);
    if (!power_loss && (!running || member.lies.empty())) return;
    const std::size_t lost = parts_.cluster.lose_saves(node);
    if (power_loss || lost > 0) add(evidence, "saves-lost", names_[node], lost);
    for (auto& [liar, lies] : member.lies)
        lies.lost += lost;
}

void SimWorld::crash(std::size_t node) {
    Member& member = members_[node];
    parts_.cluster.crash(node);
    timers_.forget(node);
    // What waited in the socket of a paused node is gone without a word.
    for (const Occurrence& occurrence : std::exchange(member.waiting, {})) {
        if (occurrence.kind == OccurrenceKind::message) parts_.cluster.drop(occurrence.number);
        if (occurrence.kind == OccurrenceKind::request) parts_.mail.drop(occurrence.number);
    }
}

Result<Evidence> SimWorld::end(nemesis::FaultId id, const nemesis::Fault& fault) {
    if (std::holds_alternative<nemesis::Partition>(fault)) {
        const nemesis::CutReport report = network_.end_cut(id);
        return Evidence{nemesis::to_value(report), report.total() > 0};
    }
    if (const auto* bad = std::get_if<nemesis::BadLinks>(&fault)) {
        const nemesis::BadLinksReport report = network_.end_worse(id);
        return Evidence{nemesis::to_value(report), report.touched(bad->name) > 0};
    }
    const auto nodes = nemesis::places_of(*nodes_of(fault), names_);
    const auto active = active_.find(id);
    if (!nodes || active == active_.end()) return core::fail("fault {} is not active", id);
    Evidence evidence = std::move(active->second);
    active_.erase(active);
    for (const std::size_t node : *nodes)
        let_go(node, id, fault, evidence);
    return evidence;
}

void SimWorld::let_go(std::size_t node, nemesis::FaultId id, const nemesis::Fault& fault,
                      Evidence& evidence) {
    if (const auto* drift = std::get_if<nemesis::ClockDrift>(&fault)) {
        const SimTimers::EndOfDrift end = timers_.end_drift(node, id);
        add(evidence, "timers-set", names_[node], end.set);
        evidence.bit |= end.set > 0 && drift->rates.at(names_[node]) != 1;
        add_moved("moved-back", node, end.moved, evidence);
    } else if (const auto* bump = std::get_if<nemesis::ClockBump>(&fault)) {
        const core::Nanoseconds offset = bump->offsets.at(names_[node]);
        add_moved("moved-back", node, timers_.jump(node, -offset), evidence);
    } else if (std::holds_alternative<nemesis::BadDisk>(fault)) {
        tell_truth(node, id, evidence);
    } else if (std::holds_alternative<nemesis::FailurePoint>(fault)) {
        mend_point(node, id, evidence);
    } else {
        evidence.append(release(node, id), names_[node]);
    }
}

/// The end of a lie. A save that was not lost meanwhile has touched nothing.
void SimWorld::tell_truth(std::size_t node, nemesis::FaultId id, Evidence& evidence) {
    auto& all = members_[node].lies;
    const Lies lies = all.at(id);
    all.erase(id);
    if (all.empty()) parts_.cluster.set_lying(node, false);
    add(evidence, "saves", names_[node], lies.saves);
    add(evidence, "saves-lost", names_[node], lies.lost);
    evidence.bit |= lies.lost > 0;
}

/// A node that has given up is started again.
void SimWorld::mend_point(std::size_t node, nemesis::FaultId id, Evidence& evidence) {
    const nemesis::PointReport report = members_[node].points.faults().end(id);
    add(evidence, "calls", names_[node], to_value(report));
    evidence.bit |= report.failed > 0;
    if (!members_[node].killed_by.contains(id)) return;
    evidence.append("gave-up", names_[node]);
    evidence.append(release(node, id), names_[node]);
}

void SimWorld::add_moved(std::string_view list, std::size_t node,
                         const std::vector<SimTimers::Moved>& moved, Evidence& evidence) const {
    Value timers{Value::List()};
    for (const auto& one : moved)
        timers.push(Value::object(
            {{"timer", parts_.cluster.timer_name(node, one.timer)}, {"by", one.by.count()}}));
    add(evidence, list, names_[node], std::move(timers));
    evidence.bit |= !moved.empty();
}

std::string_view SimWorld::release(std::size_t node, nemesis::FaultId id) {
    Member& member = members_[node];
    const bool killed = member.killed_by.erase(id) > 0;
    const bool paused = member.paused_by.erase(id) > 0;
    if (!member.running()) return "held-by-another-fault";
    if (killed) {
        start(node);
        return "restarted";
    }
    if (!paused || member.paused()) return "held-by-another-fault";
    for (const Occurrence& occurrence : std::exchange(member.waiting, {}))
        member.running() ? handle(occurrence) : lose(occurrence);  // one of them may end it
    return "resumed";
}

}  // namespace ordeal::harness
