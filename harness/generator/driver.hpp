// The bookkeeping around a generator, the same in wall-clock time and in simulation: who is busy,
// which process number a worker has, which random numbers come next. Whoever runs a workload
// brings only the clock and the completions:
//
//     Asked asked = driver.ask(now);
//     Invocation -> record it, hand it to worker `thread`;  Wait -> until an event or `until`;
//     Done -> wait for the outstanding completions, then end.
//     driver.observe(completion)  for each completion, once it is recorded
#pragma once

#include <cstddef>
#include <optional>
#include <variant>
#include <vector>

#include "harness/generator/generator.hpp"

namespace ordeal::harness::gen {

/// Nothing to do until an event comes, or at the latest until that time.
struct Wait {
    std::optional<core::Nanoseconds> until;
};

struct Done {};

using Asked = std::variant<Invocation, Wait, Done>;

class Driver {
  public:
    /// Workers 0 .. clients - 1, with these as their first process numbers, and one for the nemesis
    /// if wanted. The k-th invocation draws from random.split(k) alone, whenever it happens.
    Driver(Generator generator, std::size_t clients, core::Random random, bool nemesis = false);

    /// The next invocation: its worker is then busy and the generator has been told of it. Ask
    /// again until the answer is not an invocation.
    /// Requires: `now` does not go back. Guarantees: never Wait without `until` when all are free.
    Asked ask(core::Nanoseconds now);

    /// Tells the generator of an event that is not an invocation of ask(). If it completes the
    /// operation of a busy worker the worker is free; after `info` a client goes on under its
    /// process number + the number of clients.
    void observe(const core::Event& event);

    /// Asks this generator from now on (the next phase of a run); processes, random numbers and the
    /// count of invocations go on.
    void go_on_with(Generator generator) {
        generator_ = std::move(generator);
        firm_until_.reset();
    }

    /// From now on there is nothing more to do: the operator wants to stop.
    void stop() { go_on_with(Generator()); }

    /// Operations that were invoked and have not been completed.
    std::size_t outstanding() const;
    const std::vector<Worker>& workers() const { return workers_; }

  private:
    Context context() const;
    Worker* find(const core::Process& process);

    Generator generator_;
    std::vector<Worker> workers_;
    std::size_t clients_;
    core::Random random_;
    std::uint64_t invocations_ = 0;
    core::Nanoseconds now_{0};
    std::optional<core::Nanoseconds> firm_until_;  // no need to ask before
};

}  // namespace ordeal::harness::gen
