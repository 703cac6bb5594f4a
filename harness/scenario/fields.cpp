#include "harness/scenario/fields.hpp"

#include "harness/checks/eventual.hpp"
#include "harness/checks/registry.hpp"
#include "harness/scenario/field.hpp"
#include "harness/scenario/fields_of_roles.hpp"
#include "harness/scenario/kinds.hpp"
#include "harness/scenario/latency_codec.hpp"
#include "harness/scenario/nemesis_field.hpp"
#include "linearizability/consistency/promise.hpp"

namespace ordeal::harness {

namespace {

Codec<ReadyProbe> ready_codec() {
    auto codec = object_of<ReadyProbe>({
        optional(field<ReadyProbe>(
            "tcp", &ReadyProbe::tcp, template_text(),
            "Ready when this address accepts a TCP connection: `\"{node.ip}:2379\"`.")),
        optional(field<ReadyProbe>(
            "log", &ReadyProbe::log, text(),
            "Ready when a line of the node's output matches this regular expression "
            "(ECMAScript): `\"listening\"`.")),
        optional(field<ReadyProbe>(
            "http", &ReadyProbe::http, template_text(),
            "Ready when a GET of this address is answered with a status of 200 to 299: "
            "`\"http://{node.ip}:2379/health\"`.")),
        optional(field<ReadyProbe>("command", &ReadyProbe::command,
                                   list_of(template_text(), "list of template strings"),
                                   "Ready when this command, run on the node, exits with 0.")),
        field<ReadyProbe>("within", &ReadyProbe::within, positive_duration(),
                          "A node that is not ready within this time fails the run."),
    });
    core::Value::List one_of;
    for (const char* probe : {"tcp", "log", "http", "command"})
        one_of.push_back(core::Value::object({{"required", core::Value::list({probe})}}));
    codec.description.schema.set("oneOf", std::move(one_of));
    return codec;
}

/// The rows that `system` and each of `system.each` have in common.
template <typename Spec>
std::vector<Field<Spec>> server_fields() {
    const auto words = [] { return list_of(template_text(), "list of template strings"); };
    return {
        optional(field<Spec>("command", &Spec::command, words(),
                             "The program that is a node, and its arguments. A name without a "
                             "slash is looked up in `PATH` and beside the program `ordeal`.")),
        optional(field<Spec>("environment", &Spec::environment,
                             map_of(template_text(), "object of template strings"),
                             "Environment variables that each node gets besides those of "
                             "`ordeal`.")),
        optional(field<Spec>("files", &Spec::files,
                             map_of(template_lines(), "object of template texts"),
                             "Files that are written into each node's data folder before its "
                             "first start, by their names in it: a text, or a list of lines.")),
        optional(field<Spec>("setup", &Spec::setup, list_of(words(), "list of commands"),
                             "Commands that are run on each node, one after the other, before "
                             "its first start; each must exit with 0.")),
        optional(field<Spec>("ready", &Spec::ready, ready_codec(),
                             "How to see that a node is ready, by exactly one probe. Without it a "
                             "node is ready as soon as it has started.")),
    };
}

Codec<StartOrder> start_order_codec() {
    return converted<StartOrder, std::string>(
        one_of("start", {"together", "in-order"}),
        [](const std::string& word) {
            return word == "together" ? StartOrder::together : StartOrder::in_order;
        },
        [](const StartOrder& order) {
            return std::string(order == StartOrder::together ? "together" : "in-order");
        });
}

std::vector<Field<SystemSpec>> deployment_fields() {
    using Spec = SystemSpec;
    return {
        field<Spec>("nodes", &Spec::nodes, integer(1, 99),
                    "How many nodes run. They are called `n1`, `n2`, ..."),
        optional(field<Spec>(
            "each", &Spec::each,
            map_of(object_of<ServerSpec>(server_fields<ServerSpec>()), "object of nodes"),
            "What is different on some nodes, by their names: `{\"n2\": {\"command\": [...]}}`.")),
        optional(field<Spec>("user", &Spec::user, text(),
                             "The user that the server takes itself for, for one that refuses to "
                             "run as root. Needs no rights: it is a name inside the node.")),
        field<Spec>("start", &Spec::start, start_order_codec(),
                    "Whether all nodes are set up and started at once, or one after the other, "
                    "each when the one before it is ready."),
        optional(field<Spec>("packages", &Spec::packages, list_of(text(), "list of strings"),
                             "Debian's packages in which the programs are, for the message when "
                             "one is missing.")),
        field<Spec>("port", &Spec::port, integer(1, 65535),
                    "The port on which a node listens for clients."),
        optional(field<Spec>("roles", &Spec::roles, map_of(role_codec(), "object of roles"),
                             "Roles that nodes may hold, by names that stand in `target` of "
                             "faults, each with a question that tells who holds it "
                             "([examples](faults.md#roles)): `{\"leader\": {...}}`.")),
    };
}

Codec<SystemSpec> system_codec() {
    using Spec = SystemSpec;
    auto fields = server_fields<Spec>();
    fields.front() = required(std::move(fields.front()));
    for (auto& row : deployment_fields())
        fields.push_back(std::move(row));
    fields.push_back(
        field<Spec>("world", &Spec::world,
                    available_word("world", planned_worlds(),
                                   [](const KnownNames& known) { return known.world_names(); }),
                    "Where the nodes run: `real` is processes in network namespaces; `router` is "
                    "[programs on stdin and stdout](router.md); `sim` is processes in "
                    "[lock-step](lock-step.md) and in virtual time."));
    fields.push_back(field<Spec>("lock-step", &Spec::lock_step,
                                 list_of(template_text(), "list of template strings"),
                                 "What world `sim` adds to the command, so that the program speaks "
                                 "lock-step. Empty for a program that always does."));
    return object_of<Spec>(fields);
}

Codec<NetworkSpec> network_codec() {
    using nemesis::LinkRule;
    return object_of<NetworkSpec>({
        field<NetworkSpec>("latency", &LinkRule::latency, latency_codec(),
                           "The delay of packets between nodes, drawn for each."),
        field<NetworkSpec>("loss", &LinkRule::loss, probability(), "A packet is lost."),
        field<NetworkSpec>("duplicate", &LinkRule::duplicate, probability(),
                           "A packet arrives twice; the copy has a delay of its own."),
        field<NetworkSpec>("reorder", &LinkRule::reorder, probability(),
                           "A packet may overtake those before it. Without it order is kept."),
        field<NetworkSpec>("corrupt", &LinkRule::corrupt, probability(),
                           "One bit of a packet's payload is flipped."),
        field<NetworkSpec>(
            "mend-checksum", &LinkRule::mend_checksum, boolean(),
            "Corrupted packets get a right checksum, so that programs see the damage; "
            "otherwise corruption is only loss."),
        field<NetworkSpec>("rate", &LinkRule::rate_bits_per_second, bit_rate(),
                           "How much a link carries."),
        optional(field<NetworkSpec>("capture", &NetworkSpec::capture, boolean(),
                                    "In world `real`: all packets are written to "
                                    "`capture.pcapng` ([capture](worlds.md#a-capture-of-all-"
                                    "packets)); also `ordeal run --pcap`.")),
    });
}

Codec<PlannedOperation> operation_codec() {
    using Planned = PlannedOperation;
    return object_of<Planned>({
        required(field<Planned>("at", &Planned::at, duration(),
                                "When, from the beginning of the run; later if the client still "
                                "waits for its operation before.")),
        field<Planned>("client", &Planned::client, integer(0, 999),
                       "Who: less than `concurrency`. Client 0 talks to `n1`, the next one to "
                       "`n2`, and so on around."),
        required(field<Planned>("f", &Planned::f, text(), "A function of the model.")),
        optional(field<Planned>("key", &Planned::key, any_value(), "Of the key, if it has one.")),
        optional(field<Planned>("value", &Planned::value, any_value(),
                                "What is written, or of a cas `[from, to]`.")),
    });
}

Codec<WorkloadSpec> workload_codec() {
    const auto clients = [](const KnownNames& known) { return known.client_names(); };
    const auto models = [](const KnownNames& known) { return known.model_names(); };
    return object_of<WorkloadSpec>({
        field<WorkloadSpec>("client", &WorkloadSpec::client, available_word("client", {}, clients),
                            "The protocol that clients speak; `ordeal list clients` names them."),
        optional(field<WorkloadSpec>(
            "kind", &WorkloadSpec::kind, one_of("kind", kind_names()),
            "Which operations clients make, and by which checks they are judged "
            "([table](workloads.md)). Left out: the kind of the model's name.")),
        only_if<WorkloadSpec>(
            [](const WorkloadSpec& spec) { return !spec.model.empty(); },
            field<WorkloadSpec>("model", &WorkloadSpec::model,
                                available_word("model", planned_models(), models),
                                "What the system claims to be, and is judged as; `ordeal list "
                                "models` names those that this build has. A kind has a model of "
                                "its own, or none.")),
        field<WorkloadSpec>("initial", &WorkloadSpec::initial, any_value(),
                            "What each key holds before the first operation."),
        field<WorkloadSpec>("keys", &WorkloadSpec::keys, integer(1, 1'000'000),
                            "How many independent keys there are, each judged by itself."),
        field<WorkloadSpec>("concurrency", &WorkloadSpec::concurrency, integer(1, 1'000),
                            "How many logical processes run operations at the same time."),
        field<WorkloadSpec>("rate", &WorkloadSpec::rate, positive_number(),
                            "Operations a second, all processes together."),
        field<WorkloadSpec>("mix", &WorkloadSpec::mix,
                            map_of(positive_number(), "object of numbers above 0"),
                            "How often each function of the model is chosen, as weights: "
                            "`{\"read\": 5, \"write\": 3}`. Empty: each equally often."),
        field<WorkloadSpec>("values", &WorkloadSpec::values, integer_or("distinct"),
                            "Written values are drawn from 0 up to this number less 1. With "
                            "`\"distinct\"` no value is written twice, which shows more faults."),
        field<WorkloadSpec>("timeout", &WorkloadSpec::timeout, positive_duration(),
                            "An operation that is not answered within this time ends as `info`: "
                            "nobody knows whether it happened."),
        field<WorkloadSpec>("final-reads", &WorkloadSpec::final_reads, boolean(),
                            "Every key is read once more after recovery."),
        optional(field<WorkloadSpec>("parameters", &WorkloadSpec::parameters,
                                     map_of(integer(1, 1'000'000), "object of integers from 1"),
                                     "Of the kind: `accounts`, `total` and `max-transfer` of a "
                                     "bank, `max-length` and `max-writes-per-key` of "
                                     "transactions.")),
        field<WorkloadSpec>("options", &WorkloadSpec::options, any_object(),
                            "Options of the client's own."),
        optional(field<WorkloadSpec>("operations", &WorkloadSpec::operations,
                                     list_of(operation_codec(), "list of operations"),
                                     "Exactly these operations, instead of those that `keys`, "
                                     "`rate`, `mix` and `values` describe; the run ends with "
                                     "the last of them. `ordeal shrink` writes such lists.")),
    });
}

Codec<Phases> phases_codec() {
    return object_of<Phases>({
        field<Phases>("warm-up", &Phases::warm_up, duration(),
                      "Operations run, nothing is broken yet."),
        field<Phases>("run", &Phases::run, positive_duration(),
                      "Operations run and the nemesis breaks things."),
        field<Phases>("recover", &Phases::recover, duration(),
                      "All is healed and operations go on."),
        field<Phases>("settle", &Phases::settle, duration(),
                      "No operations, before the final reads: for systems in which what was done "
                      "takes time to spread."),
    });
}

std::vector<std::string_view> consistency_names() {
    auto names = linearizability::promise_names();
    names.push_back(eventual);
    names.push_back(no_consistency);
    return names;
}

Codec<CheckSpec> check_codec() {
    return object_of<CheckSpec>({
        field<CheckSpec>(
            "consistency", &CheckSpec::consistency, one_of("consistency", consistency_names()),
            "What the history must be. Those after `sequential` are told of registers, `eventual` "
            "of counters; with `none` only the checks decide. A kind may have another default."),
        field<CheckSpec>("checks", &CheckSpec::checks,
                         list_of(one_of("check", check_names()), "list of checks"),
                         "What decides beside the consistency ([table](checks.md)). Left out: the "
                         "checks of the kind."),
        optional(field<CheckSpec>(
            "log-patterns", &CheckSpec::log_patterns, list_of(text(), "list of strings"),
            "Regular expressions (ECMAScript) that no line of a node's output may match: "
            "`[\"panic|FATAL\"]`.")),
        optional(field<CheckSpec>(
            "log-files", &CheckSpec::log_files, list_of(text(), "list of strings"),
            "Logs in the node's data folder in which `log-patterns` are looked for as well; one "
            "that is missing leaves the verdict `unknown`.")),
        field<CheckSpec>("min-ok", &CheckSpec::min_ok, integer_from(0),
                         "With fewer operations that ended in `ok` the verdict is `unknown`: too "
                         "little was tried."),
        optional(field<CheckSpec>("min-ok-fraction", &CheckSpec::min_ok_fraction, probability(),
                                  "With a smaller part of operations that ended in `ok` the run "
                                  "is `invalid`: the system was not available. `1` asks for total "
                                  "availability.")),
        field<CheckSpec>("must-bite", &CheckSpec::must_bite, boolean(),
                         "A fault that touched nothing makes the verdict `unknown`; without this "
                         "it is a warning."),
        field<CheckSpec>("timeout", &CheckSpec::timeout, positive_duration(),
                         "The judge gives up after this time, with the verdict `unknown`."),
    });
}

/// "$schema" is for editors; nothing of it stays.
/// A member that has done its work before the scenario is decoded.
Field<Scenario> unread_field(std::string name, std::string text, Description description) {
    Field<Scenario> row;
    row.decode = [](Reader&, const Node&, Scenario&) {};
    row.encode = [](const Scenario&) { return std::nullopt; };
    row.description = {std::move(name), false, std::nullopt, std::move(text),
                       std::move(description)};
    return row;
}

Field<Scenario> schema_field() {
    auto row = unread_field(
        "$schema", "Where `scenario.schema.json` lies, for the help of editors. Best put first.",
        text().description);
    row.decode = [decode = text().decode](Reader& reader, const Node& node, Scenario&) {
        decode(reader, node);
    };
    return row;
}

Field<Scenario> include_field() {
    Description description;
    description.type = "string, or list of strings";
    const auto string = core::Value::object({{"type", "string"}});
    description.schema = core::Value::object(
        {{"oneOf", core::Value::list(
                       {string, core::Value::object({{"type", "array"}, {"items", string}})})}});
    return unread_field("include",
                        "Files that this one builds on, relative to it: objects are merged member "
                        "by member, anything else here stands in place of what is there.",
                        std::move(description));
}

Codec<core::Verdict> verdict_codec() {
    return converted<core::Verdict, std::string>(
        one_of("verdict", {"valid", "invalid", "unknown"}),
        [](const std::string& word) {
            return word == "valid"     ? core::Verdict::valid
                   : word == "invalid" ? core::Verdict::invalid
                                       : core::Verdict::unknown;
        },
        [](const core::Verdict& verdict) { return std::string(to_text(verdict)); });
}

Codec<Scenario> make_scenario_codec() {
    return object_of<Scenario>({
        schema_field(),
        include_field(),
        required(field<Scenario>("name", &Scenario::name, file_name(),
                                 "Names the scenario, and its folder in the store.")),
        required(field<Scenario>("system", &Scenario::system, system_codec(), "What is on trial.")),
        field<Scenario>("network", &Scenario::network, network_codec(),
                        "How every link between two nodes behaves, all the time."),
        field<Scenario>("workload", &Scenario::workload, workload_codec(),
                        "What clients do, and what the system claims to be."),
        nemesis_field(),
        field<Scenario>("phases", &Scenario::phases, phases_codec(), "How long each phase is."),
        field<Scenario>("check", &Scenario::check, check_codec(), "What a good run is."),
        optional(field<Scenario>("expect", &Scenario::expect, verdict_codec(),
                                 "The verdict that is expected of a run; reports say whether it "
                                 "came so. It changes nothing else.")),
        field<Scenario>("seed", &Scenario::seed, integer_from(0),
                        "Where all random choices come from. Without it each run has another one, "
                        "which it prints; `--seed` on the command line comes before it."),
    });
}

}  // namespace

const Codec<Scenario>& scenario_codec() {
    static const Codec<Scenario> codec = make_scenario_codec();
    return codec;
}

}  // namespace ordeal::harness
