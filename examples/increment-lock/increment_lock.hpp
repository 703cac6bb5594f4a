// The race of `increment`, cured: a thread takes a lock before it reads and gives it back after it
// has written. Then the number is right whenever nobody holds the lock, and all get their turn.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "actors/describe.hpp"
#include "checker/model/model.hpp"

namespace ordeal::examples {

enum class IncrementLockBug {
    none,
    releases_early,  // gives the lock back before it writes
    keeps_lock       // does not give it back at all
};

struct IncrementLock {
    static constexpr std::uint32_t limit = 15;
    using Bug = IncrementLockBug;

    enum class Place : std::uint8_t { to_lock, to_read, to_write, to_release, done };
    struct Thread {
        Place place = Place::to_lock;
        std::uint8_t seen = 0;
    };
    struct State {
        std::uint8_t value = 0;
        bool locked = false;
        std::array<Thread, limit> threads{};
    };
    /// The thread that takes its next step.
    struct Action {
        std::uint8_t thread = 0;
    };

    std::uint32_t threads = 2;  // up to the limit
    Bug bug = Bug::none;

    std::vector<State> initial_states() const { return {State{}}; }

    void actions(const State& state, std::vector<Action>& out) const {
        for (std::uint8_t i = 0; i < threads; ++i) {
            const Place place = state.threads[i].place;
            if (place == Place::to_lock ? !state.locked : place != Place::done) out.push_back({i});
        }
    }

    bool apply(State& state, const Action& action) const {
        Thread& thread = state.threads[action.thread];
        switch (thread.place) {
            case Place::to_lock:
                state.locked = true;
                thread.place = Place::to_read;
                break;
            case Place::to_read:
                thread = {Place::to_write, state.value};
                if (bug == Bug::releases_early) state.locked = false;
                break;
            case Place::to_write:
                state.value = static_cast<std::uint8_t>(thread.seen + 1);
                thread.place = bug == Bug::none ? Place::to_release : Place::done;
                break;
            case Place::to_release:
                state.locked = false;
                thread.place = Place::done;
                break;
            case Place::done:
                return false;
        }
        return true;
    }

    std::vector<checker::Property<IncrementLock>> properties() const {
        using M = IncrementLock;
        return {checker::always<M>("the number counts those that have written",
                                   [](const M& m, const State& state) {
                                       return state.value == m.at(state, Place::to_release) +
                                                                 m.at(state, Place::done);
                                   }),
                checker::always<M>("one thread at a time",
                                   [](const M& m, const State& state) {
                                       return m.at(state, Place::to_read) +
                                                  m.at(state, Place::to_write) +
                                                  m.at(state, Place::to_release) <=
                                              1;
                                   }),
                checker::eventually<M>("all are done", [](const M& m, const State& state) {
                    return m.at(state, Place::done) == m.threads;
                })};
    }

    /// How many threads are there.
    std::uint32_t at(const State& state, Place place) const {
        std::uint32_t found = 0;
        for (std::uint32_t i = 0; i < threads; ++i)
            found += state.threads[i].place == place ? 1 : 0;
        return found;
    }

    // All threads run the same program: --symmetry.
    std::vector<std::uint32_t> interchangeable() const {
        return std::vector<std::uint32_t>(threads, 0);
    }
    void permute(State& state, std::span<const std::uint32_t> to) const {
        const auto before = state.threads;
        for (std::uint32_t i = 0; i < threads; ++i)
            state.threads[to[i]] = before[i];
    }

    std::string text(const State& state) const {
        std::string out =
            "value " + std::to_string(state.value) + (state.locked ? ", locked" : ", not locked");
        for (std::uint32_t i = 0; i < threads; ++i)
            out += ", thread " + std::to_string(i) + " " + actors::text_of(state.threads[i]);
        return out;
    }
    std::string text(const Action& action) const {
        return "thread " + std::to_string(action.thread) + " goes on";
    }
};

BOOST_DESCRIBE_ENUM(IncrementLock::Place, to_lock, to_read, to_write, to_release, done)
ORDEAL_DESCRIBE(IncrementLock::Thread, place, seen)
ORDEAL_DESCRIBE(IncrementLock::State, value, locked, threads)

}  // namespace ordeal::examples
