#include "harness/scenario/decode.hpp"

#include "harness/scenario/fields.hpp"
#include "harness/scenario/include.hpp"
#include "harness/scenario/problems.hpp"
#include "harness/scenario/validate.hpp"

namespace ordeal::harness {

namespace {

void fill_in_mix(WorkloadSpec& workload, const KnownNames& known) {
    const auto model = known.models.find(workload.model);
    if (!workload.mix.empty() || model == known.models.end()) return;
    for (const std::string& function : model->second)
        workload.mix[function] = 1;
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
    if (scenario) validate(*scenario, *document, known, problems);
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
