// The faults of world `router`; its life is in router_world.cpp.
#include <algorithm>
#include <utility>

#include "harness/router/router_world.hpp"
#include "harness/worlds/node_faults.hpp"
#include "nemesis/mechanisms/counters.hpp"

namespace ordeal::harness {

using core::Result;
using nemesis::Evidence;

Result<void> RouterWorld::able(std::string_view kind) {
    if (kind == "partition" || kind == "kill" || kind == "pause") return {};
    return core::fail("world router cannot suffer \"{}\"; it can partition, kill and pause", kind);
}

Result<Evidence> RouterWorld::begin(nemesis::FaultId id, const nemesis::Fault& fault) {
    if (active_.contains(id)) return core::fail("fault {} has begun already", id);
    if (auto able = can(kind(fault)); !able) return tl::unexpected(able.error());
    const auto names = nodes_of(fault);
    auto begun = names ? hold(id, fault, *names) : cut(id, std::get<nemesis::Partition>(fault));
    if (begun) active_.emplace(id, *begun);
    return begun;
}

Result<Evidence> RouterWorld::cut(nemesis::FaultId id, const nemesis::Partition& partition) {
    const auto report = router_->ask(
        [&](Switchboard& board) { return board.links().begin_cut(id, partition.grudge); });
    if (!report) return tl::unexpected(report.error());
    return Evidence{nemesis::to_value(*report), report->total() > 0};
}

/// A node is let go of before it is killed: what comes for it from then on is dropped.
Result<Evidence> RouterWorld::hold(nemesis::FaultId id, const nemesis::Fault& fault,
                                   const std::vector<nemesis::Node>& names) {
    const auto nodes = find_nodes(nodes_, names);
    if (!nodes) return tl::unexpected(nodes.error());
    const bool kills = std::holds_alternative<nemesis::Kill>(fault);
    if (kills)
        for (const DeployedNode* node : *nodes)
            router_->ask([&](Switchboard& board) { board.detach(place_of(*node)); });
    auto struck = strike_nodes(*nodes, id, fault);
    if (struck && !kills)
        for (const DeployedNode* node : *nodes)
            note_pause(place_of(*node), id, true);
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
    auto ended = names ? let_go(id, *names) : mend(id);
    if (ended) active_.erase(id);
    return ended;
}

Result<Evidence> RouterWorld::mend(nemesis::FaultId id) {
    const auto report =
        router_->ask([id](Switchboard& board) { return board.links().end_cut(id); });
    return Evidence{nemesis::to_value(report), report.total() > 0};
}

Result<Evidence> RouterWorld::let_go(nemesis::FaultId id, const std::vector<nemesis::Node>& names) {
    const auto nodes = find_nodes(nodes_, names);
    if (!nodes) return tl::unexpected(nodes.error());
    for (const DeployedNode* node : *nodes)
        note_pause(place_of(*node), id, false);
    return release_nodes(
        *nodes, id, active_.at(id), active_.size() == 1,
        [this](DeployedNode& node, core::Nanoseconds within) { return await(node, within); });
}

}  // namespace ordeal::harness
