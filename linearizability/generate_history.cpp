#include "linearizability/generate_history.hpp"

#include <algorithm>

#include "core/check.hpp"
#include "linearizability/generate/system.hpp"

namespace ordeal::linearizability {

namespace {

using core::Event;
using core::EventType;
using core::Random;
using core::Value;

std::optional<SystemKind> find_system(std::string_view model) {
    for (const auto& kinds : {register_systems(), container_systems()})
        for (const SystemKind& kind : kinds)
            if (kind.model == model) return kind;
    return std::nullopt;
}

class Simulation {
  public:
    Simulation(const GenerateOptions& options, const SystemKind& kind)
        : options_(options),
          random_(Random(options.seed).split("history")),
          kind_(options.violation_kind.empty() ? kind.violations.front()
                                               : std::string_view(options.violation_kind)) {
        for (std::size_t i = 0; i < std::max<std::size_t>(options.keys, 1); ++i)
            systems_.push_back(kind.make(options.values));
        if (options.crashed > 0)
            crash_every_ = std::max<std::size_t>(options.operations / options.crashed, 1);
        const std::size_t last =
            std::max(options.operations / 100, std::min<std::size_t>(options.operations / 2, 20));
        const std::size_t places[] = {0, options.operations / 100, options.operations / 2,
                                      options.operations - last};
        place_ = places[static_cast<std::size_t>(options.violation)];
        stage_ = options.violation == Violation::none ? Stage::after : Stage::before;
    }

    core::Result<core::History> run() {
        workers_.resize(std::min(options_.processes, options_.operations));
        for (std::size_t i = 0; i < workers_.size(); ++i) {
            workers_[i].process = static_cast<std::int64_t>(i);
            begin(i);
        }
        while (busy_ > 0) {
            const std::size_t which = random_.below(workers_.size());
            Worker& worker = workers_[which];
            if (worker.busy && !worker.applied && !worker.crashes) {
                apply(worker);
                continue;
            }
            if (worker.busy) complete(which);
            begin(which);
        }
        if (stage_ != Stage::after)
            return core::fail("{} operations are too few for the violation \"{}\"",
                              options_.operations, kind_);
        return std::move(history_);
    }

  private:
    enum class Stage : std::uint8_t { before, during, after };  // of the episode

    struct Worker {
        std::int64_t process = 0;
        std::size_t key = 0;
        Request request;
        const ForgedStep* forged = nullptr;  // the step of the episode that it takes
        bool busy = false;
        bool applied = false;
        bool crashes = false;
    };

    std::size_t left() const { return options_.operations - begun_; }

    void begin(std::size_t which) {
        if (left() == 0) return;
        if (stage_ == Stage::before) try_to_break();
        if (stage_ == Stage::during && may_take_step()) return take_step(which);
        if (stage_ == Stage::during && !has_room_beside_episode()) return;
        Worker& worker = workers_[which];
        worker.key = random_.below(systems_.size());
        worker.request = systems_[worker.key]->draw(random_, which);
        worker.forged = nullptr;
        worker.crashes = crashed_ < options_.crashed && (begun_ + 1) % crash_every_ == 0;
        crashed_ += worker.crashes;
        invoke(worker);
    }

    /// Begins the episode at its place, or where there is just enough left for it.
    void try_to_break() {
        const std::size_t length = systems_[broken_key_]->episode(kind_).steps.size();
        if (begun_ < place_ && left() > length + workers_.size()) return;
        if (left() < length) return;
        broken_key_ = random_.below(systems_.size());
        episode_ = systems_[broken_key_]->episode(kind_);
        stage_ = Stage::during;
    }

    bool has_room_beside_episode() const {
        return episode_.one_by_one && left() > episode_.steps.size() - step_;
    }

    bool may_take_step() const {
        if (step_ == episode_.steps.size()) return false;
        return step_ == returned_ || !episode_.one_by_one;
    }

    void take_step(std::size_t which) {
        Worker& worker = workers_[which];
        const ForgedStep& step = episode_.steps[step_++];
        worker.key = broken_key_;
        worker.request = {step.f, step.argument};
        worker.forged = &step;
        worker.crashes = false;
        invoke(worker);
    }

    void invoke(Worker& worker) {
        ++begun_;
        ++busy_;
        worker.busy = true;
        worker.applied = false;
        add(worker, EventType::invoke, worker.request.argument);
    }

    void apply(Worker& worker) {
        systems_[worker.key]->apply(worker.request);
        worker.applied = true;
    }

    void complete(std::size_t which) {
        Worker& worker = workers_[which];
        worker.busy = false;
        --busy_;
        if (worker.crashes && random_.chance(0.5)) apply(worker);
        if (worker.forged) forge(worker);
        const EventType type = worker.crashes ? EventType::info : worker.request.outcome;
        systems_[worker.key]->completed(which, worker.request, type);
        add(worker, type, worker.crashes ? worker.request.argument : worker.request.result);
        if (!worker.crashes) return;
        history_.back().error = "timed-out";
        worker.process += static_cast<std::int64_t>(options_.processes);
    }

    void forge(Worker& worker) {
        const auto& answer = worker.forged->forge;
        worker.request.result = answer ? answer(worker.request.result) : worker.request.argument;
        worker.request.outcome = EventType::ok;
        if (++returned_ == episode_.steps.size()) stage_ = Stage::after;
    }

    void add(const Worker& worker, EventType type, const Value& value) {
        Event event;
        event.index = history_.size();
        event.time = core::Nanoseconds(1000 * history_.size());
        event.process = {worker.process, {}};
        event.type = type;
        event.f = worker.request.f;
        if (options_.keys > 0) event.key = Value(worker.key);
        event.value = value;
        history_.push_back(std::move(event));
    }

    const GenerateOptions& options_;
    Random random_;
    std::string_view kind_;  // of violation
    std::vector<std::unique_ptr<SimulatedSystem>> systems_;
    std::vector<Worker> workers_;
    core::History history_;
    std::size_t begun_ = 0;
    std::size_t busy_ = 0;
    std::size_t crashed_ = 0;
    std::size_t crash_every_ = 1;

    Stage stage_ = Stage::after;
    std::size_t place_ = 0;
    std::size_t broken_key_ = 0;
    Episode episode_;
    std::size_t step_ = 0;      // the next one
    std::size_t returned_ = 0;  // steps that are done
};

}  // namespace

std::vector<std::string_view> violation_kinds(std::string_view model) {
    const auto kind = find_system(model);
    return kind ? kind->violations : std::vector<std::string_view>{};
}

core::Result<core::History> generate_history(const GenerateOptions& options) {
    const auto system = find_system(options.model);
    if (!system) return core::fail("no histories of model \"{}\"", options.model);
    const auto& kinds = system->violations;
    const std::string& asked = options.violation_kind;
    if (!asked.empty() && std::find(kinds.begin(), kinds.end(), asked) == kinds.end())
        return core::fail("histories of model \"{}\" can be broken by: {}; not by \"{}\"",
                          options.model, fmt::join(kinds, ", "), asked);
    if (options.processes == 0) return core::fail("a history needs a process");
    return Simulation(options, *system).run();
}

}  // namespace ordeal::linearizability
