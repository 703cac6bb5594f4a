#include "harness/simulation/keep_run.hpp"

#include "core/history/jsonl.hpp"
#include "harness/runner/environment.hpp"
#include "harness/scenario/decode.hpp"
#include "harness/store/run_directory.hpp"

namespace ordeal::harness {

core::Result<void> keep_run(const RunPlan& plan, const SimulatedRun& run,
                            const std::filesystem::path& store,
                            const std::function<std::string(const std::filesystem::path&)>& repeat,
                            RunReport& report) {
    auto directory = RunDirectory::create(store, plan.scenario.name);
    if (!directory) return tl::unexpected(directory.error());
    report.directory = directory->path();
    report.repeat = repeat(directory->path());
    core::Result<void> written = directory->write_json("scenario.json", to_value(plan.scenario));
    if (written) written = directory->write("history.jsonl", core::to_jsonl(run.evidence.history));
    if (written) written = directory->write("faults.jsonl", run.faults);
    if (written && !run.trace.empty()) written = directory->write("trace.jsonl", run.trace);
    if (!written) return written;
    return write_results(report, *directory, describe_run(plan, report.repeat));
}

}  // namespace ordeal::harness
