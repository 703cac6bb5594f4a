// `ordeal list`: the names that scenarios and command lines may use.
#include <functional>
#include <vector>

#include <fmt/format.h>

#include "clients/client.hpp"
#include "core/history/read_history.hpp"
#include "core/json.hpp"
#include "core/text/nearest.hpp"
#include "harness/checks/registry.hpp"
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

core::Value to_value(const Entries& entries) {
    core::Value list{core::Value::List{}};
    for (const Entry& entry : entries)
        list.push(core::Value::object({{"name", entry.name}, {"description", entry.description}}));
    return list;
}

void print(const Topic& topic) {
    fmt::print("{}\n", topic.name);
    for (const Entry& entry : topic.entries())
        fmt::print("  {:<{}}{}\n", entry.name, entry.description.empty() ? 0 : 18,
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
            document.set(topic.name, to_value(topic.entries()));
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
