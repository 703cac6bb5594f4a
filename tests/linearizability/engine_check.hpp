// Holds a search against brute force on one small history: the verdict, that the witness is legal,
// the first return that nothing explains, and the states that were possible before it.
#pragma once

#include <algorithm>

#include <gtest/gtest.h>

#include "core/json.hpp"
#include "linearizability/search/limits.hpp"
#include "linearizability/search/problem.hpp"
#include "linearizability/validate.hpp"
#include "tests/linearizability/histories.hpp"

namespace ordeal::testing {

template <typename S>
class EngineCheck {
  public:
    EngineCheck(linearizability::JudgeOptions options, std::vector<core::Operation> kinds)
        : options_(std::move(options)),
          oracle_(options_.model, options_.initial, options_.failed_cas, kinds),
          spec_(options_.initial, options_.failed_cas),
          kinds_(std::move(kinds)) {
        for (const auto& kind : kinds_)
            calls_.push_back(spec_.compile(kind));
    }

    /// `search(spec, problem, limits)` gives an Answer. False if anything is wrong.
    template <typename Search>
    bool agrees(const std::vector<Placed>& history, const Search& search) {
        using linearizability::Limits;
        linearizability::Problem<S> problem;
        const std::vector<std::size_t> places = compile(history, problem);
        Limits limits;
        const auto answer = search(spec_, problem, limits);
        const auto truth = oracle_.judge(history);
        const bool valid = answer.verdict == core::Verdict::valid;
        EXPECT_EQ(valid, truth.valid) << describe(history);
        if (valid != truth.valid || answer.verdict == core::Verdict::unknown) return false;
        if (valid) return witness_holds(history, places, answer);
        std::set<std::string> possible;
        for (const auto& state : truth.possible)
            possible.insert(options_.model == "mutex" ? state.as_string() : core::to_json(state));
        std::set<std::string> claimed;
        for (const std::uint32_t state : answer.possible)
            claimed.insert(spec_.text(state));
        EXPECT_EQ(places[answer.broken], truth.broken) << describe(history);
        const bool right =
            answer.all_possible ? claimed == possible : std::ranges::includes(possible, claimed);
        EXPECT_TRUE(right) << describe(history);
        return places[answer.broken] == truth.broken && right &&
               prefix_holds(history, places, answer);
    }

    /// The calls of an answer for this history, as a history of their own: as it was up to the
    /// return of the broken one.
    std::vector<Placed> part(const std::vector<Placed>& history,
                             const std::vector<std::uint32_t>& calls, std::uint32_t broken) const {
        linearizability::Problem<S> problem;
        const auto places = compile(history, problem);
        const std::size_t moment = *history[places[broken]].returned;
        std::vector<Placed> out;
        for (const std::uint32_t call : calls) {
            out.push_back(history[places[call]]);
            if (out.back().returned > moment) out.back().returned.reset();
        }
        return out;
    }

    Oracle& oracle() { return oracle_; }
    const std::vector<core::Operation>& kinds() const { return kinds_; }

  private:
    std::string describe(const std::vector<Placed>& history) const {
        return to_text(to_operations(history, kinds_));
    }

    /// Gives the place in the history of each call.
    std::vector<std::size_t> compile(const std::vector<Placed>& history,
                                     linearizability::Problem<S>& problem) const {
        std::vector<linearizability::Span> spans;
        std::vector<std::size_t> places;
        for (std::size_t i = 0; i < history.size(); ++i) {
            if (!calls_[history[i].kind]) continue;
            problem.calls.push_back(*calls_[history[i].kind]);
            spans.push_back({history[i].invoked, history[i].returned});
            places.push_back(i);
        }
        problem.schedule = linearizability::make_schedule(spans);
        return places;
    }

    bool legal(const std::vector<core::Operation>& operations,
               const std::vector<std::size_t>& places, const linearizability::Answer& answer) {
        std::vector<const core::Operation*> pointers;
        for (const auto& operation : operations)
            pointers.push_back(&operation);
        std::vector<std::size_t> ids;
        for (const std::uint32_t call : answer.order)
            ids.push_back(places[call]);
        const auto checked = linearizability::validate_witness(pointers, ids, options_);
        EXPECT_TRUE(checked.has_value()) << checked.error().message << "\n" << to_text(operations);
        return checked.has_value();
    }

    bool witness_holds(const std::vector<Placed>& history, const std::vector<std::size_t>& places,
                       const linearizability::Answer& answer) {
        return legal(to_operations(history, kinds_), places, answer);
    }

    /// The claimed linearization of what came before the broken return: what has not returned by
    /// then is left out or optional.
    bool prefix_holds(const std::vector<Placed>& history, const std::vector<std::size_t>& places,
                      const linearizability::Answer& answer) {
        const std::set<std::uint32_t> used(answer.order.begin(), answer.order.end());
        const std::size_t moment = *history[places[answer.broken]].returned;
        auto operations = to_operations(history, kinds_);
        for (std::uint32_t call = 0; call < places.size(); ++call) {
            auto& operation = operations[places[call]];
            const bool returned = operation.completed && *operation.completed < moment;
            if (returned || !operation.completed) continue;
            if (!used.contains(call)) operation.outcome = core::EventType::info;
        }
        return legal(operations, places, answer);
    }

    linearizability::JudgeOptions options_;
    Oracle oracle_;
    S spec_;
    std::vector<core::Operation> kinds_;
    std::vector<std::optional<typename S::Call>> calls_;
};

}  // namespace ordeal::testing
