// `ordeal list`: the names that scenarios and command lines may use.
#include <algorithm>
#include <functional>
#include <vector>

#include <fmt/format.h>

#include "clients/client.hpp"
#include "core/history/read_history.hpp"
#include "core/json.hpp"
#include "core/text/nearest.hpp"
#include "harness/checks/registry.hpp"
#include "harness/program/abilities.hpp"
#include "harness/program/commands.hpp"
#include "harness/scenario/kinds.hpp"
#include "harness/scenario/known_names.hpp"
#include "linearizability/judge.hpp"
#include "nemesis/composition/presets.hpp"
#include "nemesis/described.hpp"
#include "nemesis/fault.hpp"
#include "nemesis/shapes.hpp"
#include "nemesis/targets.hpp"

namespace ordeal::harness {

namespace {

struct Entry {
    std::string name;
    std::string description;
};

using Entries = std::vector<Entry>;

Entries described(const std::vector<nemesis::Described>& table) {
    Entries entries;
    for (const auto& row : table)
        entries.push_back({std::string(row.name), std::string(row.description)});
    return entries;
}

template <typename Names>
Entries plain(const Names& names) {
    Entries entries;
    for (const auto& name : names)
        entries.push_back({std::string(name), ""});
    return entries;
}

Entries models() {
    Entries entries;
    for (const auto& [model, functions] : known_names().models)
        entries.push_back({model, fmt::format("{}", fmt::join(functions, ", "))});
    return entries;
}

Entries kinds() {
    Entries entries;
    for (const WorkloadKind& kind : workload_kinds())
        entries.push_back({std::string(kind.name), std::string(kind.description)});
    return entries;
}

Entries checks() {
    Entries entries;
    for (const NamedCheck& check : named_checks())
        entries.push_back({std::string(check.name), std::string(check.description)});
    return entries;
}

/// The worlds in which there is such a fault, by name.
constexpr std::string_view worlds[] = {"real", "router", "sim"};

/// What it says where the world has no such fault on any machine.
bool is_never(std::string_view why) {
    return why.starts_with("world ");
}

void print_faults() {
    fmt::print("faults\n");
    for (const auto& [name, description] : nemesis::fault_names()) {
        std::string in;
        std::string but;
        for (const std::string_view world : worlds) {
            const auto& can = abilities_of(world).find(name)->second;
            if (can) in += fmt::format("{}{}", in.empty() ? "" : ", ", world);
            if (!can && !is_never(can.error().message))
                but += fmt::format("{:20}not here in {}: {}\n", "", world, can.error().message);
        }
        fmt::print("  {:<18}{} [{}]\n{}", name, description, in.empty() ? "nowhere" : in, but);
    }
}

core::Value faults_to_value() {
    core::Value list{core::Value::List{}};
    for (const auto& [name, description] : nemesis::fault_names()) {
        core::Value in = core::Value::object({});
        for (const std::string_view world : worlds) {
            const auto& can = abilities_of(world).find(name)->second;
            auto told = core::Value::object({{"available", can.has_value()}});
            if (!can) told.set("why", can.error().message);
            in.set(world, std::move(told));
        }
        list.push(core::Value::object(
            {{"name", name}, {"description", description}, {"worlds", std::move(in)}}));
    }
    return list;
}

struct Topic {
    std::string_view name;
    Entries (*entries)();
};

constexpr Topic topics[] = {
    {"faults", [] { return described(nemesis::fault_names()); }},
    {"shapes", [] { return described(nemesis::shape_names()); }},
    {"targets", [] { return described(nemesis::target_names()); }},
    {"presets", [] { return described(nemesis::preset_names()); }},
    {"models", models},
    {"kinds", kinds},
    {"checks", checks},
    {"clients", [] { return plain(clients::client_names()); }},
    {"worlds", [] { return plain(known_names().worlds); }},
    {"formats", [] { return plain(core::history_format_names()); }},
};

constexpr std::string_view faults = "faults";

core::Value to_value(const Entries& entries) {
    core::Value list{core::Value::List{}};
    for (const Entry& entry : entries)
        list.push(core::Value::object({{"name", entry.name}, {"description", entry.description}}));
    return list;
}

void print(const Topic& topic) {
    if (topic.name == faults) return print_faults();
    fmt::print("{}\n", topic.name);
    const Entries entries = topic.entries();
    std::size_t width = 18;
    for (const Entry& entry : entries)
        width = std::max(width, entry.name.size() + 2);
    for (const Entry& entry : entries)
        fmt::print("  {:<{}}{}\n", entry.name, entry.description.empty() ? 0 : width,
                   entry.description);
}

}  // namespace

std::string list_topics() {
    std::string names;
    for (const Topic& topic : topics)
        names += (names.empty() ? "" : ", ") + std::string(topic.name);
    return names;
}

core::ExitCode list_command(const ListArguments& arguments) {
    core::Value document{core::Value::Object{}};
    bool known = arguments.what.empty();
    for (const Topic& topic : topics) {
        if (!arguments.what.empty() && arguments.what != topic.name) continue;
        known = true;
        if (arguments.json)
            document.set(topic.name,
                         topic.name == faults ? faults_to_value() : to_value(topic.entries()));
        else
            print(topic);
    }
    if (!known) {
        fmt::print(stderr, "ordeal list: there is no list of \"{}\"; there are: {}\n",
                   arguments.what, list_topics());
        return core::ExitCode::usage;
    }
    if (arguments.json) fmt::print("{}\n", core::to_json(document));
    return core::ExitCode::valid;
}

}  // namespace ordeal::harness
