// A scenario, decoded and complete: every default filled in. Pure data; see decode.hpp for how it
// is read, fields.hpp for the table of fields from which decoder, JSON Schema and reference page
// are made, and docs/scenario-reference.md for what each field means.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/value.hpp"
#include "core/verdict.hpp"
#include "harness/scenario/role_spec.hpp"
#include "nemesis/composition/composition.hpp"
#include "nemesis/link_rule.hpp"
#include "nemesis/plan.hpp"

namespace ordeal::harness {

/// Exactly one of the probes is set; none: a node is ready once it has started.
struct ReadyProbe {
    std::optional<std::string> tcp;    // "{node.ip}:7000" accepts a connection
    std::optional<std::string> log;    // a line of the node's output matches this expression
    std::optional<std::string> http;   // "http://{node.ip}:2379/health" answers 2xx
    std::vector<std::string> command;  // exits with 0, run inside the node's namespaces
    core::Nanoseconds within{10'000'000'000};

    friend bool operator==(const ReadyProbe&, const ReadyProbe&) = default;
};

/// What makes a node's server, all of it templates: see harness/worlds/command_template.hpp.
struct ServerSpec {
    std::vector<std::string> command;
    std::map<std::string, std::string> environment;
    std::map<std::string, std::string> files;     // by name in the node's data folder
    std::vector<std::vector<std::string>> setup;  // commands before the first start
    std::optional<ReadyProbe> ready;

    friend bool operator==(const ServerSpec&, const ServerSpec&) = default;
};

/// Not in-order: all nodes are started at once.
enum class StartOrder : std::uint8_t { together, in_order };

struct SystemSpec : ServerSpec {
    std::size_t nodes = 3;
    /// What is different on some nodes: a command, a setup or a probe stands in place of the one of
    /// all, variables and files are added or replaced.
    std::map<std::string, ServerSpec> each;
    std::optional<std::string> user;  // whom the server takes itself for; none: root
    StartOrder start = StartOrder::together;
    std::vector<std::string> packages;      // of Debian, in which the programs are
    std::uint16_t port = 7000;              // where clients find a node
    std::map<std::string, RoleSpec> roles;  // by name: "leader"
    std::string world = "real";
    std::vector<std::string> lock_step{"--lock-step"};  // what world sim adds to the command

    friend bool operator==(const SystemSpec&, const SystemSpec&) = default;
};

/// One operation of a workload that is written out.
struct PlannedOperation {
    core::Nanoseconds at{0};  // from the beginning of the run; later if the client is still busy
    std::size_t client = 0;   // from 0; it talks to node number client % nodes
    std::string f;
    std::optional<core::Value> key;
    core::Value value;

    friend bool operator==(const PlannedOperation&, const PlannedOperation&) = default;
};

struct WorkloadSpec {
    std::string client = "maelstrom";
    std::string kind;                // see kinds.hpp; empty: that of the model
    std::string model = "register";  // empty: the kind has none
    core::Value initial;
    std::size_t keys = 1;
    std::size_t concurrency = 5;
    double rate = 100;                  // operations a second, in all
    std::map<std::string, double> mix;  // f -> weight, above 0; never empty
    std::size_t values = 5;             // written values are drawn from 0 .. values - 1; with 0
                                        // they are distinct: no value is written twice
    core::Nanoseconds timeout{1'000'000'000};
    bool final_reads = true;
    std::map<std::string, std::uint64_t> parameters;  // of the kind
    core::Value options = core::Value::Object{};      // of the client; an object
    std::vector<PlannedOperation> operations;         // exactly these; empty: by rate and mix

    friend bool operator==(const WorkloadSpec&, const WorkloadSpec&) = default;
};

struct Phases {
    core::Nanoseconds warm_up{1'000'000'000};
    core::Nanoseconds run{10'000'000'000};
    core::Nanoseconds recover{5'000'000'000};
    core::Nanoseconds settle{0};

    friend bool operator==(const Phases&, const Phases&) = default;
};

struct CheckSpec {
    std::string consistency = "linearizable";
    std::size_t min_ok = 1;
    core::Nanoseconds timeout{60'000'000'000};  // of the judge
    bool must_bite = false;                     // a fault that touches nothing: unknown
    std::vector<std::string> checks{};  // that decide, too: names of harness/checks/registry.hpp
    double min_ok_fraction = 0;         // of all operations
    std::vector<std::string> log_patterns{};  // expressions that no line of a node's logs matches
    std::vector<std::string> log_files{};     // logs beside its output, in the node's data folder

    friend bool operator==(const CheckSpec&, const CheckSpec&) = default;
};

/// The server of one node: that of all, with what `each` says of this node.
ServerSpec server_of(const SystemSpec& system, const std::string& node);

/// The rule of every directed link between nodes, and what else the network does.
struct NetworkSpec : nemesis::LinkRule {
    bool capture = false;  // of all packets, in capture.pcapng

    friend bool operator==(const NetworkSpec&, const NetworkSpec&) = default;
};

struct Scenario {
    std::string name;
    SystemSpec system;
    NetworkSpec network;
    WorkloadSpec workload;
    std::vector<nemesis::FaultPlan> nemesis;
    nemesis::Composition composition;  // how these go together, and what else there is
    Phases phases;
    CheckSpec check;
    std::optional<core::Verdict> expect;  // what a run is expected to say
    std::optional<std::uint64_t> seed;

    friend bool operator==(const Scenario&, const Scenario&) = default;
};

}  // namespace ordeal::harness
