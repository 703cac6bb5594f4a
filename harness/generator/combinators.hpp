// The generators. Each takes and gives values; nest them from the inside out:
//
//     time_limit(10s, stagger(3ms, mix({{2, reads}, {1, writes}})))
//
// "Operation" below means an invocation that the generator hands out. Where nothing else is said
// a combinator is exhausted when the generator inside is, and passes every event on to it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "harness/generator/generator.hpp"

namespace ordeal::harness::gen {

// ---- What to do --------------------------------------------------------------------------------

/// One operation, by any free worker of the context (each equally likely). Exhausted in a context
/// without workers, pending while all are busy: so is every generator made of these.
Generator once(Call call);

/// These operations in this order, each by any free worker.
Generator calls(std::vector<Call> list);

/// Operations made by a pure function, until it returns none; asked only when a worker is free.
/// It may draw from a copy of context.random(), the same copy for the same invocation.
Generator generate(std::function<std::optional<Call>(const Context&)> make);

/// The generator that a pure function makes from the context of the first question.
Generator defer(std::function<Generator(const Context&)> make);

/// No operation; exhausted once this time has passed since the first question.
Generator sleep(core::Nanoseconds duration);

// ---- In which order ----------------------------------------------------------------------------

/// The first until it is exhausted, then the next one at once, and so on: operations of the one may
/// still be in flight when the next begins.
Generator sequence(std::vector<Generator> list);

/// `first`, then `second`: a sequence of two.
Generator then(Generator first, Generator second);

/// Pending until all workers of the context are free at the same moment, then the generator.
Generator synchronise(Generator generator);

/// A sequence with a barrier before each: nothing of a phase is invoked before everything of the
/// phase before it has completed.
Generator phases(std::vector<Generator> list);

/// The generator from its beginning, again and again; forever, or so many times. Exhausted when it
/// is exhausted at its very beginning.
Generator repeat(Generator generator, std::optional<std::size_t> times = std::nullopt);

// ---- Which of several --------------------------------------------------------------------------

struct Weighted {
    double weight = 1;
    Generator generator;
};

/// For each operation one of the generators is drawn by weight; while the drawn one is pending, so
/// is the mix, so the shares are those of the weights. An exhausted one drops out.
/// Requires: weights > 0.
Generator mix(std::vector<Weighted> list);

/// An operation of whichever is ready; of several that are, each equally likely. Exhausted when all
/// are. All see every event.
Generator any(std::vector<Generator> list);

/// An operation of `first`, one of `second`, one of `first`, ... Pending while the one whose turn
/// it is is pending; exhausted when the one whose turn it is is exhausted.
Generator flip_flop(Generator first, Generator second);

// ---- By whom -----------------------------------------------------------------------------------

/// Only by the workers whose thread satisfies the predicate; for the generator the others, and what
/// they do, do not exist.
Generator on_threads(ThreadPredicate predicate, Generator generator);

/// Every thread except that of the nemesis.
Generator clients(Generator generator);
Generator nemesis(Generator generator);

/// A copy of the generator for each thread of the context, which sees that thread only. Of several
/// that are ready each is equally likely.
Generator each_thread(Generator generator);

struct Reserved {
    std::size_t threads = 1;
    Generator generator;
};

/// The first so many client threads for the first generator, the following for the second, ...; the
/// threads that are left for `rest`. Of several that are ready one is drawn, by number of threads.
Generator reserve(std::vector<Reserved> groups, Generator rest);

/// Exhausted once the context has shown, in all its answers so far, more than n client processes:
/// with c clients, n - c operations may end in info and the next that does ends this. It bounds
/// what a judge must consider.
Generator process_limit(std::size_t n, Generator generator);

// ---- How many, how long, how often -------------------------------------------------------------

/// At most n operations.
Generator limit(std::size_t n, Generator generator);

/// Operations during this time, counted from the first question; exhausted exactly at its end.
Generator time_limit(core::Nanoseconds duration, Generator generator);

/// Spaces out the operations of all workers together: intervals are uniform in [0, 2 * mean), so
/// `mean` is the inverse of the total rate. The first one goes at once. Being late by up to 10 ms,
/// or one mean interval if that is longer, is made up for, so the rate holds although wake-ups are
/// late; of a longer stall (all workers busy) no more than that is.
Generator stagger(core::Nanoseconds mean, Generator generator);

/// At least this time from each operation to the next, of all workers together.
Generator delay(core::Nanoseconds interval, Generator generator);

/// Operations until one of them has completed with ok. It does not wait for one before it gives
/// out the next: inside each_thread they follow one another, else several may be in flight.
Generator until_ok(Generator generator);

}  // namespace ordeal::harness::gen
