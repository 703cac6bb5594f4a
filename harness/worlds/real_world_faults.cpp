// The faults of world `real`; its life is in real_world.cpp.
#include <algorithm>
#include <utility>

#include "core/text/words.hpp"
#include "harness/worlds/node_faults.hpp"
#include "harness/worlds/real_world.hpp"
#include "harness/worlds/role_holders.hpp"
#include "nemesis/mechanisms/counters.hpp"

namespace ordeal::harness {

using core::Result;
using core::Value;
using nemesis::Evidence;

Result<void> RealWorld::able(std::string_view kind) {
    std::vector<std::string_view> able{"kill", "pause", "term", "stutter", "crash-loop"};
    if (const MechanismMaker* const maker = find_maker(kind)) return maker->available();
    if (nemesis::is_for_links(kind) || std::ranges::find(able, kind) != able.end()) return {};
    for (const std::string_view name : nemesis::names_of(nemesis::Family::links))
        able.push_back(name);
    able.push_back("partition");
    for (const MechanismMaker& maker : mechanism_makers())
        able.insert(able.end(), maker.kinds.begin(), maker.kinds.end());
    return core::fail("world real cannot suffer \"{}\"; it can suffer {}", kind,
                      core::listed(able, "and"));
}

NodeMechanism* RealWorld::mechanism_for(std::string_view kind) const {
    for (const auto& [kinds, mechanism] : mechanisms_)
        if (std::ranges::find(kinds, kind) != kinds.end()) return mechanism.get();
    return nullptr;
}

Result<nemesis::RoleHolders> RealWorld::holders_of(std::string_view role) {
    const auto found = roles_.find(std::string(role));
    if (found == roles_.end())
        return core::fail("system.roles has no role {}: say how to see who holds it", role);
    return find_holders(nodes_, found->first, found->second.within,
                        [this] { return enter_client_network(); });
}

Result<Evidence> RealWorld::begin(nemesis::FaultId id, const nemesis::Fault& fault) {
    if (active_.contains(id)) return core::fail("fault {} has begun already", id);
    if (auto able = can(kind(fault)); !able) return tl::unexpected(able.error());
    auto begun = begin_able(id, fault);
    if (begun) active_.emplace(id, *begun);
    return begun;
}

Result<Evidence> RealWorld::begin_able(nemesis::FaultId id, const nemesis::Fault& fault) {
    if (const auto* partition = std::get_if<nemesis::Partition>(&fault)) return cut(id, *partition);
    if (const auto* bad = std::get_if<nemesis::BadLinks>(&fault)) return make_worse(id, *bad);
    const auto nodes = find_nodes(nodes_, *nodes_of(fault));
    if (!nodes) return tl::unexpected(nodes.error());
    if (find_maker(kind(fault)) != nullptr) {
        NodeMechanism* const mechanism = mechanism_for(kind(fault));
        if (mechanism == nullptr)
            return core::fail("the nodes were started without what a {} needs", kind(fault));
        return mechanism->begin(id, fault, *nodes);
    }
    const bool restless = std::holds_alternative<nemesis::Stutter>(fault) ||
                          std::holds_alternative<nemesis::CrashLoop>(fault);
    if (!restless) return strike_nodes(*nodes, id, fault);
    restless_[id] = std::make_unique<RestlessFault>(*nodes, id, fault);
    return Evidence{Value::object({}), false};
}

Result<Evidence> RealWorld::make_worse(nemesis::FaultId id, const nemesis::BadLinks& bad) {
    const auto network = fabric();
    if (!network) return core::fail("the world has been stopped");
    if (auto begun = network->begin_worse(id, bad.links, bad.change); !begun)
        return tl::unexpected(begun.error());
    return Evidence{Value::object({}), false};
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

Result<Evidence> RealWorld::end(nemesis::FaultId id, const nemesis::Fault& fault) {
    if (!active_.contains(id)) return core::fail("fault {} is not active", id);
    const auto names = nodes_of(fault);
    auto ended = names ? let_go(id, fault, *names) : mend(id, fault);
    if (ended) active_.erase(id);
    return ended;
}

Result<Evidence> RealWorld::mend(nemesis::FaultId id, const nemesis::Fault& fault) {
    const auto network = fabric();
    if (!network) return core::fail("the world has been stopped");
    if (const auto* bad = std::get_if<nemesis::BadLinks>(&fault)) {
        const auto report = network->end_worse(id);
        if (!report) return tl::unexpected(report.error());
        return Evidence{nemesis::to_value(*report), report->touched(bad->name) > 0};
    }
    const auto report = network->end_cut(id);
    if (!report) return tl::unexpected(report.error());
    return Evidence{nemesis::to_value(*report), report->total() > 0};
}

Result<Evidence> RealWorld::let_go(nemesis::FaultId id, const nemesis::Fault& fault,
                                   const std::vector<nemesis::Node>& names) {
    auto nodes = find_nodes(nodes_, names);
    if (!nodes) return tl::unexpected(nodes.error());
    if (NodeMechanism* const mechanism = mechanism_for(kind(fault))) {
        if (!ended_by_mechanism_.contains(id)) {
            auto ended = mechanism->end(id, fault, *nodes, active_.at(id));
            if (!ended) return ended;
            active_.at(id) = *std::move(ended);
            ended_by_mechanism_.insert(id);
        }
        std::erase_if(*nodes, [id](const DeployedNode* node) { return !node->is_held_by(id); });
    }
    if (const auto restless = restless_.extract(id)) restless.mapped()->end(active_.at(id));
    return release_nodes(
        *nodes, id, active_.at(id), active_.size() == 1,
        [this](DeployedNode& node, core::Nanoseconds within) -> Result<core::Nanoseconds> {
            if (const auto inside = enter_client_network(); !inside)
                return tl::unexpected(inside.error());
            return node.wait_until_ready(within);
        });
}

}  // namespace ordeal::harness
