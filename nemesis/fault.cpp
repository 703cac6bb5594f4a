#include "nemesis/fault.hpp"

#include <algorithm>
#include <array>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/check.hpp"
#include "core/duration.hpp"

namespace ordeal::nemesis {

namespace {

struct Kind {
    std::string_view name;
    std::string_view end;
    std::string_view description;
};

constexpr std::size_t kinds_of_bad_links = 9;

/// In the order of the alternatives of Fault; the last of them, BadLinks, has many names.
constexpr std::array<Kind, std::variant_size_v<Fault> - 1 + kinds_of_bad_links> kinds{{
    {"partition", "heal-partition", "cuts links between nodes: give a shape or a grudge"},
    {"kill", "restart", "ends nodes at once (SIGKILL) and restarts them: give a target or nodes"},
    {"pause", "resume", "stops nodes (SIGSTOP) and lets them go on: give a target or nodes"},
    {"clock-drift", "heal-clock-drift", "makes the timers of nodes run fast or slow: give a rate"},
    {"clock-bump", "heal-clock-bump", "sets the clocks of nodes ahead or behind: give an offset"},
    {"lying-fsync", "heal-lying-fsync",
     "what nodes save is not durable, a kill meanwhile loses it"},
    {"power-loss", "power-on", "ends nodes at once, with what they wrote and had not synced"},
    {"term", "restart", "asks nodes to end (SIGTERM) and restarts them: give a target or nodes"},
    {"stutter", "heal-stutter", "lets nodes run for a share of the time only: give share, period"},
    {"crash-loop", "heal-crash-loop", "kills nodes again as often as they come up: give up"},
    {"latency", "heal-latency", "delays what links carry: give latency, a target or links"},
    {"loss", "heal-loss", "loses some of what links carry: give a probability"},
    {"duplicate", "heal-duplicate", "delivers some of what links carry twice: give a probability"},
    {"reorder", "heal-reorder", "lets some of what links carry overtake: give a probability"},
    {"corrupt", "heal-corrupt", "flips a bit in some of what links carry: give a probability"},
    {"rate", "heal-rate", "lets links carry less: give a bandwidth"},
    {"cut", "heal-cut", "cuts single links: give links, or a target and a direction"},
    {"slow-node", "heal-slow-node",
     "delays all that a node sends and hears: latency by another name"},
    {"flaky-node", "heal-flaky-node",
     "loses some of what a node sends and hears: loss by another name"},
}};

const Kind& kind_of(const Fault& fault) {
    const auto* const links = std::get_if<BadLinks>(&fault);
    if (!links) return kinds[fault.index()];
    const auto* const found = std::ranges::find(kinds, std::string_view(links->name), &Kind::name);
    CHECK(found != kinds.end(), "{} is no fault of links", links->name);
    return *found;
}

template <typename Nodes>
core::Value list_of(const Nodes& nodes) {
    return core::Value(core::Value::List(nodes.begin(), nodes.end()));
}

struct ToValue {
    core::Value operator()(const Partition& fault) const { return to_value(fault.grudge); }
    core::Value operator()(const ClockDrift& fault) const {
        core::Value value = core::Value::object({});
        for (const auto& [node, rate] : fault.rates)
            value.set(node, rate);
        return value;
    }
    core::Value operator()(const ClockBump& fault) const {
        core::Value value = core::Value::object({});
        for (const auto& [node, offset] : fault.offsets)
            value.set(node, offset.count());
        return value;
    }
    core::Value operator()(const BadLinks& fault) const {
        std::map<Node, std::vector<Node>> heard;
        for (const auto& [from, to] : fault.links)
            heard[from].push_back(to);
        core::Value value = core::Value::object({});
        for (const auto& [from, all] : heard)
            value.set(from, list_of(all));
        return value;
    }
    core::Value operator()(const auto& fault) const { return list_of(fault.nodes); }
};

std::string grudge_text(const Grudge& grudge) {
    std::string text;
    for (const auto& [node, refused] : grudge)
        text += fmt::format("{}{} refuses {}", text.empty() ? "" : "; ", node,
                            fmt::join(refused, ", "));
    return text;
}

/// What each node suffers, after the name of the fault.
struct Details {
    std::string operator()(const Partition& fault) const {
        return fmt::format("({}): {}", fault.shape, grudge_text(fault.grudge));
    }
    std::string operator()(const ClockDrift& fault) const {
        std::vector<std::string> parts;
        for (const auto& [node, rate] : fault.rates)
            parts.push_back(fmt::format("{} at {}", node, rate));
        return fmt::to_string(fmt::join(parts, ", "));
    }
    std::string operator()(const ClockBump& fault) const {
        std::vector<std::string> parts;
        for (const auto& [node, offset] : fault.offsets)
            parts.push_back(fmt::format("{} by {}", node, core::to_text(offset)));
        return fmt::to_string(fmt::join(parts, ", "));
    }
    std::string operator()(const BadLinks& fault) const {
        std::vector<std::string> parts;
        for (const auto& [from, to] : fault.links)
            parts.push_back(fmt::format("{} to {}", from, to));
        return fmt::to_string(fmt::join(parts, ", "));
    }
    std::string operator()(const auto& fault) const {
        return fmt::to_string(fmt::join(fault.nodes, ", "));
    }
};

template <typename T>
std::vector<Node> keys_of(const std::map<Node, T>& map) {
    std::vector<Node> keys;
    for (const auto& [node, value] : map)
        keys.push_back(node);
    return keys;
}

struct NodesOf {
    using Nodes = std::optional<std::vector<Node>>;

    Nodes operator()(const Partition&) const { return std::nullopt; }
    Nodes operator()(const BadLinks&) const { return std::nullopt; }
    Nodes operator()(const ClockDrift& fault) const { return keys_of(fault.rates); }
    Nodes operator()(const ClockBump& fault) const { return keys_of(fault.offsets); }
    Nodes operator()(const auto& fault) const { return fault.nodes; }
};

}  // namespace

std::string_view kind(const Fault& fault) {
    return kind_of(fault).name;
}

std::string_view end_kind(const Fault& fault) {
    return kind_of(fault).end;
}

bool ends_nodes(std::string_view kind) {
    return kind == "kill" || kind == "power-loss" || kind == "term";
}

std::vector<std::string_view> bad_link_names() {
    std::vector<std::string_view> names;
    for (std::size_t i = kinds.size() - kinds_of_bad_links; i < kinds.size(); ++i)
        names.push_back(kinds[i].name);
    return names;
}

bool is_for_links(std::string_view kind) {
    const auto names = bad_link_names();
    return kind == "partition" || std::ranges::find(names, kind) != names.end();
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

std::optional<std::vector<Node>> nodes_of(const Fault& fault) {
    return std::visit(NodesOf{}, fault);
}

std::string to_text(const Fault& fault) {
    return fmt::format("{} {}", kind(fault), std::visit(Details{}, fault));
}

std::vector<Described> fault_names() {
    std::vector<Described> names;
    for (const Kind& one : kinds)
        names.push_back({one.name, one.description});
    return names;
}

}  // namespace ordeal::nemesis
