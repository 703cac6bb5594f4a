#include "harness/simulation/simulation.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>
#include <variant>

#include "core/json.hpp"
#include "harness/generator/driver.hpp"
#include "harness/simulation/clients.hpp"
#include "harness/simulation/world.hpp"
#include "nemesis/driver.hpp"
#include "nemesis/ledger.hpp"

namespace ordeal::harness {

using core::Nanoseconds;

namespace {

bool concerns_clients(OccurrenceKind kind) {
    return kind == OccurrenceKind::answer || kind == OccurrenceKind::error ||
           kind == OccurrenceKind::refusal || kind == OccurrenceKind::deadline;
}

/// Of a history, about: room for those spares a long run from copying it again and again.
std::size_t expected_events(const Scenario& scenario) {
    constexpr double most = 1e6;
    const Phases& phases = scenario.phases;
    const std::chrono::duration<double> time = phases.warm_up + phases.run + phases.recover;
    return static_cast<std::size_t>(std::min(2.2 * scenario.workload.rate * time.count(), most));
}

/// The parts of one simulation.
class Simulation {
  public:
    Simulation(const RunPlan& plan, actors::Cluster& cluster, const SimulationOptions& options)
        : plan_(plan),
          options_(options),
          cluster_(cluster),
          world_({.cluster = cluster,
                  .clock = clock_,
                  .agenda = agenda_,
                  .mail = mail_,
                  .trace = options.trace ? &trace_ : nullptr,
                  .configuration = options.configuration},
                 plan.scenario.network, plan.seed),
          ledger_(world_, clock_, callbacks()),
          nemesis_(plan.schedule, plan.scenario.phases.warm_up, ledger_),
          driver_(plan.workload, plan.scenario.workload.concurrency,
                  core::Random(plan.seed).split("workload")) {}

    core::Result<SimulatedRun> run() {
        if (auto possible = check_world(plan_.scenario, "sim"); !possible)
            return tl::unexpected(possible.error());
        auto clients =
            SimClients::create({cluster_, clock_, agenda_, mail_}, plan_.scenario.workload);
        if (!clients) return tl::unexpected(clients.error());
        clients_.emplace(std::move(*clients));
        cluster_.use_clock(clock_);
        history_.reserve(expected_events(plan_.scenario));
        world_.start();
        while (!cluster_.failure() && (ask() || driver_.outstanding() > 0)) {
            if (options_.stop != nullptr && *options_.stop) stop();
            advance();
        }
        if (const core::Error* failure = cluster_.failure()) return tl::unexpected(*failure);
        return conclude();
    }

  private:
    nemesis::LedgerCallbacks callbacks() {
        return {.sink =
                    [this](const core::Value& line) {
                        core::append_json(faults_, line);
                        faults_ += '\n';
                    },
                .observer = [this](core::Event event) { record(std::move(event)); }};
    }

    void record(core::Event&& event) {
        event.index = history_.size();
        event.time = clock_.now();
        history_.push_back(std::move(event));
    }

    /// Takes what the workload wants at this moment, once all else that is due now has happened: so
    /// what is asked at one moment follows what is answered then. False: it wants nothing any more.
    bool ask() {
        while (!done_ && (!wake_ || *wake_ <= clock_.now()) && !busy()) {
            gen::Asked asked = driver_.ask(clock_.now());
            if (auto* invocation = std::get_if<gen::Invocation>(&asked)) {
                record(to_event(*invocation));
                if (clients_->invoke(std::move(*invocation), history_)) observe();
                continue;
            }
            done_ = std::holds_alternative<gen::Done>(asked);
            if (const auto* wait = std::get_if<gen::Wait>(&asked))
                wake_ = wait->until.value_or(Nanoseconds::max());
        }
        return !done_;
    }

    bool busy() const {
        return agenda_.next_or(Nanoseconds::max()) == clock_.now() || fault_due_ == clock_.now();
    }

    /// Tells the workload of the completion that was recorded last.
    void observe() {
        history_.back().index = history_.size() - 1;
        driver_.observe(history_.back());
        wake_.reset();
    }

    void stop() {
        driver_.stop();
        wake_.reset();
    }

    /// To the next moment at which something happens, and through one thing that happens then.
    void advance() {
        const Nanoseconds never = Nanoseconds::max();
        const Nanoseconds fault = fault_due_.value_or(never);
        const Nanoseconds other = agenda_.next_or(never);
        const Nanoseconds wake = done_ ? never : wake_.value_or(never);
        const Nanoseconds next = std::min({fault, other, wake});
        clock_.set(std::max(clock_.now(), next));
        if (fault == next) {
            for (const core::Error& error : nemesis_.advance(clock_.now()))
                errors_.push_back(error.message);
            fault_due_ = nemesis_.next_due();
        } else if (other == next) {
            const Occurrence occurrence = agenda_.take();
            if (concerns_clients(occurrence.kind)) {
                if (clients_->happen(occurrence, history_)) observe();
            } else
                world_.happen(occurrence);
        }
    }

    SimulatedRun conclude() {
        for (const core::Error& error : ledger_.heal_all())
            errors_.push_back(error.message);
        RunEvidence evidence;
        evidence.seconds = std::chrono::duration<double>(clock_.now()).count();
        evidence.history = std::move(history_);
        evidence.faults = ledger_.records();
        evidence.errors = std::move(errors_);
        evidence.statistics = world_.statistics();
        return {std::move(evidence), trace_.text(), std::move(faults_)};
    }

    const RunPlan& plan_;
    const SimulationOptions& options_;
    actors::Cluster& cluster_;
    core::ManualClock clock_;
    Agenda agenda_;
    actors::LetterBox<core::Value> mail_;
    SimTrace trace_;
    core::History history_;
    std::string faults_;
    std::vector<std::string> errors_;
    SimWorld world_;
    nemesis::Ledger ledger_;
    nemesis::NemesisDriver nemesis_;
    gen::Driver driver_;
    std::optional<SimClients> clients_;
    std::optional<Nanoseconds> fault_due_ = nemesis_.next_due();
    std::optional<Nanoseconds> wake_;  // when to ask the workload again; none: at once
    bool done_ = false;
};

}  // namespace

core::Result<void> can_simulate(const Scenario& scenario) {
    if (scenario.workload.client != "maelstrom")
        return core::fail("world sim has clients that speak maelstrom, not {}",
                          scenario.workload.client);
    if (scenario.network.corrupt > 0)
        return core::fail(
            "world sim cannot corrupt messages: they are never bytes there; take "
            "world real for network.corrupt");
    return {};
}

core::Result<SimulatedRun> simulate(const RunPlan& plan, const MakeCluster& make,
                                    const SimulationOptions& options) {
    const auto cluster = make(plan.nodes.size());
    return Simulation(plan, *cluster, options).run();
}

}  // namespace ordeal::harness
