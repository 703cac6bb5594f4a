#include "harness/worlds/resource_faults.hpp"

#include <chrono>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "core/check.hpp"
#include "harness/worlds/node_faults.hpp"
#include "harness/worlds/rhythm.hpp"
#include "nemesis/mechanisms/resources/resource_limit.hpp"

namespace ordeal::harness {

namespace {

using core::Result;
using core::Value;
using nemesis::Evidence;
using nemesis::Means;
using nemesis::Resource;
using nemesis::Starvation;
using Nodes = std::vector<DeployedNode*>;

/// How often it is seen whether nodes have processes that are not limited yet.
constexpr std::chrono::milliseconds look_again{20};
/// How long it may take until a server that has no processes is known to have ended.
constexpr std::chrono::seconds patience_for_news{1};
/// Of the stand-in for a share of a processor.
constexpr std::chrono::milliseconds duty_period{100};

Resource resource_of(const Starvation& fault) {
    if (fault.name == "cpu") return Resource::cpu;
    if (fault.name == "memory") return Resource::memory;
    if (fault.name == "descriptors") return Resource::descriptors;
    CHECK(fault.name == "processes", "{} is no starvation", fault.name);
    return Resource::processes;
}

std::vector<pid_t> pids_of(const DeployedNode& node) {
    std::vector<pid_t> pids;
    for (const ProcessState& one : node.processes())
        pids.push_back(one.pid);
    return pids;
}

/// The limits of one fault while it lasts.
class Hunger {
  public:
    /// Error: a limit was refused; none is left.
    static Result<std::unique_ptr<Hunger>> begin(const Starvation& fault, Means means,
                                                 const Nodes& nodes) {
        const Resource resource = resource_of(fault);
        const double amount =
            resource == Resource::cpu ? fault.share : static_cast<double>(fault.limit);
        auto hunger = std::make_unique<Hunger>();
        for (DeployedNode* node : nodes) {
            auto limit = nemesis::limit_resource(resource, means, amount);
            if (!limit) return tl::unexpected(limit.error());
            if (auto held = (*limit)->hold(pids_of(*node)); !held)
                return tl::unexpected(held.error());
            hunger->limits_.emplace_back(node, std::move(*limit));
        }
        hunger->rhythm_ = std::make_unique<Rhythm>(
            Beat{[self = hunger.get()] { self->hold(); }, [] {}, look_again, {}});
        return hunger;
    }

    /// Error: something of it is left; may be called again.
    Result<void> end(Evidence& evidence) {
        rhythm_.reset();
        for (auto& [node, limit] : limits_) {
            if (!limit) continue;
            auto did = limit->lift(pids_of(*node));
            if (!did) return tl::unexpected(did.error());
            evidence.details.set(node->id(), std::move(*did));
            evidence.bit |= limit->bit();
            limit.reset();
        }
        if (!trouble_.empty()) evidence.details.set("trouble", trouble_);
        return {};
    }

  private:
    void hold() {
        for (auto& [node, limit] : limits_)
            if (auto held = limit->hold(pids_of(*node)); !held) trouble_ = held.error().message;
    }

    std::vector<std::pair<DeployedNode*, std::unique_ptr<nemesis::ResourceLimit>>> limits_;
    std::string trouble_;  // of the rhythm's thread, while it lasts
    std::unique_ptr<Rhythm> rhythm_;
};

class ResourceFaults final : public NodeMechanism {
  public:
    Result<void> equip(NodeCommand&) override { return {}; }

    Result<Evidence> begin(nemesis::FaultId id, const nemesis::Fault& fault,
                           const Nodes& nodes) override {
        const auto& starvation = std::get<Starvation>(fault);
        const auto means = nemesis::means_to_limit(resource_of(starvation));
        if (!means) return tl::unexpected(means.error());
        Evidence evidence{Value::object({{"by", nemesis::to_text(*means)}}), false};
        for (const DeployedNode* node : nodes)
            if (node->pid() == 0) evidence.append("not-running", node->id());
        if (*means == Means::duty_cycle) {
            const nemesis::Stutter stutter{starvation.nodes, starvation.share, duty_period};
            stand_ins_[id] = std::make_unique<RestlessFault>(nodes, id, stutter);
            return evidence;
        }
        auto hunger = Hunger::begin(starvation, *means, nodes);
        if (!hunger) return tl::unexpected(hunger.error());
        let_end(nodes, id);
        limits_[id] = std::move(*hunger);
        return evidence;
    }

    Result<Evidence> end(nemesis::FaultId id, const nemesis::Fault&, const Nodes& nodes,
                         Evidence begun) override {
        if (const auto stand_in = stand_ins_.extract(id)) {
            stand_in.mapped()->end(begun);
            return begun;
        }
        if (auto ended = limits_.at(id)->end(begun); !ended) return tl::unexpected(ended.error());
        limits_.erase(id);
        for (const DeployedNode* node : nodes)
            if (node->processes().empty()) node->ended_within(patience_for_news);
        tell_who_gave_up(begun, nodes, id);
        begun.bit |= begun.details.find("gave-up") != nullptr;
        return begun;
    }

    void stop() override {
        stand_ins_.clear();
        limits_.clear();
    }

  private:
    std::map<nemesis::FaultId, std::unique_ptr<Hunger>> limits_;
    std::map<nemesis::FaultId, std::unique_ptr<RestlessFault>> stand_ins_;
};

template <Resource resource>
Result<void> available() {
    const auto means = nemesis::means_to_limit(resource);
    return means ? Result<void>() : tl::unexpected(means.error());
}

Result<std::unique_ptr<NodeMechanism>> make_resource_faults(const MechanismContext&) {
    return std::make_unique<ResourceFaults>();
}

}  // namespace

std::vector<MechanismMaker> resource_fault_makers() {
    return {{{"cpu"}, available<Resource::cpu>, make_resource_faults},
            {{"memory"}, available<Resource::memory>, make_resource_faults},
            {{"descriptors"}, available<Resource::descriptors>, make_resource_faults},
            {{"processes"}, available<Resource::processes>, make_resource_faults}};
}

}  // namespace ordeal::harness
