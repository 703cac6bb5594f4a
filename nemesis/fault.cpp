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

/// The kinds that are a type of their own, in the order of the alternatives of Fault.
constexpr std::array<std::string_view, 12> names_of_types{
    "partition",  "kill",        "pause",      "term",         "stutter",   "crash-loop",
    "power-loss", "clock-drift", "clock-bump", "clock-strobe", "full-disk", "fiu"};

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
    core::Value operator()(const ClockBump& fault) const { return value_of(fault.offsets); }
    core::Value operator()(const ClockStrobe& fault) const { return value_of(fault.offsets); }
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

    static core::Value value_of(const std::map<Node, core::Nanoseconds>& offsets) {
        core::Value value = core::Value::object({});
        for (const auto& [node, offset] : offsets)
            value.set(node, offset.count());
        return value;
    }
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
    std::string operator()(const ClockBump& fault) const { return text_of(fault.offsets); }
    std::string operator()(const ClockStrobe& fault) const {
        return fmt::format("{} in {}", text_of(fault.offsets), core::to_text(fault.period));
    }
    std::string operator()(const BadDisk& fault) const {
        return fmt::format("{} ({} of {}{})", fmt::join(fault.nodes, ", "),
                           fmt::join(fault.rule.calls, ", "), fault.rule.files,
                           fault.rule.nth > 0 ? fmt::format(", number {}", fault.rule.nth) : "");
    }
    std::string operator()(const FailurePoint& fault) const {
        return fmt::format("{} ({})", fmt::join(fault.nodes, ", "), fault.point);
    }
    std::string operator()(const DamagedFiles& fault) const {
        return fmt::format("{} ({})", fmt::join(fault.nodes, ", "), fault.files);
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

    static std::string text_of(const std::map<Node, core::Nanoseconds>& offsets) {
        std::vector<std::string> parts;
        for (const auto& [node, offset] : offsets)
            parts.push_back(fmt::format("{} by {}", node, core::to_text(offset)));
        return fmt::to_string(fmt::join(parts, ", "));
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
    Nodes operator()(const ClockStrobe& fault) const { return keys_of(fault.offsets); }
    Nodes operator()(const auto& fault) const { return fault.nodes; }
};

struct NameOf {
    std::size_t index;

    template <typename T>
    std::string_view operator()(const T& fault) const {
        if constexpr (requires { fault.name; })
            return fault.name;
        else
            return names_of_types.at(index);
    }
};

}  // namespace

std::string_view kind(const Fault& fault) {
    return std::visit(NameOf{fault.index()}, fault);
}

std::string_view end_kind(const Fault& fault) {
    const FaultName* const found = find_fault(kind(fault));
    CHECK(found != nullptr, "{} is no fault", kind(fault));
    return found->end;
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

}  // namespace ordeal::nemesis
