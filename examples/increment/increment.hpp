// A race: threads that each add one to a shared number by reading it and then writing it back one
// higher. The claim, that the number counts the threads that are done, is wrong from two threads
// on: both read before either writes. The smallest model with a counterexample; increment-lock is
// the cure.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "actors/describe.hpp"
#include "checker/model/model.hpp"

namespace ordeal::examples {

struct Increment {
    static constexpr std::uint32_t limit = 15;

    enum class Place : std::uint8_t { to_read, to_write, done };
    struct Thread {
        Place place = Place::to_read;
        std::uint8_t seen = 0;
    };
    struct State {
        std::uint8_t value = 0;
        std::array<Thread, limit> threads{};
    };
    /// The thread that takes its next step.
    struct Action {
        std::uint8_t thread = 0;
    };

    std::uint32_t threads = 2;  // up to the limit

    std::vector<State> initial_states() const { return {State{}}; }

    void actions(const State& state, std::vector<Action>& out) const {
        for (std::uint8_t i = 0; i < threads; ++i)
            if (state.threads[i].place != Place::done) out.push_back({i});
    }

    bool apply(State& state, const Action& action) const {
        Thread& thread = state.threads[action.thread];
        if (thread.place == Place::to_read) {
            thread = {Place::to_write, state.value};
        } else {
            state.value = static_cast<std::uint8_t>(thread.seen + 1);
            thread.place = Place::done;
        }
        return true;
    }

    std::vector<checker::Property<Increment>> properties() const {
        return {checker::always<Increment>("the number counts those that are done",
                                           [](const Increment& model, const State& state) {
                                               return state.value == model.done(state);
                                           }),
                checker::eventually<Increment>("all are done",
                                               [](const Increment& model, const State& state) {
                                                   return model.done(state) == model.threads;
                                               })};
    }

    std::uint32_t done(const State& state) const {
        std::uint32_t done = 0;
        for (std::uint32_t i = 0; i < threads; ++i)
            done += state.threads[i].place == Place::done ? 1 : 0;
        return done;
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
        std::string out = "value " + std::to_string(state.value);
        for (std::uint32_t i = 0; i < threads; ++i) {
            const Thread& thread = state.threads[i];
            out += ", thread " + std::to_string(i) + " " + actors::text_of(thread.place);
            if (thread.place != Place::to_read) out += ", saw " + std::to_string(thread.seen);
        }
        return out;
    }
    std::string text(const Action& action) const {
        return "thread " + std::to_string(action.thread) + " goes on";
    }
};

BOOST_DESCRIBE_ENUM(Increment::Place, to_read, to_write, done)
ORDEAL_DESCRIBE(Increment::Thread, place, seen)
ORDEAL_DESCRIBE(Increment::State, value, threads)

}  // namespace ordeal::examples
