// The kinds of workload: which operations clients make, whose model may judge them, and which
// checks decide. A kind is a row of data, for the decoder, the generators, the judging of runs and
// `ordeal list`; how its operations are drawn is in harness/generator/.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/scenario/scenario.hpp"

namespace ordeal::harness {

struct KindFunction {
    std::string_view name;
    double weight = 1;  // in a mix that the scenario does not give; 0: not drawn
};

struct KindParameter {
    std::string_view name;
    std::int64_t by_default = 0;
    std::string_view description;
};

/// What clients do in the end, when the system has recovered.
enum class FinalReads : std::uint8_t {
    none,
    of_keys,  // each key is read
    whole,    // each client reads all there is
    drain,    // each client drains the queue
    polls     // each client polls all logs until nothing is new
};

struct WorkloadKind {
    std::string_view name;
    std::vector<KindFunction> functions;
    std::string_view model;        // empty: none judges it
    std::string_view consistency;  // unless the scenario says
    std::vector<std::string_view> checks;
    std::size_t keys = 1;  // unless the scenario says; 0: operations have no key
    FinalReads final_reads = FinalReads::of_keys;
    std::string_view description;
    std::vector<KindParameter> parameters{};  // of `workload.parameters`
};

/// The word of `check.consistency` that asks for no model's judgement.
inline constexpr std::string_view no_consistency = "none";

std::span<const WorkloadKind> workload_kinds();
std::vector<std::string_view> kind_names();

/// Null: there is no kind of that name.
const WorkloadKind* find_kind(std::string_view name);

/// The name of the workload's kind: that of its model, unless it has one of its own.
std::string_view kind_name(const WorkloadSpec& spec);
/// Null when there is no such kind, as of a model without operations to draw.
const WorkloadKind* kind_of(const WorkloadSpec& spec);

/// Requires: the kind has that parameter (checked).
std::int64_t parameter_of(const WorkloadSpec& spec, std::string_view name);

}  // namespace ordeal::harness
