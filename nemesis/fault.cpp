#include "nemesis/fault.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace ordeal::nemesis {

namespace {

struct Kind {
    std::string_view operator()(const Partition&) const { return "partition"; }
    std::string_view operator()(const Kill&) const { return "kill"; }
    std::string_view operator()(const Pause&) const { return "pause"; }
};

struct EndKind {
    std::string_view operator()(const Partition&) const { return "heal-partition"; }
    std::string_view operator()(const Kill&) const { return "restart"; }
    std::string_view operator()(const Pause&) const { return "resume"; }
};

template <typename Nodes>
core::Value list_of(const Nodes& nodes) {
    return core::Value(core::Value::List(nodes.begin(), nodes.end()));
}

struct ToValue {
    core::Value operator()(const Partition& fault) const { return to_value(fault.grudge); }
    core::Value operator()(const Kill& fault) const { return list_of(fault.nodes); }
    core::Value operator()(const Pause& fault) const { return list_of(fault.nodes); }
};

std::string grudge_text(const Grudge& grudge) {
    std::string text;
    for (const auto& [node, refused] : grudge)
        text += fmt::format("{}{} refuses {}", text.empty() ? "" : "; ", node,
                            fmt::join(refused, ", "));
    return text;
}

struct ToText {
    std::string operator()(const Partition& fault) const {
        return fmt::format("partition ({}): {}", fault.shape, grudge_text(fault.grudge));
    }
    std::string operator()(const Kill& fault) const {
        return fmt::format("kill {}", fmt::join(fault.nodes, ", "));
    }
    std::string operator()(const Pause& fault) const {
        return fmt::format("pause {}", fmt::join(fault.nodes, ", "));
    }
};

}  // namespace

std::string_view kind(const Fault& fault) {
    return std::visit(Kind{}, fault);
}

std::string_view end_kind(const Fault& fault) {
    return std::visit(EndKind{}, fault);
}

core::Value to_value(const Grudge& grudge) {
    core::Value value{core::Value::Object{}};
    for (const auto& [node, refused] : grudge)
        value.set(node, list_of(refused));
    return value;
}

core::Value to_value(const Fault& fault) {
    return std::visit(ToValue{}, fault);
}

const std::vector<Node>* nodes_of(const Fault& fault) {
    if (const auto* kill = std::get_if<Kill>(&fault)) return &kill->nodes;
    if (const auto* pause = std::get_if<Pause>(&fault)) return &pause->nodes;
    return nullptr;
}

std::string to_text(const Fault& fault) {
    return std::visit(ToText{}, fault);
}

std::vector<Described> fault_names() {
    return {{"partition", "cuts links between nodes: give a shape or a grudge"},
            {"kill", "ends nodes at once (SIGKILL) and restarts them: give a target or nodes"},
            {"pause", "stops nodes (SIGSTOP) and lets them go on: give a target or nodes"}};
}

}  // namespace ordeal::nemesis
