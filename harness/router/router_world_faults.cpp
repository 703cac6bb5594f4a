// The faults of world `router`; its life is in router_world.cpp.
#include <algorithm>
#include <utility>

#include "core/text/words.hpp"
#include "harness/router/router_world.hpp"
#include "harness/worlds/node_faults.hpp"
#include "nemesis/mechanisms/counters.hpp"

namespace ordeal::harness {

using core::Result;
using nemesis::Evidence;

Result<void> RouterWorld::able(std::string_view kind) {
    std::vector<std::string_view> able{"partition", "kill",       "pause", "term",
                                       "stutter",   "crash-loop", "cut"};
    for (const std::string_view name :
         {"latency", "slow-node", "loss", "flaky-node", "duplicate", "reorder", "rate"})
        able.push_back(name);
    if (std::ranges::find(able, kind) != able.end()) return {};
    return core::fail("world router cannot suffer \"{}\"; it can suffer {}", kind,
                      core::listed(able, "and"));
}

Result<Evidence> RouterWorld::begin(nemesis::FaultId id, const nemesis::Fault& fault) {
    if (active_.contains(id)) return core::fail("fault {} has begun already", id);
    if (auto able = can(kind(fault)); !able) return tl::unexpected(able.error());
    auto begun = begin_able(id, fault);
    if (begun) active_.emplace(id, *begun);
    return begun;
}

Result<Evidence> RouterWorld::begin_able(nemesis::FaultId id, const nemesis::Fault& fault) {
    if (const auto* partition = std::get_if<nemesis::Partition>(&fault)) return cut(id, *partition);
    if (const auto* bad = std::get_if<nemesis::BadLinks>(&fault)) return make_worse(id, *bad);
    return hold(id, fault, *nodes_of(fault));
}

Result<Evidence> RouterWorld::make_worse(nemesis::FaultId id, const nemesis::BadLinks& bad) {
    const auto begun =
        router_->ask([&](Switchboard& board) { return board.links().begin_worse(id, bad); });
    if (!begun) return tl::unexpected(begun.error());
    return Evidence{core::Value::object({}), false};
}

Result<Evidence> RouterWorld::cut(nemesis::FaultId id, const nemesis::Partition& partition) {
    const auto report = router_->ask(
        [&](Switchboard& board) { return board.links().begin_cut(id, partition.grudge); });
    if (!report) return tl::unexpected(report.error());
    return Evidence{nemesis::to_value(*report), report->total() > 0};
}

/// What comes for the node from here on is dropped: it is about to end, or has.
void RouterWorld::let_go_of(const DeployedNode& node) {
    router_->ask([&](Switchboard& board) { board.detach(place_of(node)); });
}

/// A node is let go of before it is killed; one that is asked to end, when it has, so that its last
/// words are heard.
Result<Evidence> RouterWorld::hold(nemesis::FaultId id, const nemesis::Fault& fault,
                                   const std::vector<nemesis::Node>& names) {
    const auto nodes = find_nodes(nodes_, names);
    if (!nodes) return tl::unexpected(nodes.error());
    const bool stops = std::holds_alternative<nemesis::Pause>(fault) ||
                       std::holds_alternative<nemesis::Stutter>(fault);
    const bool asks = std::holds_alternative<nemesis::Term>(fault);
    const bool loops = std::holds_alternative<nemesis::CrashLoop>(fault);
    if (stops)
        for (const DeployedNode* node : *nodes)
            note_pause(place_of(*node), id, true);
    if (loops || std::holds_alternative<nemesis::Stutter>(fault)) {
        restless_[id] = std::make_unique<RestlessFault>(*nodes, id, fault,
                                                        [this, loops](const DeployedNode& node) {
                                                            if (loops) let_go_of(node);
                                                        });
        return Evidence{core::Value::object({}), false};
    }
    if (!stops && !asks)
        for (const DeployedNode* node : *nodes)
            let_go_of(*node);
    auto struck = strike_nodes(*nodes, id, fault);
    for (const DeployedNode* node : *nodes) {
        if (asks && node->pid() == 0) let_go_of(*node);
        if (!struck) note_pause(place_of(*node), id, false);
    }
    return struck;
}

void RouterWorld::note_pause(std::size_t node, nemesis::FaultId id, bool begins) {
    if (begins)
        pauses_[node].insert(id);
    else
        pauses_[node].erase(id);
    router_->ask([&](Switchboard& board) { board.set_paused(node, !pauses_[node].empty()); });
}

Result<Evidence> RouterWorld::end(nemesis::FaultId id, const nemesis::Fault& fault) {
    if (!active_.contains(id)) return core::fail("fault {} is not active", id);
    const auto names = nodes_of(fault);
    auto ended = names ? let_go(id, *names) : mend(id, fault);
    if (ended) active_.erase(id);
    return ended;
}

Result<Evidence> RouterWorld::mend(nemesis::FaultId id, const nemesis::Fault& fault) {
    if (const auto* bad = std::get_if<nemesis::BadLinks>(&fault)) {
        const auto report =
            router_->ask([id](Switchboard& board) { return board.links().end_worse(id); });
        return Evidence{nemesis::to_value(report), report.touched(bad->name) > 0};
    }
    const auto report =
        router_->ask([id](Switchboard& board) { return board.links().end_cut(id); });
    return Evidence{nemesis::to_value(report), report.total() > 0};
}

Result<Evidence> RouterWorld::let_go(nemesis::FaultId id, const std::vector<nemesis::Node>& names) {
    const auto nodes = find_nodes(nodes_, names);
    if (!nodes) return tl::unexpected(nodes.error());
    if (const auto restless = restless_.extract(id)) restless.mapped()->end(active_.at(id));
    for (const DeployedNode* node : *nodes)
        note_pause(place_of(*node), id, false);
    return release_nodes(
        *nodes, id, active_.at(id), active_.size() == 1,
        [this](DeployedNode& node, core::Nanoseconds within) { return await(node, within); });
}

}  // namespace ordeal::harness
