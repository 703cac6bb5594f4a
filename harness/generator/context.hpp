// What a generator may know when it is asked for an operation: the time, who is there, who is
// free, and the random numbers of the next invocation. A context is a value; a combinator narrows
// it (fewer workers, a random stream of its own) before it asks the generators inside.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "core/clock.hpp"
#include "core/history/event.hpp"
#include "core/random.hpp"

namespace ordeal::harness::gen {

/// Threads are numbered 0 .. clients - 1; the nemesis has a number of its own. A thread keeps its
/// number for the whole run, while the process that it stands for changes after each `info`.
using Thread = std::int64_t;
inline constexpr Thread nemesis_thread = -1;

using ThreadPredicate = std::function<bool(Thread)>;

struct Worker {
    Thread thread = 0;
    core::Process process;
    bool free = true;
};

class Context {
  public:
    /// `invocation`: how many invocations came before in the whole run. The stream begins with the
    /// seed of `random`, whatever was drawn from it.
    Context(core::Nanoseconds time, std::vector<Worker> workers, const core::Random& random,
            std::uint64_t invocation);
    /// Of workers that somebody else has. Requires: they stay as they are while the context lives.
    static Context borrowing(core::Nanoseconds time, const std::vector<Worker>& workers,
                             const core::Random& random, std::uint64_t invocation);

    core::Nanoseconds time() const { return time_; }
    /// The number of the invocation that is asked for: no two of a run have the same.
    std::uint64_t invocation() const { return invocation_; }
    /// In order of thread. Those that this context leaves out do not exist for the generator.
    const std::vector<Worker>& workers() const { return *workers_; }
    /// Guarantees: the same stream at each call, and whenever the same invocation is asked for
    /// again: it depends on the seed, the number of invocations before, and the place inside the
    /// generator.
    core::Random random() const { return core::Random(seed_); }

    bool all_free() const;
    /// The worker that stands for the process; null when there is none.
    const Worker* find(const core::Process& process) const;
    /// One of the free workers, each equally likely; null when all are busy.
    const Worker* draw_free() const;

    /// The same workers, and a random stream apart from this one and from those of other children.
    Context inner(std::uint64_t child = 0) const;
    /// Only the workers whose thread satisfies the predicate.
    Context on(const ThreadPredicate& predicate) const;

  private:
    Context(core::Nanoseconds time, const std::vector<Worker>* workers, std::uint64_t seed,
            std::uint64_t invocation)
        : time_(time), workers_(workers), seed_(seed), invocation_(invocation) {}
    void own(std::vector<Worker> workers);

    core::Nanoseconds time_;
    const std::vector<Worker>* workers_ = nullptr;
    std::shared_ptr<const std::vector<Worker>> owned_;  // those of this context, unless borrowed
    std::uint64_t seed_;  // of random(), which most questions never need
    std::uint64_t invocation_;
};

}  // namespace ordeal::harness::gen
