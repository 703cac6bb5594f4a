#include "harness/scenario/decode.hpp"

#include "harness/scenario/fields.hpp"
#include "harness/scenario/include.hpp"
#include "harness/scenario/kinds.hpp"
#include "harness/scenario/nemesis_field.hpp"
#include "harness/scenario/problems.hpp"
#include "harness/scenario/validate.hpp"

namespace ordeal::harness {

namespace {

void fill_in_mix(WorkloadSpec& workload, const KnownNames& known) {
    if (!workload.mix.empty()) return;
    if (!workload.kind.empty()) {
        for (const KindFunction& function : kind_of(workload)->functions)
            if (function.weight > 0) workload.mix[std::string(function.name)] = function.weight;
        return;
    }
    const auto model = known.models.find(workload.model);
    if (model == known.models.end()) return;
    for (const std::string& function : model->second)
        workload.mix[function] = 1;
}

/// What a kind says where the document does not.
void fill_in_kind(Scenario& scenario, const Node& document) {
    const WorkloadKind* kind = kind_of(scenario.workload);
    if (scenario.workload.kind.empty() || !kind) return;
    const auto given = [&](std::string_view path) { return document.at_path(path) != nullptr; };
    if (!given("workload.model")) scenario.workload.model = kind->model;
    if (!given("workload.keys")) scenario.workload.keys = std::max<std::size_t>(1, kind->keys);
    if (!given("check.consistency")) scenario.check.consistency = kind->consistency;
    if (!given("check.checks"))
        scenario.check.checks.assign(kind->checks.begin(), kind->checks.end());
}

}  // namespace

core::Result<Scenario> parse_scenario(std::string_view text, const std::string& filename,
                                      const KnownNames& known) {
    Problems problems(filename, text);
    auto document = parse_document(text, problems);
    if (document) document = merge_includes(std::move(*document), filename, problems);
    if (!document) return tl::unexpected(problems.error());
    Reader reader{problems, known};
    auto scenario = scenario_codec().decode(reader, *document);
    if (scenario) {
        fill_in_kind(*scenario, *document);
        decode_nemesis(reader, *document, *scenario);
        validate(*scenario, *document, known, problems);
    }
    if (!problems.empty()) return tl::unexpected(problems.error());
    fill_in_mix(scenario->workload, known);
    return std::move(*scenario);
}

core::Result<Scenario> load_scenario(const std::string& path, const KnownNames& known) {
    const auto text = read_scenario_file(path);
    if (!text) return tl::unexpected(text.error());
    return parse_scenario(*text, path, known);
}

core::Value to_value(const Scenario& scenario) {
    return scenario_codec().encode(scenario);
}

}  // namespace ordeal::harness
