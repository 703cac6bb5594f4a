#include "harness/program/subject.hpp"

#include <filesystem>

#include "harness/checks/eventual.hpp"
#include "harness/scenario/decode.hpp"
#include "harness/store/run_directory.hpp"
#include "linearizability/consistency/promise.hpp"

namespace ordeal::harness {

std::string name_in_messages(const Subject& subject) {
    return subject.file == "-" ? "standard input" : subject.file;
}

namespace {

/// What the scenario of a run says, where the arguments do not.
void take_from(const Scenario& scenario, const VerifyArguments& arguments, Subject& subject) {
    const WorkloadSpec& workload = scenario.workload;
    const std::string& consistency = scenario.check.consistency;
    if (!arguments.model && !workload.model.empty()) subject.options.model = workload.model;
    if (!arguments.initial) subject.options.initial = workload.initial;
    if (!arguments.checks.empty()) return;
    subject.checks = scenario.check.checks;
    if (arguments.consistency) return;
    const auto promise = linearizability::promise_named(consistency);
    if (promise) subject.options.consistency = *promise;
    subject.judged = promise.has_value();
    if (consistency == eventual) subject.checks.emplace_back(eventual);
}

}  // namespace

core::Result<Subject> subject_from(const std::string& given, const VerifyArguments& arguments,
                                   const linearizability::JudgeOptions& options) {
    Subject subject{given, given, options};
    subject.checks = arguments.checks;
    subject.judged = arguments.checks.empty() || arguments.model || arguments.consistency;
    std::error_code ignored;
    const bool there = given == "-" || std::filesystem::exists(given, ignored);
    if (there && !std::filesystem::is_directory(given, ignored)) return subject;
    const auto run = find_run(given);
    if (!run && !there) return subject;  // a file that cannot be read
    if (!run) return tl::unexpected(run.error());
    subject.file = (*run / "history.jsonl").string();
    auto scenario = load_scenario((*run / "scenario.json").string());
    if (!scenario) return tl::unexpected(scenario.error());
    take_from(*scenario, arguments, subject);
    subject.scenario = std::move(*scenario);
    if (!subject.judged && subject.checks.empty())
        return core::fail(
            "{}: its scenario asks for no consistency and for no check; --check or "
            "--consistency names what to judge the history by",
            given);
    return subject;
}

}  // namespace ordeal::harness
