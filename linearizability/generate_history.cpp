#include "linearizability/generate_history.hpp"

#include <algorithm>
#include <deque>
#include <memory>
#include <set>

#include "core/random.hpp"

namespace ordeal::linearizability {

namespace {

using core::Event;
using core::EventType;
using core::Random;
using core::Value;

/// What a client asks for, and what the simulated system said.
struct Request {
    std::string f;
    Value argument;
    Value result;
    EventType outcome = EventType::ok;
};

/// A correct system for one key.
class System {
  public:
    virtual ~System() = default;
    virtual Request draw(Random& random) = 0;
    /// Takes effect: sets result and outcome.
    virtual void apply(Request& request) = 0;
    /// Gives the request an answer that no correct system gives; false if it has none.
    virtual bool spoil(Request& request) = 0;
};

class Values {
  public:
    explicit Values(std::size_t count) : count_(count) {}
    Value draw(Random& random) {
        return count_ == 0 ? Value(next_++) : Value(random.below(count_));
    }

  private:
    std::size_t count_;
    std::size_t next_ = 0;
};

class RegisterSystem final : public System {
  public:
    RegisterSystem(std::size_t values, bool with_cas) : values_(values), with_cas_(with_cas) {}

    Request draw(Random& random) override {
        const double choice = random.unit();
        if (choice < 0.5) return {"read", nullptr, nullptr};
        if (choice < 0.75 || !with_cas_) return {"write", values_.draw(random), nullptr};
        const Value from = random.chance(0.5) ? state_ : values_.draw(random);
        return {"cas", Value::list({from, values_.draw(random)}), nullptr};
    }
    void apply(Request& request) override {
        if (request.f == "read") {
            request.result = state_;
        } else if (request.f == "write") {
            state_ = request.result = request.argument;
        } else {
            const auto& pair = request.argument.as_list();
            const bool equal = pair[0] == state_;
            request.outcome = equal ? EventType::ok : EventType::fail;
            request.result = request.argument;
            if (equal) state_ = pair[1];
        }
    }
    bool spoil(Request& request) override {
        if (request.f != "read") return false;
        request.result = "never written";
        return true;
    }

  private:
    Values values_;
    bool with_cas_;
    Value state_;
};

enum class Order : std::uint8_t { fifo, lifo, any };

/// Queues and stacks: what is put in, in which order it comes out, and null when empty.
class PileSystem final : public System {
  public:
    PileSystem(std::size_t values, Order order) : values_(values), order_(order) {}

    Request draw(Random& random) override {
        const bool stack = order_ == Order::lifo;
        turn_ = random.next();
        if (random.chance(0.5)) return {stack ? "push" : "enqueue", values_.draw(random), nullptr};
        return {stack ? "pop" : "dequeue", nullptr, nullptr};
    }
    void apply(Request& request) override {
        if (!request.argument.is_null()) {
            items_.push_back(request.result = request.argument);
        } else if (!items_.empty()) {
            const std::size_t size = items_.size();
            const std::size_t at = order_ == Order::fifo   ? 0
                                   : order_ == Order::lifo ? size - 1
                                                           : turn_ % size;
            request.result = items_[at];
            items_.erase(items_.begin() + static_cast<std::ptrdiff_t>(at));
        }
    }
    bool spoil(Request& request) override {
        if (!request.argument.is_null()) return false;
        request.result = "never put in";
        return true;
    }

  private:
    Values values_;
    Order order_;
    std::deque<Value> items_;
    std::uint64_t turn_ = 0;
};

class SetSystem final : public System {
  public:
    explicit SetSystem(std::size_t values) : values_(values) {}

    Request draw(Random& random) override {
        const double choice = random.unit();
        if (random.chance(0.15)) return {"contains", never_added_, nullptr};
        const Value value = values_.draw(random);
        return {choice < 0.25 ? "add" : choice < 0.5 ? "remove" : "contains", value, nullptr};
    }
    void apply(Request& request) override {
        if (request.f == "add")
            items_.insert(request.argument);
        else if (request.f == "remove")
            items_.erase(request.argument);
        request.result =
            request.f == "contains" ? Value(items_.contains(request.argument)) : request.argument;
    }
    bool spoil(Request& request) override {
        if (request.f != "contains" || request.argument != never_added_) return false;
        request.result = true;
        return true;
    }

  private:
    const Value never_added_ = "never added";
    Values values_;
    std::set<Value> items_;
};

class CounterSystem final : public System {
  public:
    Request draw(Random& random) override {
        if (random.chance(0.5)) return {"read", nullptr, nullptr};
        return {"add", 1 + random.below(3), nullptr};
    }
    void apply(Request& request) override {
        if (request.f == "add") count_ += request.argument.as_int();
        request.result = request.f == "add" ? request.argument : Value(count_);
    }
    bool spoil(Request& request) override {
        if (request.f != "read") return false;
        request.result = -1;
        return true;
    }

  private:
    std::int64_t count_ = 0;
};

std::unique_ptr<System> make_system(const GenerateOptions& options) {
    const std::string& model = options.model;
    if (model == "register") return std::make_unique<RegisterSystem>(options.values, false);
    if (model == "cas-register" || model == "kv")
        return std::make_unique<RegisterSystem>(options.values, true);
    if (model == "fifo-queue") return std::make_unique<PileSystem>(options.values, Order::fifo);
    if (model == "stack") return std::make_unique<PileSystem>(options.values, Order::lifo);
    if (model == "unordered-queue") return std::make_unique<PileSystem>(options.values, Order::any);
    if (model == "set") return std::make_unique<SetSystem>(options.values);
    if (model == "counter") return std::make_unique<CounterSystem>();
    return nullptr;
}

class Simulation {
  public:
    explicit Simulation(const GenerateOptions& options)
        : options_(options), random_(Random(options.seed).split("history")) {
        for (std::size_t i = 0; i < std::max<std::size_t>(options.keys, 1); ++i)
            systems_.push_back(make_system(options));
        if (options.crashed > 0)
            crash_every_ = std::max<std::size_t>(options.operations / options.crashed, 1);
        const std::size_t last =
            std::max(options.operations / 100, std::min<std::size_t>(options.operations / 2, 20));
        const std::size_t places[] = {0, options.operations / 100, options.operations / 2,
                                      options.operations - last};
        spoil_from_ = places[static_cast<std::size_t>(options.violation)];
        spoilt_ = options.violation == Violation::none;
    }

    core::Result<core::History> run() {
        workers_.resize(options_.processes);
        for (std::size_t i = 0; i < workers_.size(); ++i) {
            workers_[i].process = static_cast<std::int64_t>(i);
            begin(workers_[i]);
        }
        for (std::size_t open = workers_.size(); open > 0;) {
            Worker& worker = workers_[random_.below(workers_.size())];
            if (!worker.busy) continue;
            if (!worker.applied && !worker.crashes) {
                apply(worker);
            } else {
                complete(worker);
                begin(worker);
                open -= !worker.busy;
            }
        }
        if (!spoilt_) return core::fail("no operation could be spoilt; try another seed");
        return std::move(history_);
    }

  private:
    struct Worker {
        std::int64_t process = 0;
        std::size_t key = 0;
        Request request;
        bool busy = false;
        bool applied = false;
        bool crashes = false;
    };

    void begin(Worker& worker) {
        worker.busy = begun_ < options_.operations;
        if (!worker.busy) return;
        ++begun_;
        worker.key = random_.below(systems_.size());
        worker.request = systems_[worker.key]->draw(random_);
        worker.applied = false;
        worker.crashes = crashed_ < options_.crashed && begun_ % crash_every_ == 0;
        crashed_ += worker.crashes;
        add(worker, EventType::invoke, worker.request.argument);
    }

    void apply(Worker& worker) {
        systems_[worker.key]->apply(worker.request);
        worker.applied = true;
    }

    void complete(Worker& worker) {
        if (worker.crashes) {
            if (random_.chance(0.5)) apply(worker);
            add(worker, EventType::info, worker.request.argument);
            history_.back().error = "timed-out";
            worker.process += static_cast<std::int64_t>(options_.processes);
            return;
        }
        if (!spoilt_ && begun_ >= spoil_from_)
            spoilt_ = systems_[worker.key]->spoil(worker.request);
        add(worker, worker.request.outcome, worker.request.result);
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
    std::vector<std::unique_ptr<System>> systems_;
    std::vector<Worker> workers_;
    core::History history_;
    std::size_t begun_ = 0;
    std::size_t crashed_ = 0;
    std::size_t crash_every_ = 1;
    std::size_t spoil_from_ = 0;
    bool spoilt_ = false;
};

}  // namespace

core::Result<core::History> generate_history(const GenerateOptions& options) {
    if (!make_system(options)) return core::fail("no histories of model \"{}\"", options.model);
    if (options.processes == 0) return core::fail("a history needs a process");
    return Simulation(options).run();
}

}  // namespace ordeal::linearizability
