#include "harness/worlds/clock_faults.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <string>
#include <utility>

#include <sys/syscall.h>

namespace ordeal::harness {

using core::Result;
using core::Value;
using nemesis::Evidence;

namespace {

/// The witness looks every few milliseconds, unless its machine is overloaded.
constexpr std::chrono::seconds patience_with_witness{2};
/// An older sample is that of a node which is down or stopped.
constexpr std::chrono::milliseconds oldest_sample{100};

/// From one jump to the next.
core::Nanoseconds half_of(const nemesis::ClockStrobe& strobe) {
    return std::max(strobe.period / 2, core::Nanoseconds(1));
}

nemesis::ClockTerm term_for(const nemesis::Fault& fault, const std::string& node) {
    if (const auto* bump = std::get_if<nemesis::ClockBump>(&fault))
        return {.offset = bump->offsets.at(node).count()};
    if (const auto* strobe = std::get_if<nemesis::ClockStrobe>(&fault))
        return {.offset = strobe->offsets.at(node).count(), .period = half_of(*strobe).count()};
    return nemesis::drift_term(std::get<nemesis::ClockDrift>(fault).rates.at(node));
}

/// Adds a member to the object that is the member `name` of the evidence's details.
void add(Evidence& evidence, std::string_view name, const std::string& node, Value value) {
    const Value* const found = evidence.details.find(name);
    Value inner = found != nullptr ? *found : Value::object({});
    inner.set(node, std::move(value));
    evidence.details.set(name, std::move(inner));
}

/// Down, or stopped: then so is its witness.
bool sleeps(const DeployedNode& node) {
    const pid_t server = node.pid();
    if (server == 0) return true;
    std::ifstream in(fmt::format("/proc/{}/stat", server));
    std::string text;
    std::getline(in, text);
    const std::size_t name_end = text.rfind(") ");
    return name_end == std::string::npos || text[name_end + 2] == 'T';
}

}  // namespace

Result<std::unique_ptr<NodeMechanism>> ClockFaults::make(const MechanismContext& context) {
    std::unique_ptr<ClockFaults> made(new ClockFaults());
    auto watch = nemesis::ExecWatch::create();
    if (!watch) return core::fail("clocks cannot be skewed: {}", watch.error().message);
    made->watch_ = std::move(*watch);
    for (const std::string& node : context.nodes) {
        auto clock = nemesis::NodeClock::create();
        if (!clock) return tl::unexpected(clock.error());
        auto witness = nemesis::ClockWitness::create();
        if (!witness) return tl::unexpected(witness.error());
        made->clocks_[node] = {std::move(*clock), std::move(*witness), 0};
    }
    return made;
}

nemesis::ClockOfPrograms ClockFaults::programs_of(const std::string& node) {
    return {clocks_.at(node).clock->descriptor(), [this, node](pid_t, const Result<void>& patched) {
                if (patched) return;
                const std::lock_guard lock(mutex_);
                ++refused_[node][patched.error().message];
            }};
}

Result<void> ClockFaults::equip(NodeCommand& command) {
    const int witness = clocks_.at(command.node).witness->descriptor();
    command.init_options.push_back(fmt::format("witness={}", witness));
    command.inherited.push_back(witness);
    command.trapped_calls.insert({SYS_execve, SYS_execveat});
    const auto clock = programs_of(command.node);
    command.on_exec = [this, clock](const nemesis::ExecCall& call) { watch_->take(call, clock); };
    command.handlers[init::Kind::listener] = [this, clock](InitMessage arrived) {
        watch_->follow(std::move(arrived.descriptor), clock);
    };
    return {};
}

/// The offset is worth as much as the time that its measurement took.
void ClockFaults::measure(const DeployedNode& node, std::string_view name, Evidence& evidence) {
    if (sleeps(node)) return evidence.append("not-measured", node.id());
    const auto sample = clocks_.at(node.id()).witness->next(patience_with_witness);
    if (!sample) return evidence.append("not-measured", node.id());
    evidence.bit |= std::abs(sample->offset) > sample->window;
    add(evidence, name, node.id(), sample->offset);
}

Result<Evidence> ClockFaults::begin(nemesis::FaultId id, const nemesis::Fault& fault,
                                    const std::vector<DeployedNode*>& nodes) {
    for (const DeployedNode* node : nodes) {
        Clock& clock = clocks_.at(node->id());
        if (auto begun = clock.clock->begin(id, term_for(fault, node->id())); !begun) {
            for (const DeployedNode* each : nodes)
                clocks_.at(each->id()).clock->end(id);
            return core::fail("node {}: {}", node->id(), begun.error().message);
        }
        clock.begun = nemesis::monotonic_ns();
    }
    Evidence evidence{Value::object({}), false};
    for (const DeployedNode* node : nodes)
        measure(*node, "measured-ns", evidence);
    return evidence;
}

void ClockFaults::tell_range(const DeployedNode& node, Evidence& evidence) {
    const Clock& clock = clocks_.at(node.id());
    const auto samples = clock.witness->since(clock.begun);
    if (samples.empty()) return;
    const auto [lowest, highest] =
        std::ranges::minmax_element(samples, {}, &nemesis::ClockSample::offset);
    evidence.bit |=
        std::abs(lowest->offset) > lowest->window || std::abs(highest->offset) > highest->window;
    add(evidence, "lowest-ns", node.id(), lowest->offset);
    add(evidence, "highest-ns", node.id(), highest->offset);
}

void ClockFaults::tell_refused(const DeployedNode& node, Evidence& evidence) {
    const std::lock_guard lock(mutex_);
    for (const auto& [why, times] : refused_[node.id()])
        add(evidence, "without-it", node.id(), fmt::format("{} ({} times)", why, times));
}

Result<Evidence> ClockFaults::end(nemesis::FaultId id, const nemesis::Fault& fault,
                                  const std::vector<DeployedNode*>& nodes, Evidence begun) {
    const auto* const strobe = std::get_if<nemesis::ClockStrobe>(&fault);
    for (const DeployedNode* node : nodes) {
        measure(*node, "measured-at-end-ns", begun);
        tell_range(*node, begun);
        tell_refused(*node, begun);
        const core::Nanoseconds held = clocks_.at(node->id()).clock->end(id);
        if (strobe != nullptr) add(begun, "jumps", node->id(), held / half_of(*strobe) + 1);
    }
    Evidence healed{Value::object({}), false};
    for (const DeployedNode* node : nodes)
        measure(*node, "healed-ns", healed);
    if (const Value* const offsets = healed.details.find("healed-ns"))
        begun.details.set("healed-ns", *offsets);
    return begun;
}

std::optional<core::Nanoseconds> ClockFaults::clock_offset(const std::string& node) const {
    const auto found = clocks_.find(node);
    if (found == clocks_.end()) return std::nullopt;
    const auto sample = found->second.witness->latest(oldest_sample);
    if (!sample) return std::nullopt;
    return core::Nanoseconds(sample->offset);
}

void ClockFaults::stop() {
    watch_.reset();
}

MechanismMaker clock_fault_maker() {
    return {{"clock-bump", "clock-drift", "clock-strobe"},
            nemesis::clock_faults_available,
            ClockFaults::make};
}

}  // namespace ordeal::harness
