#include "harness/scenario/validate.hpp"

#include <algorithm>
#include <filesystem>
#include <regex>

#include <fmt/format.h>

#include "core/duration.hpp"
#include "core/text/nearest.hpp"
#include "core/text/words.hpp"
#include "harness/checks/eventual.hpp"
#include "harness/scenario/validate_fault.hpp"
#include "linearizability/consistency/promise.hpp"

namespace ordeal::harness {

namespace {

/// Why an expression does not compile, or nothing.
std::string regex_trouble(const std::string& expression) {
    try {
        static_cast<void>(std::regex(expression));
        return {};
    } catch (const std::regex_error& error) {
        return error.what();
    }
}

void check_ready(const ReadyProbe& probe, const Node& node, Problems& problems) {
    std::size_t probes = 0;
    for (const char* name : {"tcp", "log", "http", "command"})
        if (node.find(name)) ++probes;
    if (probes != 1)
        problems.at(node, fmt::format("expected exactly one probe, \"tcp\", \"log\", \"http\" or "
                                      "\"command\", got {}",
                                      probes == 0 ? "none" : std::to_string(probes)));
    if (const Node* command = node.find("command"); command && probe.command.empty())
        problems.at(*command, "expected a program, got an empty list");
    if (!probe.log) return;
    if (const std::string trouble = regex_trouble(*probe.log); !trouble.empty())
        problems.at(*node.find("log"), "expected a regular expression: " + trouble);
}

/// Below the node's folder, and not the folder itself.
bool is_inner_file(const std::string& name) {
    const auto path = std::filesystem::path(name).lexically_normal();
    return path.is_relative() && path.has_filename() && path != "." && *path.begin() != "..";
}

void check_server(const ServerSpec& server, const Node& node, Problems& problems) {
    if (const Node* command = node.find("command"); command && server.command.empty())
        if (!problems.any_below(command->path))
            problems.at(*command, "expected a program, got an empty list");
    if (const Node* environment = node.find("environment"))
        for (const Node& variable : environment->children)
            if (variable.name.empty() || variable.name.find('=') != std::string::npos)
                problems.at_key(variable, "expected a variable's name, without '='");
    if (const Node* files = node.find("files"))
        for (const Node& file : files->children)
            if (!is_inner_file(file.name))
                problems.at_key(file, "expected the name of a file below the node's data folder");
    if (const Node* setup = node.find("setup"); setup && !problems.any_below(setup->path))
        for (const Node& command : setup->children)
            if (command.children.empty())
                problems.at(command, "expected a program, got an empty list");
    const Node* ready = node.find("ready");
    if (ready && server.ready && !problems.any_below(ready->path))
        check_ready(*server.ready, *ready, problems);
}

void check_system(const Scenario& scenario, const Node& document, Problems& problems) {
    const Node* system = document.find("system");
    if (!system) return;
    check_server(scenario.system, *system, problems);
    const Node* each = system->find("each");
    if (!each || problems.any_below("system.nodes")) return;
    const auto names = node_names(scenario.system.nodes);
    for (const Node& node : each->children) {
        if (std::ranges::find(names, node.name) == names.end())
            problems.at_key(node, fmt::format("there is no node {}{}", core::in_quotes(node.name),
                                              core::suggestion(node.name, names)));
        else if (const auto found = scenario.system.each.find(node.name);
                 found != scenario.system.each.end())
            check_server(found->second, node, problems);
    }
}

void check_network(const Scenario& scenario, const Node& document, Problems& problems) {
    const nemesis::Latency& latency = scenario.network.latency;
    const Node* jitter = document.at_path("network.latency.jitter");
    if (!jitter || problems.any_below("network.latency")) return;
    if (latency.distribution == nemesis::Distribution::uniform && latency.jitter > latency.mean)
        problems.at(*jitter, fmt::format("expected at most the mean, {}: a delay is never negative",
                                         core::to_text(latency.mean)));
}

void check_mix(const Scenario& scenario, const Node& document, const KnownNames& known,
               Problems& problems) {
    const Node* mix = document.at_path("workload.mix");
    const auto model = known.models.find(scenario.workload.model);
    if (!mix || model == known.models.end() || problems.any_below("workload.model")) return;
    const std::vector<std::string>& functions = model->second;
    for (const Node& weight : mix->children)
        if (std::ranges::find(functions, weight.name) == functions.end())
            problems.at_key(weight, fmt::format("unknown key {}{}", core::in_quotes(weight.name),
                                                core::suggestion(weight.name, functions)));
}

void check_operations(const Scenario& scenario, const Node& document, const KnownNames& known,
                      Problems& problems) {
    const Node* list = document.at_path("workload.operations");
    const auto model = known.models.find(scenario.workload.model);
    if (!list || problems.any_below("workload") || model == known.models.end()) return;
    const std::vector<std::string>& functions = model->second;
    for (std::size_t i = 0; i < list->children.size(); ++i) {
        const PlannedOperation& operation = scenario.workload.operations[i];
        if (std::ranges::find(functions, operation.f) == functions.end())
            problems.at(*list->children[i].find("f"),
                        fmt::format("unknown function {}{}", core::in_quotes(operation.f),
                                    core::suggestion(operation.f, functions)));
        if (operation.client >= scenario.workload.concurrency)
            problems.at(list->children[i],
                        fmt::format("there is no client {}: workload.concurrency is {}",
                                    operation.client, scenario.workload.concurrency));
    }
}

void check_consistency(const Scenario& scenario, const Node& document, Problems& problems) {
    const Node* consistency = document.at_path("check.consistency");
    if (!consistency || problems.any_below("check.consistency")) return;
    const std::string& model = scenario.workload.model;
    if (scenario.check.consistency == eventual && !has_eventual(model))
        problems.at(*consistency, "eventual is told of counters only: not of the model " + model);
    const auto promise = linearizability::promise_named(scenario.check.consistency);
    if (promise && !linearizability::can_judge(*promise, model))
        problems.at(*consistency, fmt::format("{} is told of registers only: not of the model {}",
                                              scenario.check.consistency, model));
}

}  // namespace

std::vector<nemesis::Node> node_names(std::size_t nodes) {
    std::vector<nemesis::Node> names;
    for (std::size_t number = 1; number <= nodes; ++number)
        names.push_back(fmt::format("n{}", number));
    return names;
}

void validate(const Scenario& scenario, const Node& document, const KnownNames& known,
              Problems& problems) {
    check_system(scenario, document, problems);
    check_network(scenario, document, problems);
    check_mix(scenario, document, known, problems);
    check_operations(scenario, document, known, problems);
    check_consistency(scenario, document, problems);
    const Node* faults = document.find("nemesis");
    const bool nodes_known = !problems.any_below("system.nodes");
    if (!faults || !faults->is_list() || faults->children.size() != scenario.nemesis.size()) return;
    for (std::size_t i = 0; i < scenario.nemesis.size(); ++i)
        if (nodes_known && !problems.any_below(faults->children[i].path))
            validate_fault(scenario.nemesis[i], faults->children[i], scenario, problems);
}

}  // namespace ordeal::harness
