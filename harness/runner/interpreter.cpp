#include "harness/runner/interpreter.hpp"

#include <algorithm>
#include <variant>

namespace ordeal::harness {

namespace {

constexpr core::Nanoseconds longest_wait{50'000'000};  // so that a stop request is seen in time

}  // namespace

void interpret(gen::Driver& driver, WorkerPool& pool, const core::MonotonicClock& clock,
               const Interruption& interruption, const std::function<bool()>& enough) {
    bool done = false;
    while (!interruption.kill_requested()) {
        if (interruption.stop_requested() || (enough && enough())) driver.stop();
        core::Nanoseconds until = clock.now() + longest_wait;
        if (!done) {
            const gen::Asked asked = driver.ask(clock.now());
            if (const auto* invocation = std::get_if<gen::Invocation>(&asked)) {
                pool.dispatch(*invocation);
                continue;
            }
            done = std::holds_alternative<gen::Done>(asked);
            if (const auto* wait = std::get_if<gen::Wait>(&asked); wait && wait->until)
                until = std::min(until, *wait->until);
        }
        if (done && driver.outstanding() == 0) return;
        for (const core::Event& completion : pool.wait(clock.start() + until))
            driver.observe(completion);
    }
}

}  // namespace ordeal::harness
