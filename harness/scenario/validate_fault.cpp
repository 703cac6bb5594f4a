#include "harness/scenario/validate_fault.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/duration.hpp"
#include "core/text/nearest.hpp"
#include "core/text/words.hpp"
#include "harness/scenario/validate.hpp"
#include "harness/scenario/validate_roles.hpp"
#include "nemesis/mechanisms/system_calls/call_table.hpp"
#include "nemesis/shapes.hpp"
#include "nemesis/targets.hpp"

namespace ordeal::harness {

namespace {

using nemesis::FaultPlan;

/// A draw only to learn whether the nodes suffice; what is drawn does not matter.
core::Random any_random() {
    return core::Random(0);
}

/// The key must not be there.
void refuse_key(const Node& node, std::string_view key, std::string_view why, Problems& problems) {
    if (const Node* child = node.find(key))
        problems.at_key(*child, fmt::format("\"{}\" does not go with {}", key, why));
}

std::vector<nemesis::Node> with_clients(std::vector<nemesis::Node> nodes) {
    nodes.emplace_back(nemesis::clients_name);
    return nodes;
}

/// Around nodes or a role; of a role any node serves to see whether the shape has a place for it.
void check_target_of_shape(const FaultPlan& plan, const Node& node,
                           const std::vector<nemesis::Node>& all, Problems& problems) {
    const Node& target = *node.find("target");
    if (plan.role.empty() && plan.nodes.empty())
        return problems.at(target,
                           "of a partition, expected a role of system.roles or a list of nodes");
    if (const auto known = nemesis::check_nodes(plan.nodes, all); !known)
        return problems.at(target, known.error().message);
    auto random = any_random();
    const auto chosen = plan.nodes.empty() ? std::vector{all.front()} : plan.nodes;
    if (const auto made = nemesis::make_grudge_around(plan.shape, chosen, all, random); !made)
        problems.at(*node.find("shape"), made.error().message);
}

void check_partition(const FaultPlan& plan, const Node& node, const std::vector<nemesis::Node>& all,
                     Problems& problems) {
    if (node.find("grudge")) refuse_key(node, "target", "\"grudge\", which says it all", problems);
    const Node* shape = node.find("shape");
    const Node* grudge = node.find("grudge");
    if (!shape && !grudge)
        problems.at(node, "a partition needs \"shape\", like \"majorities-ring\", or \"grudge\"");
    if (shape && grudge)
        problems.at_key(*grudge, "\"grudge\" does not go with \"shape\": one of them is enough");
    auto random = any_random();
    if (shape && node.find("target"))
        check_target_of_shape(plan, node, all, problems);
    else if (shape)
        if (const auto made = nemesis::make_grudge(plan.shape, all, random); !made)
            problems.at(*shape, made.error().message);
    if (grudge)
        if (const auto checked = nemesis::check_grudge(*plan.grudge, with_clients(all)); !checked)
            problems.at(*grudge, checked.error().message);
}

/// What goes with some kinds of faults only.
void check_keys(const FaultPlan& plan, const Node& node, Problems& problems) {
    static constexpr std::string_view some[] = {
        "rate",          "offset",    "links",  "clients", "direction", "latency", "probability",
        "mend-checksum", "bandwidth", "calls",  "files",   "nth",       "point",   "bits",
        "size",          "share",     "period", "up",      "limit"};
    for (const std::string_view key : some)
        if (!nemesis::has_key(plan.fault, key))
            refuse_key(node, key,
                       fmt::format("\"{}\": it belongs to \"{}\"", plan.fault,
                                   fmt::join(nemesis::faults_with(key), "\", \"")),
                       problems);
}

void check_calls(const FaultPlan& plan, const Node& node, Problems& problems) {
    if (plan.fault == "fiu" && plan.point.empty())
        problems.at(node, "a fiu needs \"point\", like \"posix/io/sync/fdatasync\"");
    if (plan.nth > 0)
        refuse_key(node, "probability", "\"nth\", which says exactly which call", problems);
    static constexpr std::string_view fixed[] = {"torn-write", "lying-fsync"};
    const Node* calls = node.find("calls");
    if (!calls || std::ranges::find(fixed, plan.fault) == std::end(fixed)) return;
    const auto asked = nemesis::call_numbers(plan.calls);
    const auto fitting = nemesis::call_numbers(nemesis::default_calls(plan.fault));
    if (asked && !std::ranges::includes(*fitting, *asked))
        problems.at(*calls, fmt::format("\"{}\" is about \"{}\" only", plan.fault,
                                        nemesis::default_calls(plan.fault).front()));
}

/// Links by name, and then neither target nor direction; and what they suffer.
void check_links(const FaultPlan& plan, const Node& node, const std::vector<nemesis::Node>& all,
                 Problems& problems) {
    if (const Node* probability = node.find("probability"); probability && plan.probability == 0)
        problems.at(*probability, "expected more than 0: nothing would happen");
    if (const Node* share = node.find("share"); share && (plan.share == 0 || plan.share == 1))
        problems.at(*share, "expected more than 0 and less than 1");
    const Node* links = node.find("links");
    if (!links) return;
    for (const char* key : {"target", "direction", "clients"})
        refuse_key(node, key, "\"links\", which say it all", problems);
    if (links->children.empty()) problems.at(*links, "expected at least one link");
    for (std::size_t i = 0; i < plan.links.size(); ++i) {
        const auto& [from, to] = plan.links[i];
        for (const auto& end : {from, to})
            if (auto known = nemesis::check_nodes({end}, with_clients(all)); !known)
                problems.at(links->children[i], known.error().message);
        if (from == to) problems.at(links->children[i], "there is no link from a node to itself");
    }
}

void check_target(const FaultPlan& plan, const Node& node, const std::vector<nemesis::Node>& all,
                  Problems& problems) {
    const std::string why = fmt::format("\"{}\": it belongs to \"partition\"", plan.fault);
    refuse_key(node, "shape", why, problems);
    refuse_key(node, "grudge", why, problems);
    const Node* target = node.find("target");
    if (!target) return;
    if (target->is_list() && plan.nodes.empty()) {
        problems.at(*target, "expected at least one node, got an empty list");
        return;
    }
    if (!plan.role.empty()) return;
    auto random = any_random();
    const auto chosen = target->is_list() ? nemesis::check_nodes(plan.nodes, all)
                                          : nemesis::choose_nodes(plan.target, all, random);
    if (!chosen) problems.at(*target, chosen.error().message);
}

/// A word that is no target is to be a role.
void check_role(const FaultPlan& plan, const Node& node, const Scenario& scenario,
                Problems& problems) {
    if (plan.role.empty() || scenario.system.roles.contains(plan.role)) return;
    problems.at(*node.find("target"),
                fmt::format("unknown target {}{}", core::in_quotes(plan.role),
                            core::suggestion(plan.role, target_words(scenario.system))));
}

void check_begin(const FaultPlan& plan, const Node& node, core::Nanoseconds run,
                 Problems& problems) {
    const nemesis::Timing& timing = plan.timing;
    if (!timing.at && !timing.every)
        problems.at(node, "expected \"every\", like \"4s\", or \"at\": when does it happen?");
    if (timing.at && timing.every)
        problems.at_key(*node.find("at"), "\"at\" does not go with \"every\"");
    if (timing.at && !timing.every) {
        refuse_key(node, "after", "\"at\"", problems);
        refuse_key(node, "flip-flop", "\"at\", only with \"every\"", problems);
    }
    for (const char* key : {"at", "after"}) {
        const Node* begin = node.find(key);
        const auto time = key == std::string_view("at") ? timing.at : timing.after;
        if (begin && time && *time >= run)
            problems.at(*begin, fmt::format("never happens: the run phase ends after {}",
                                            core::to_text(run)));
    }
}

void check_end(const FaultPlan& plan, const Node& node, Problems& problems) {
    if (!nemesis::ends_nodes(plan.fault))
        refuse_key(node, "restart-after", fmt::format("\"{}\", use \"for\"", plan.fault), problems);
    else if (node.find("for"))
        refuse_key(node, "restart-after", "\"for\": they mean the same", problems);
    if (!plan.timing.flip_flop) return;
    for (const char* key : {"for", "restart-after"})
        refuse_key(node, key, "\"flip-flop\", which ends the fault at the next \"every\"",
                   problems);
}

}  // namespace

void validate_fault(const FaultPlan& plan, const Node& node, const Scenario& scenario,
                    Problems& problems) {
    const std::vector<nemesis::Node> all = node_names(scenario.system.nodes);
    check_role(plan, node, scenario, problems);
    if (plan.fault == "partition")
        check_partition(plan, node, all, problems);
    else
        check_target(plan, node, all, problems);
    check_keys(plan, node, problems);
    check_calls(plan, node, problems);
    check_links(plan, node, all, problems);
    check_begin(plan, node, scenario.phases.run, problems);
    check_end(plan, node, problems);
}

}  // namespace ordeal::harness
