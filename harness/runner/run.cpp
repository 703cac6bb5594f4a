#include "harness/runner/run.hpp"

#include <cstdio>
#include <utility>

#include <fmt/format.h>

#include "clients/client.hpp"
#include "core/check.hpp"
#include "core/json.hpp"
#include "core/program/status_line.hpp"
#include "harness/generator/combinators.hpp"
#include "harness/generator/workload.hpp"
#include "harness/runner/environment.hpp"
#include "harness/runner/interpreter.hpp"
#include "harness/runner/judging.hpp"
#include "harness/runner/live_judge.hpp"
#include "harness/runner/nemesis_thread.hpp"
#include "harness/runner/worker_pool.hpp"
#include "harness/scenario/decode.hpp"
#include "harness/scenario/kinds.hpp"
#include "harness/scenario/validate.hpp"
#include "harness/store/recorder.hpp"
#include "harness/store/run_directory.hpp"
#include "harness/worlds/make_world.hpp"
#include "nemesis/ledger.hpp"

namespace ordeal::harness {

using core::Result;
using core::Value;

namespace {

/// The faults of the run, in place of what the scenario says of them.
Result<void> plan_faults(RunPlan& plan, const nemesis::Able& able) {
    Scenario& scenario = plan.scenario;
    const core::Nanoseconds run = scenario.phases.run;
    auto composed =
        nemesis::compose(scenario.composition, scenario.nemesis, plan.nodes, plan.seed, run, able);
    if (!composed) return tl::unexpected(composed.error());
    scenario.nemesis = composed->plans;
    scenario.composition = {.quiet = scenario.composition.quiet};
    plan.composed = std::move(*composed);
    auto schedule = nemesis::make_quiet_schedule(scenario.nemesis, scenario.composition.quiet,
                                                 plan.nodes, plan.seed, run);
    if (!schedule) return tl::unexpected(schedule.error());
    plan.schedule = std::move(*schedule);
    return {};
}

}  // namespace

Result<void> check_world(const Scenario& scenario, std::string_view world) {
    if (world == "real") return {};
    for (std::size_t i = 0; i < scenario.nemesis.size(); ++i) {
        const nemesis::FaultPlan& plan = scenario.nemesis[i];
        if (!plan.role.empty())
            return core::fail("nemesis[{}].target: nodes of world {} cannot be asked who is {}", i,
                              world, plan.role);
        if (nemesis::is_for_clients(plan))
            return core::fail("nemesis[{}]: world {} has no faults for links of clients", i, world);
    }
    return {};
}

Result<RunPlan> plan_run(Scenario scenario, std::uint64_t seed, const nemesis::Able& able) {
    RunPlan plan;
    plan.seed = seed;
    plan.nodes = node_names(scenario.system.nodes);
    plan.scenario = std::move(scenario);
    if (auto planned = plan_faults(plan, able); !planned) return tl::unexpected(planned.error());
    if (auto possible = check_world(plan.scenario, plan.scenario.system.world); !possible)
        return tl::unexpected(possible.error());
    const WorkloadSpec& spec = plan.scenario.workload;
    auto workload = gen::make_workload(spec);
    if (!workload) return tl::unexpected(workload.error());
    const auto& phases = plan.scenario.phases;
    const gen::Generator operations =
        spec.operations.empty()
            ? gen::time_limit(phases.warm_up + phases.run + phases.recover, workload->operations)
            : workload->operations;
    plan.workload = gen::phases({operations, gen::sleep(phases.settle), workload->final_reads});
    return plan;
}

Result<nemesis::Fault> fault_on_holders(const RunPlan& plan, const nemesis::Step& step,
                                        const std::vector<nemesis::Node>& holders) {
    return nemesis::fault_on_holders(step, plan.scenario.nemesis[step.plan], holders, plan.nodes);
}

namespace {

/// What may come. Of a fault on a role any node may be hit.
std::vector<nemesis::Fault> possible_faults(const RunPlan& plan) {
    std::vector<nemesis::Fault> faults;
    for (const nemesis::Step& step : plan.schedule) {
        if (step.phase == nemesis::Phase::end) continue;
        const auto on_all =
            step.role.empty() ? step.fault : fault_on_holders(plan, step, plan.nodes);
        faults.push_back(on_all ? *on_all : step.fault);
    }
    return faults;
}

/// The parts of one run, in the order in which they are made; they end in the reverse order.
class Run {
  public:
    Run(const RunPlan& plan, const RunOptions& options, RunDirectory directory)
        : plan_(plan), options_(options), directory_(std::move(directory)) {}

    Result<RunReport> execute();

  private:
    Result<void> prepare();
    Result<void> drive();
    Result<std::unique_ptr<clients::Client>> make_client(std::size_t worker,
                                                         std::int64_t process) const;
    Result<std::unique_ptr<WorkerPool>> start_workers();
    nemesis::LedgerCallbacks ledger_callbacks();
    Result<void> watch();
    std::string status(const core::MonotonicClock& clock) const;
    bool enough() const;
    Result<RunReport> conclude();

    const RunPlan& plan_;
    const RunOptions& options_;
    RunDirectory directory_;
    Value document_;  // run.json
    std::unique_ptr<World> world_;
    std::optional<LineFile> faults_file_;
    std::unique_ptr<Recorder> recorder_;
    std::unique_ptr<LiveJudge> live_judge_;  // with fail-fast
    core::MonotonicClock clock_;
    RunEvidence evidence_;
};

Result<void> Run::prepare() {
    if (auto written = directory_.write_json("scenario.json", to_value(plan_.scenario)); !written)
        return written;
    document_ = describe_run(plan_, options_.repeat);
    if (auto written = directory_.write_json("run.json", document_); !written) return written;
    auto faults = LineFile::create(directory_.path() / "faults.jsonl");
    if (!faults) return tl::unexpected(faults.error());
    faults_file_ = std::move(*faults);
    auto world = make_world(plan_.scenario, plan_.seed, directory_.path(), possible_faults(plan_));
    if (!world) return tl::unexpected(world.error());
    world_ = std::move(*world);
    for (const nemesis::Step& step : plan_.schedule)
        if (auto can = world_->can(kind(step.fault)); !can) return can;
    if (const auto client = make_client(0, 0); !client)
        return core::fail("workload.client: {}", client.error().message);
    return world_->start();
}

/// A client for the worker of that number.
Result<std::unique_ptr<clients::Client>> Run::make_client(std::size_t worker,
                                                          std::int64_t process) const {
    const WorkloadSpec& workload = plan_.scenario.workload;
    clients::ClientOptions options;
    options.endpoints = world_->endpoints();
    options.home = worker % options.endpoints.size();
    options.process = process;
    options.timeout = workload.timeout;
    options.workload = kind_name(workload);
    options.extra = workload.options;
    return world_->make_client(workload.client, std::move(options));
}

Result<std::unique_ptr<WorkerPool>> Run::start_workers() {
    return WorkerPool::start(
        plan_.scenario.workload.concurrency,
        [this](std::size_t worker, const core::Process& process) {
            return make_client(worker, process.number);
        },
        [this] { return world_->enter_client_network(); }, *recorder_,
        [this, homes = world_->endpoints()](std::size_t worker, core::Event& completion) {
            const std::string& node = homes[worker % homes.size()].node;
            const auto offset = world_->clock_offset(node);
            if (!offset) return;
            completion.extra.push_back({"clock-offset", offset->count()});
            completion.extra.push_back({"clock-node", node});
        });
}

nemesis::LedgerCallbacks Run::ledger_callbacks() {
    nemesis::LedgerCallbacks callbacks;
    callbacks.observer = [this](const core::Event& event) { recorder_->record(event); };
    callbacks.sink = [this](const Value& line) {
        if (auto written = faults_file_->append(core::to_json(line) + "\n"); !written)
            evidence_.errors.push_back(written.error().message);
    };
    return callbacks;
}

std::string Run::status(const core::MonotonicClock& clock) const {
    const auto counts = recorder_->counts();
    const Phases& phases = plan_.scenario.phases;
    const std::chrono::duration<double> now = clock.now();
    const std::chrono::duration<double> total = phases.warm_up + phases.run + phases.recover;
    const char* phase = now < phases.warm_up                ? "warm-up"
                        : now < phases.warm_up + phases.run ? "run"
                        : now < total                       ? "recover"
                                                            : "final reads";
    return fmt::format("{}: {} {:.1f}/{:.1f} s, {} ok, {} fail, {} info", plan_.scenario.name,
                       phase, now.count(), total.count(), counts[1], counts[2], counts[3]);
}

/// Begins to judge what is recorded, if the run is to end at its first violation.
Result<void> Run::watch() {
    if (!options_.fail_fast) return {};
    if (plan_.scenario.check.consistency != "linearizable")
        return core::fail("--fail-fast judges linearizability only, and the scenario asks for {}",
                          plan_.scenario.check.consistency);
    linearizability::JudgeOptions options;
    options.model = plan_.scenario.workload.model;
    options.initial = plan_.scenario.workload.initial;
    auto judge = LiveJudge::start(*recorder_, options);
    if (!judge) return tl::unexpected(judge.error());
    live_judge_ = std::move(*judge);
    return {};
}

/// Whether nothing that would follow is of interest.
bool Run::enough() const {
    return (live_judge_ && live_judge_->violated()) || world_->failure();
}

Result<void> Run::drive() {
    auto history = LineFile::create(directory_.path() / "history.jsonl");
    if (!history) return tl::unexpected(history.error());
    clock_ = core::MonotonicClock();
    document_.set("zero", describe_zero(clock_));
    world_->use_clock(clock_);
    recorder_ = std::make_unique<Recorder>(
        std::move(*history), clock_, [this](const core::Error&) { options_.interruption->stop(); });
    if (auto watched = watch(); !watched) return watched;
    auto pool = start_workers();
    if (!pool) return tl::unexpected(pool.error());
    nemesis::Ledger ledger(*world_, clock_, ledger_callbacks());
    const auto on_holders = [this](const nemesis::Step& step,
                                   const std::vector<nemesis::Node>& holders) {
        return fault_on_holders(plan_, step, holders);
    };
    NemesisThread nemesis({plan_.schedule, plan_.scenario.phases.warm_up, ledger, on_holders},
                          *world_, *recorder_, clock_);
    {
        const core::StatusLine progress(options_.progress, [this] { return status(clock_); });
        gen::Driver driver(plan_.workload, plan_.scenario.workload.concurrency,
                           core::Random(plan_.seed).split("workload"));
        interpret(driver, **pool, clock_, *options_.interruption, [this] { return enough(); });
        nemesis.stop();
    }
    evidence_.cut_short = enough();
    evidence_.failure = world_->failure();
    live_judge_.reset();
    for (const core::Error& error : ledger.heal_all())
        evidence_.errors.push_back(error.message);
    evidence_.seconds = std::chrono::duration<double>(clock_.now()).count();
    evidence_.faults = ledger.records();
    evidence_.crashes = nemesis.crashes();
    for (const std::string& error : nemesis.errors())
        evidence_.errors.push_back(error);
    return {};
}

Result<RunReport> Run::conclude() {
    evidence_.statistics = world_->statistics();
    evidence_.history = recorder_->history();
    if (const CheckSpec& check = plan_.scenario.check; !check.log_patterns.empty())
        evidence_.logs = search_logs(directory_.path(), plan_.nodes, check);
    if (const auto failure = recorder_->failure()) return tl::unexpected(*failure);
    RunReport report = judge_run(plan_, evidence_, *options_.interruption);
    report.directory = directory_.path();
    report.repeat = options_.repeat;
    if (auto written = write_results(report, directory_, std::move(document_)); !written)
        return tl::unexpected(written.error());
    return report;
}

Result<RunReport> Run::execute() {
    auto done = prepare();
    if (done) done = drive();
    if (world_) world_->stop();
    if (!done) {
        // The reason stays with the run, beside what was recorded.
        (void)directory_.write_json(
            "verdict.json",
            Value::object({{"verdict", "unknown"}, {"error", done.error().message}}));
        return tl::unexpected(done.error());
    }
    return conclude();
}

}  // namespace

Result<RunReport> execute(const RunPlan& plan, const RunOptions& options) {
    CHECK(options.interruption != nullptr);
    core::set_seed_for_checks(plan.seed);
    auto directory = RunDirectory::create(options.store, plan.scenario.name);
    if (!directory) return tl::unexpected(directory.error());
    return Run(plan, options, std::move(*directory)).execute();
}

}  // namespace ordeal::harness
