#include "harness/scenario/validate.hpp"

#include <algorithm>
#include <filesystem>
#include <regex>

#include <fmt/format.h>

#include "core/duration.hpp"
#include "core/text/nearest.hpp"
#include "core/text/words.hpp"
#include "harness/checks/eventual.hpp"
#include "harness/scenario/kinds.hpp"
#include "harness/scenario/validate_roles.hpp"
#include "harness/worlds/line_pattern.hpp"
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
    if (const Node* roles = system->find("roles"); roles && !problems.any_below(roles->path))
        validate_roles(scenario.system, *roles, problems);
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

/// What clients may do; none: the model is unknown.
std::vector<std::string> functions_of(const WorkloadSpec& workload, const KnownNames& known) {
    std::vector<std::string> names;
    if (workload.kind.empty()) {
        const auto model = known.models.find(workload.model);
        return model == known.models.end() ? names : model->second;
    }
    for (const KindFunction& function : kind_of(workload)->functions)
        names.emplace_back(function.name);
    return names;
}

bool kind_known(const Problems& problems) {
    return !problems.any_below("workload.kind") && !problems.any_below("workload.model");
}

std::vector<std::string> drawn_functions(const WorkloadSpec& workload, const KnownNames& known) {
    if (workload.kind.empty()) return functions_of(workload, known);
    std::vector<std::string> names;
    for (const KindFunction& function : kind_of(workload)->functions)
        if (function.weight > 0) names.emplace_back(function.name);
    return names;
}

void check_mix(const Scenario& scenario, const Node& document, const KnownNames& known,
               Problems& problems) {
    const Node* mix = document.at_path("workload.mix");
    if (!mix || !kind_known(problems)) return;
    const std::vector<std::string> functions = drawn_functions(scenario.workload, known);
    if (functions_of(scenario.workload, known).empty()) return;
    for (const Node& weight : mix->children)
        if (std::ranges::find(functions, weight.name) == functions.end())
            problems.at_key(weight, fmt::format("unknown key {}{}", core::in_quotes(weight.name),
                                                core::suggestion(weight.name, functions)));
}

void check_operations(const Scenario& scenario, const Node& document, const KnownNames& known,
                      Problems& problems) {
    const Node* list = document.at_path("workload.operations");
    if (!list || problems.any_below("workload")) return;
    const std::vector<std::string> functions = functions_of(scenario.workload, known);
    if (functions.empty()) return;
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

/// A model that is given beside a kind must know what the kind's clients do.
void check_kind(const Scenario& scenario, const Node& document, const KnownNames& known,
                Problems& problems) {
    const Node* model = document.at_path("workload.model");
    if (scenario.workload.kind.empty() || !kind_known(problems)) return;
    const WorkloadKind& kind = *kind_of(scenario.workload);
    const auto knows = [&](const KindFunction& function) {
        const auto found = known.models.find(scenario.workload.model);
        return found != known.models.end() &&
               std::ranges::find(found->second, function.name) != found->second.end();
    };
    if (model && !std::ranges::all_of(kind.functions, knows))
        problems.at(*model,
                    fmt::format("the model {} does not know what clients of kind {} do{}",
                                scenario.workload.model, kind.name,
                                kind.model.empty() ? std::string(": leave it out")
                                                   : fmt::format("; its own is {}", kind.model)));
    const Node* keys = document.at_path("workload.keys");
    if (keys && kind.keys == 0 && scenario.workload.keys > 1)
        problems.at(*keys,
                    fmt::format("operations of kind {} have no keys: leave it out", kind.name));
}

void check_parameters(const Scenario& scenario, const Node& document, Problems& problems) {
    const Node* parameters = document.at_path("workload.parameters");
    if (!parameters || problems.any_below("workload.parameters") || !kind_known(problems)) return;
    std::vector<std::string_view> names;
    if (const WorkloadKind* kind = kind_of(scenario.workload))
        for (const KindParameter& parameter : kind->parameters)
            names.push_back(parameter.name);
    for (const Node& parameter : parameters->children)
        if (std::ranges::find(names, parameter.name) == names.end())
            problems.at_key(parameter, fmt::format("a workload of kind {} has no parameter {}{}",
                                                   kind_name(scenario.workload),
                                                   core::in_quotes(parameter.name),
                                                   core::suggestion(parameter.name, names)));
}

void check_consistency(const Scenario& scenario, const Node& document, Problems& problems) {
    const Node* consistency = document.at_path("check.consistency");
    if (!consistency || problems.any_below("check.consistency") || !kind_known(problems)) return;
    const std::string& model = scenario.workload.model;
    if (model.empty() && scenario.check.consistency != no_consistency) {
        problems.at(*consistency,
                    fmt::format("no model judges a workload of kind {}: its checks do, and the "
                                "consistency is {}",
                                scenario.workload.kind, no_consistency));
        return;
    }
    if (scenario.check.consistency == eventual && !has_eventual(model))
        problems.at(*consistency, "eventual is told of counters only: not of the model " + model);
    const auto promise = linearizability::promise_named(scenario.check.consistency);
    if (promise && !linearizability::can_judge(*promise, model))
        problems.at(*consistency, fmt::format("{} is told of registers only: not of the model {}",
                                              scenario.check.consistency, model));
}

void check_logs(const Scenario& scenario, const Node& document, Problems& problems) {
    if (problems.any_below("check")) return;
    const auto expressions = scenario.check.log_patterns;
    const Node* list = document.at_path("check.log-patterns");
    for (std::size_t i = 0; i < expressions.size(); ++i)
        if (const auto pattern = LinePattern::compile(expressions[i]); !pattern)
            problems.at(list->children[i], pattern.error().message);
    const Node* files = document.at_path("check.log-files");
    if (files && !files->children.empty() && expressions.empty())
        problems.at(*files, "expected log-patterns to look for in these files");
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
    check_kind(scenario, document, known, problems);
    check_parameters(scenario, document, problems);
    check_logs(scenario, document, problems);
    check_consistency(scenario, document, problems);
}

}  // namespace ordeal::harness
