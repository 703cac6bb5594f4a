#include "harness/program/subject.hpp"

#include <filesystem>

#include "harness/scenario/decode.hpp"
#include "harness/store/run_directory.hpp"
#include "linearizability/consistency/promise.hpp"

namespace ordeal::harness {

std::string name_in_messages(const Subject& subject) {
    return subject.file == "-" ? "standard input" : subject.file;
}

core::Result<Subject> subject_from(const std::string& given, const VerifyArguments& arguments,
                                   const linearizability::JudgeOptions& options) {
    Subject subject{given, given, options};
    std::error_code ignored;
    if (!std::filesystem::is_directory(given, ignored)) return subject;
    const auto run = find_run(given);
    if (!run) return tl::unexpected(run.error());
    subject.file = (*run / "history.jsonl").string();
    const auto scenario = load_scenario((*run / "scenario.json").string());
    if (!scenario) return tl::unexpected(scenario.error());
    if (!arguments.model && !scenario->workload.model.empty())
        subject.options.model = scenario->workload.model;
    if (!arguments.consistency) {
        const auto promise = linearizability::promise_named(scenario->check.consistency);
        if (!promise)
            return core::fail(
                "{}: {} is judged when a run ends, see its verdict.json; --consistency names "
                "what to judge the history by",
                given, scenario->check.consistency);
        subject.options.consistency = *promise;
    }
    if (!arguments.initial) subject.options.initial = scenario->workload.initial;
    return subject;
}

}  // namespace ordeal::harness
