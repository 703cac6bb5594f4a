#include "harness/worlds/power_faults.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <sys/resource.h>

#include "harness/worlds/node_faults.hpp"
#include "nemesis/mechanisms/durable_files/file_damage.hpp"
#include "nemesis/mechanisms/durable_files/fuse_probe.hpp"

namespace ordeal::harness {

using core::Result;
using core::Value;
using nemesis::Evidence;

namespace {

/// So many of what a fault touched are told one by one; the others are counted.
constexpr std::size_t most_told = 20;

std::vector<nemesis::Node> names_of(const std::vector<DeployedNode*>& nodes) {
    std::vector<nemesis::Node> names;
    for (const DeployedNode* node : nodes)
        names.push_back(node->id());
    return names;
}

/// The items that are told of a vector, and how many are not.
template <typename T, typename ToValue>
Value told(const std::vector<T>& items, const ToValue& to_value) {
    Value list{Value::List()};
    for (std::size_t i = 0; i < std::min(items.size(), most_told); ++i)
        list.push(to_value(items[i]));
    if (items.size() > most_told) list.push(Value::object({{"more", items.size() - most_told}}));
    return list;
}

Value to_value(const nemesis::FileLoss& loss) {
    return Value::object({{"file", loss.path},
                          {"appended", loss.data.appended},
                          {"overwritten", loss.data.overwritten},
                          {"size", loss.data.size_before},
                          {"durable-size", loss.data.size_after}});
}

Value to_value(const nemesis::NameLoss& loss) {
    return Value::object({{"file", loss.path}, {"undone", loss.what}, {"bytes", loss.size}});
}

Value to_value(const nemesis::DamagedFile& damage) {
    if (damage.flips.empty())
        return Value::object(
            {{"file", damage.path}, {"size", damage.size_before}, {"cut-to", damage.size_after}});
    return Value::object({{"file", damage.path},
                          {"flipped", told(damage.flips, [](const nemesis::FlippedBit& flip) {
                               return Value::object({{"offset", flip.offset},
                                                     {"before", static_cast<unsigned>(flip.before)},
                                                     {"after", static_cast<unsigned>(flip.after)}});
                           })}});
}

void release_all(const std::vector<DeployedNode*>& nodes, nemesis::FaultId id) {
    for (DeployedNode* node : nodes)
        static_cast<void>(node->release(id));
}

/// Every file of a node that the kernel remembers costs a descriptor here: as many as there may be.
/// The limits before, for the nodes.
std::string raise_descriptors() {
    rlimit limits{};
    if (::getrlimit(RLIMIT_NOFILE, &limits) != 0 || limits.rlim_cur == limits.rlim_max) return "";
    std::string before = fmt::format("{}:{}", limits.rlim_cur, limits.rlim_max);
    limits.rlim_cur = limits.rlim_max;
    return ::setrlimit(RLIMIT_NOFILE, &limits) == 0 ? before : "";
}

}  // namespace

PowerFaults::PowerFaults(const MechanismContext& context) : descriptors_(raise_descriptors()) {
    for (const std::string& node : context.nodes)
        nodes_.emplace(node, std::make_unique<DurableNode>(context.folder / node));
}

Result<std::unique_ptr<NodeMechanism>> PowerFaults::make(const MechanismContext& context) {
    return std::unique_ptr<NodeMechanism>(new PowerFaults(context));
}

Result<void> PowerFaults::equip(NodeCommand& command) {
    DurableNode* const node = nodes_.at(command.node).get();
    if (auto opened = node->open(); !opened) return opened;
    command.init_options.push_back("files=" + node->data().string());
    if (!descriptors_.empty()) command.init_options.push_back("descriptors=" + descriptors_);
    command.handlers[init::Kind::mounted] = [node](InitMessage arrived) {
        node->serve(std::move(arrived.descriptor));
    };
    return {};
}

Result<Evidence> PowerFaults::cut_power(nemesis::FaultId id, const nemesis::PowerLoss& fault,
                                        const std::vector<DeployedNode*>& nodes) {
    auto evidence = strike_nodes(nodes, id, nemesis::Kill{fault.nodes});
    if (!evidence) return evidence;
    for (const DeployedNode* node : nodes) {
        const auto lost = nodes_.at(node->id())->lose_power();
        if (!lost) {
            release_all(nodes, id);
            return core::fail("node {}: {}", node->id(), lost.error().message);
        }
        evidence->bit |= lost->any();
        tell_of(*evidence, "bytes-lost", node->id(), lost->bytes);
        const auto text = [](const auto& one) { return to_value(one); };
        if (!lost->files.empty())
            tell_of(*evidence, "files-cut", node->id(), told(lost->files, text));
        if (!lost->names.empty())
            tell_of(*evidence, "names-lost", node->id(), told(lost->names, text));
    }
    return evidence;
}

Result<Evidence> PowerFaults::begin(nemesis::FaultId id, const nemesis::Fault& fault,
                                    const std::vector<DeployedNode*>& nodes) {
    if (const auto* power = std::get_if<nemesis::PowerLoss>(&fault))
        return cut_power(id, *power, nodes);
    const auto& full = std::get<nemesis::FullDisk>(fault);
    let_end(nodes, id);
    for (const DeployedNode* node : nodes)
        nodes_.at(node->id())->limit(id, full.free_bytes);
    return Evidence{Value::object({}), false};
}

Result<Evidence> PowerFaults::end(nemesis::FaultId id, const nemesis::Fault& fault,
                                  const std::vector<DeployedNode*>& nodes, Evidence begun) {
    if (!std::holds_alternative<nemesis::FullDisk>(fault)) return begun;
    for (const DeployedNode* node : nodes) {
        const auto report = nodes_.at(node->id())->unlimit(id);
        const bool refused = report.refused + report.cut_short > 0;
        begun.bit |= refused;
        if (refused) node->ended_within(patience_for_giving_up);
        tell_of(begun, "refused", node->id(), report.refused);
        tell_of(begun, "cut-short", node->id(), report.cut_short);
    }
    tell_who_gave_up(begun, nodes, id);
    return begun;
}

void PowerFaults::stop() {
    for (const auto& [name, node] : nodes_)
        node->close();
}

DamageFaults::DamageFaults(const MechanismContext& context)
    : folder_(context.folder), random_(core::Random(context.seed).split("damage")) {}

Result<std::unique_ptr<NodeMechanism>> DamageFaults::make(const MechanismContext& context) {
    return std::unique_ptr<NodeMechanism>(new DamageFaults(context));
}

Result<void> DamageFaults::equip(NodeCommand&) {
    return {};
}

Result<Evidence> DamageFaults::begin(nemesis::FaultId id, const nemesis::Fault& fault,
                                     const std::vector<DeployedNode*>& nodes) {
    const auto& damage = std::get<nemesis::DamagedFiles>(fault);
    auto evidence = strike_nodes(nodes, id, nemesis::Kill{names_of(nodes)});
    if (!evidence) return evidence;
    evidence->bit = false;
    for (const DeployedNode* node : nodes) {
        const auto data = folder_ / node->id() / "data";
        const auto damaged = damage.name == "bit-rot"
                                 ? nemesis::flip_bits(data, damage.files, damage.amount,
                                                      random_.split(node->id()).split(id))
                                 : nemesis::cut_ends(data, damage.files, damage.amount);
        if (!damaged) {
            release_all(nodes, id);
            return core::fail("node {}: {}", node->id(), damaged.error().message);
        }
        evidence->bit |= !damaged->empty();
        if (damaged->empty())
            evidence->append("nothing-to-damage", node->id());
        else
            tell_of(*evidence, "damaged", node->id(),
                    told(*damaged, [](const auto& one) { return to_value(one); }));
    }
    return evidence;
}

Result<Evidence> DamageFaults::end(nemesis::FaultId, const nemesis::Fault&,
                                   const std::vector<DeployedNode*>&, Evidence begun) {
    return begun;
}

MechanismMaker power_fault_maker() {
    return {{"power-loss", "full-disk"}, nemesis::power_loss_available, PowerFaults::make};
}

MechanismMaker damage_fault_maker() {
    return {{"bit-rot", "truncate"}, [] { return Result<void>(); }, DamageFaults::make};
}

}  // namespace ordeal::harness
