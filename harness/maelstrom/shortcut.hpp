// `ordeal maelstrom test`: the options that users of Maelstrom know, as a scenario of world
// `router`. What they ask for is a value here; which document that is, is a pure function.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "core/value.hpp"

namespace ordeal::harness {

/// Defaults are Maelstrom's, where it has the option.
struct MaelstromTest {
    std::string workload = "lin-kv";
    std::vector<std::string> command;  // the node's program and its arguments; no template
    std::size_t node_count = 5;
    std::string concurrency = "1n";  // a number, or with n behind it: times the number of nodes
    double time_limit_s = 60;
    double rate = 5;  // operations a second, in all
    double latency_ms = 0;
    std::string latency_distribution = "constant";
    double loss = 0;       // probability; not Maelstrom's
    double duplicate = 0;  // probability; not Maelstrom's
    std::vector<std::string> nemesis;
    double nemesis_interval_s = 10;
    double recovery_time_s = 10;  // before the final reads, of workloads that have some
    std::optional<std::string> topology;
    std::optional<std::string> availability;  // "total", or a fraction
    std::optional<std::string> consistency;
    std::optional<std::uint64_t> max_txn_length;
    std::optional<std::uint64_t> max_writes_per_key;
    std::optional<std::uint64_t> key_count;
};

std::vector<std::string_view> maelstrom_workloads();
/// Faults that --nemesis can name; Maelstrom has the first one.
std::vector<std::string_view> maelstrom_faults();

/// The scenario's document, as parse_scenario reads it.
/// Error: an option that does not fit the workload, or that cannot be read; which, and the remedy.
core::Result<core::Value> scenario_document(const MaelstromTest& test);

}  // namespace ordeal::harness
