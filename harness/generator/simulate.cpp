#include "harness/generator/simulate.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <utility>
#include <variant>

#include "core/check.hpp"
#include "harness/generator/driver.hpp"

namespace ordeal::harness::gen {

namespace {

using core::Nanoseconds;
using core::Value;

Reply answer(const Invocation& invocation, Value& state) {
    if (invocation.f == "read") return {.value = state};
    if (invocation.f == "write") {
        state = invocation.value;
        return {.value = invocation.value};
    }
    CHECK(invocation.f == "cas", "registers know no {}", invocation.f);
    const Value::List& change = invocation.value.as_list();
    if (state != change.at(0))
        return {.type = core::EventType::fail, .error = "the value is another one"};
    state = change.at(1);
    return {.value = invocation.value};
}

class Simulator {
  public:
    Simulator(Generator generator, const Simulation& simulation, const Responder& system)
        : simulation_(simulation),
          system_(system),
          driver_(std::move(generator), simulation.clients,
                  core::Random(simulation.seed).split("workload"), simulation.nemesis),
          random_(core::Random(simulation.seed).split("system")) {}

    core::History run() {
        while (!done_ || !due_.empty()) {
            if (now_ >= simulation_.until || invocations_ >= simulation_.most_invocations)
                driver_.stop();
            advance(done_ ? Asked(Done{}) : driver_.ask(now_));
        }
        return std::move(history_);
    }

  private:
    void advance(const Asked& asked) {
        if (const auto* invocation = std::get_if<Invocation>(&asked)) return invoke(*invocation);
        const auto* wait = std::get_if<Wait>(&asked);
        done_ = !wait;
        const auto until = wait ? wait->until : std::nullopt;
        const bool completes = !due_.empty() && (!until || due_.begin()->first <= *until);
        if (completes)
            complete();
        else if (until)
            now_ = *until;
    }

    void invoke(const Invocation& invocation) {
        ++invocations_;
        record(to_event(invocation));
        const Reply reply = system_(invocation, random_);
        core::Event completion = to_event(invocation);
        completion.time = now_ + reply.after;
        completion.type = reply.type;
        completion.value = reply.type == core::EventType::ok ? reply.value : invocation.value;
        completion.error = reply.error;
        due_.emplace(completion.time, completion);
    }

    void complete() {
        const core::Event completion = due_.begin()->second;
        due_.erase(due_.begin());
        now_ = completion.time;
        record(completion);
        driver_.observe(completion);
    }

    void record(core::Event event) {
        event.index = history_.size();
        history_.push_back(std::move(event));
    }

    const Simulation& simulation_;
    const Responder& system_;
    Driver driver_;
    core::Random random_;
    core::History history_;
    std::multimap<Nanoseconds, core::Event> due_;  // of equal times the first invoked first
    Nanoseconds now_{0};
    std::size_t invocations_ = 0;
    bool done_ = false;
};

}  // namespace

Responder perfect() {
    return [](const Invocation& invocation, core::Random&) {
        return Reply{.value = invocation.value};
    };
}

Responder registers(Value initial) {
    auto states = std::make_shared<std::map<Value, Value>>();
    return [states, initial = std::move(initial)](const Invocation& invocation, core::Random&) {
        return answer(invocation,
                      states->try_emplace(invocation.key.value_or(Value()), initial).first->second);
    };
}

Responder with_latency(nemesis::Latency latency, Responder system) {
    return [latency, system = std::move(system)](const Invocation& call, core::Random& random) {
        Reply reply = system(call, random);
        reply.after += latency.draw(random);
        return reply;
    };
}

Responder with_crashes(double probability, Nanoseconds timeout, Responder system) {
    return [=, system = std::move(system)](const Invocation& call, core::Random& random) {
        if (!random.chance(probability)) return system(call, random);
        if (random.chance(0.5)) system(call, random);
        return Reply{.after = timeout, .type = core::EventType::info, .error = "timeout"};
    };
}

core::History simulate(Generator generator, const Simulation& simulation, const Responder& system) {
    return Simulator(std::move(generator), simulation, system).run();
}

}  // namespace ordeal::harness::gen
