#include "harness/worlds/disk_faults.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <map>
#include <mutex>
#include <set>
#include <thread>
#include <utility>
#include <variant>

#include "core/check.hpp"
#include "harness/worlds/node_faults.hpp"
#include "nemesis/mechanisms/system_calls/torn_write.hpp"
#include "nemesis/mechanisms/system_calls/trapped_calls.hpp"

namespace ordeal::harness {

namespace fs = std::filesystem;
using core::Result;
using core::Value;
using nemesis::BadDisk;
using nemesis::CallAction;
using nemesis::CallRule;
using nemesis::Evidence;
using nemesis::FaultId;

namespace {

CallAction action_of(std::string_view name) {
    if (name == "slow") return CallAction::delay;
    if (name == "lying-fsync") return CallAction::lie;
    if (name == "torn-write") return CallAction::tear;
    if (name == "kill-at-call") return CallAction::kill;
    return CallAction::fail;
}

Result<CallRule> rule_of(const BadDisk& fault) {
    auto calls = nemesis::call_numbers(fault.rule.calls);
    if (!calls) return tl::unexpected(calls.error());
    if (fault.name == "torn-write")
        std::erase_if(*calls, [](int call) { return !can_be_torn(*nemesis::find_call(call)); });
    return CallRule{.action = action_of(fault.name),
                    .calls = *std::move(calls),
                    .files = fault.rule.files,
                    .probability = fault.rule.probability,
                    .nth = fault.rule.nth,
                    .error = fault.name == "enospc" ? ENOSPC : EIO,
                    .latency = fault.rule.latency};
}

/// Whether a server that meets the fault may say so and end.
bool excuses_an_end(const nemesis::Fault& fault) {
    return action_of(std::get<BadDisk>(fault).name) == CallAction::fail;
}

class DiskFaults final : public NodeMechanism {
  public:
    DiskFaults(const MechanismContext& context, std::set<int> trapped)
        : folder_(context.folder),
          trapped_(std::move(trapped)),
          calls_(context.seed,
                 [this](FaultId fault, const nemesis::Node& node) { kill(fault, node); }) {}

    Result<void> equip(NodeCommand& command) override;
    Result<Evidence> begin(FaultId id, const nemesis::Fault& fault,
                           const std::vector<DeployedNode*>& nodes) override;
    Result<Evidence> end(FaultId id, const nemesis::Fault& fault,
                         const std::vector<DeployedNode*>& nodes, Evidence begun) override;
    void stop() override;

  private:
    /// A fault that may kill nodes in the middle of a call.
    struct Deadly {
        std::map<nemesis::Node, DeployedNode*> nodes;
        std::map<nemesis::Node, std::jthread> kills;
    };

    void kill(FaultId fault, const nemesis::Node& node);

    const fs::path folder_;
    const std::set<int> trapped_;
    std::mutex mutex_;
    std::map<FaultId, Deadly> deadly_;  // those that have begun and not ended
    nemesis::TrappedCalls calls_;       // its threads call kill(): they end before the rest
};

Result<void> DiskFaults::equip(NodeCommand& command) {
    command.trapped_calls.insert(trapped_.begin(), trapped_.end());
    command.handlers[init::Kind::listener] = [this, node = command.node,
                                              on_exec = command.on_exec](InitMessage arrived) {
        calls_.watch(node, folder_ / node / "data", std::move(arrived.descriptor), on_exec);
    };
    return {};
}

Result<Evidence> DiskFaults::begin(FaultId id, const nemesis::Fault& fault,
                                   const std::vector<DeployedNode*>& nodes) {
    const auto rule = rule_of(std::get<BadDisk>(fault));
    if (!rule) return tl::unexpected(rule.error());
    if (!std::ranges::includes(trapped_, rule->calls))
        return core::fail("the nodes were started without what this {} needs",
                          std::get<BadDisk>(fault).name);
    {
        const std::lock_guard lock(mutex_);
        for (DeployedNode* node : nodes)
            deadly_[id].nodes[node->id()] = node;
    }
    if (excuses_an_end(fault)) let_end(nodes, id);
    for (const DeployedNode* node : nodes)
        calls_.begin(id, node->id(), *rule);
    return Evidence{Value::object({}), false};
}

/// On a thread of its own: the node's death is waited for, and its calls are not answered before.
void DiskFaults::kill(FaultId fault, const nemesis::Node& node) {
    const std::lock_guard lock(mutex_);
    const auto found = deadly_.find(fault);
    if (found == deadly_.end()) return;  // it has ended meanwhile
    DeployedNode* const doomed = found->second.nodes.at(node);
    found->second.kills[node] =
        std::jthread([doomed, fault] { static_cast<void>(doomed->kill(fault)); });
}

Result<Evidence> DiskFaults::end(FaultId id, const nemesis::Fault& fault,
                                 const std::vector<DeployedNode*>& nodes, Evidence evidence) {
    Value told = Value::object({});
    for (const DeployedNode* node : nodes) {
        const nemesis::CallReport report = calls_.end(id, node->id());
        evidence.bit |= hits(report) > 0;
        told.set(node->id(), to_value(report));
        if (excuses_an_end(fault) && hits(report) > 0) node->ended_within(patience_for_giving_up);
    }
    evidence.details.set("calls", std::move(told));
    if (excuses_an_end(fault)) tell_who_gave_up(evidence, nodes, id);
    std::unique_lock lock(mutex_);
    auto ended = deadly_.extract(id);
    lock.unlock();
    if (!ended) return evidence;
    for (const auto& [node, killer] : ended.mapped().kills)
        evidence.append("killed", node);
    ended.mapped().kills.clear();  // waits for them
    return evidence;
}

void DiskFaults::stop() {
    calls_.stop();
    std::unique_lock lock(mutex_);
    const auto last = std::exchange(deadly_, {});
    lock.unlock();  // and waits for those that kill
}

Result<std::unique_ptr<NodeMechanism>> make_disk_faults(const MechanismContext& context) {
    std::set<int> trapped;
    for (const nemesis::Fault& fault : context.faults) {
        const auto* const bad = std::get_if<BadDisk>(&fault);
        if (bad == nullptr) continue;
        auto rule = rule_of(*bad);
        if (!rule) return tl::unexpected(rule.error());
        trapped.merge(rule->calls);
    }
    return std::make_unique<DiskFaults>(context, std::move(trapped));
}

}  // namespace

MechanismMaker disk_fault_maker() {
    return {{"eio", "enospc", "slow", "lying-fsync", "torn-write", "kill-at-call"},
            nemesis::disk_faults_available,
            make_disk_faults};
}

}  // namespace ordeal::harness
