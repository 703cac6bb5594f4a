// The template behind partition.hpp, for the file of each specification to instantiate.
#pragma once

#include <algorithm>

#include "core/check.hpp"
#include "linearizability/explain_pile.hpp"
#include "linearizability/explanation.hpp"
#include "linearizability/monitors/monitor.hpp"
#include "linearizability/partition.hpp"
#include "linearizability/search/decide.hpp"
#include "linearizability/search/minimise.hpp"
#include "linearizability/validate.hpp"

namespace ordeal::linearizability {

template <Specification S>
class PartitionJudge {
  public:
    PartitionJudge(const Operations& operations, const JudgeOptions& options, Limits& limits)
        : operations_(operations),
          options_(options),
          limits_(limits),
          spec_(options.initial, options.failed_cas) {}

    Partition run() {
        Partition partition;
        partition.operations = operations_.size();
        if (!compile()) return stopped(std::move(partition));
        const Holding origins(limits_, sizeof(std::uint32_t) * origin_.capacity());
        const Answer answer = search(problem_, limits_);
        partition.verdict = answer.verdict;
        partition.explored = answer.explored;
        partition.reason = answer.reason;
        if (answer.verdict == core::Verdict::valid) {
            partition.witness = certified(answer);
            if (!partition.witness) return stopped(std::move(partition));
        }
        if (answer.verdict == core::Verdict::invalid)
            partition.counterexample = counterexample(answer);
        return partition;
    }

  private:
    /// False if a limit was reached.
    bool compile() {
        constexpr std::size_t of_schedule = 6 * sizeof(std::uint32_t);  // while it is made
        constexpr std::size_t of_each =
            sizeof(typename S::Call) + sizeof(Span) + sizeof(std::uint32_t) + of_schedule;
        if (limits_.look(of_each * operations_.size())) return false;
        std::vector<Span> spans;
        spans.reserve(operations_.size());
        problem_.calls.reserve(operations_.size());
        origin_.reserve(operations_.size());
        for (std::uint32_t i = 0; i < operations_.size(); ++i) {
            if (limits_.over(i, bytes_compiled())) return false;
            const core::Operation& operation = *operations_[i];
            const auto call = spec_.compile(operation);
            if (!call) continue;
            problem_.calls.push_back(*call);
            origin_.push_back(i);
            spans.push_back({operation.invoked, {}});
            if (operation.outcome != core::EventType::info)
                spans.back().returned = operation.completed;
        }
        problem_.schedule = make_schedule(spans);
        return !limits_.look(bytes_compiled());
    }

    std::size_t bytes_compiled() const {
        return problem_.bytes() + bytes_of(spec_) + sizeof(std::uint32_t) * origin_.capacity();
    }

    /// Nothing is known after all.
    Partition stopped(Partition partition) const {
        partition.verdict = core::Verdict::unknown;
        partition.reason = limits_.reason();
        return partition;
    }

    Answer search(const Problem<S>& problem, Limits& limits) {
        if (options_.engine == Engine::automatic)
            if (auto answer = ask_monitor(spec_, problem, limits)) return std::move(*answer);
        return decide(spec_, problem, limits);
    }

    std::vector<std::size_t> ids(const std::vector<std::uint32_t>& calls) const {
        std::vector<std::size_t> out;
        out.reserve(calls.size());
        for (const std::uint32_t call : calls)
            out.push_back(operations_[origin_[call]]->id);
        return out;
    }

    /// None if a limit was reached.
    std::optional<std::vector<std::size_t>> certified(const Answer& answer) const {
        if (limits_.look(problem_.bytes() + bytes_of(spec_))) return std::nullopt;
        auto witness = ids(answer.order);
        const auto check = validate_witness(operations_, witness, options_, &limits_);
        CHECK(check.has_value(), "a witness is no linearization: {}", check.error().message);
        if (!*check) return std::nullopt;
        return witness;
    }

    Counterexample counterexample(const Answer& answer) {
        Counterexample out;
        out.broken = operations_[origin_[answer.broken]]->id;
        out.prefix = ids(answer.order);
        for (const std::uint32_t state : answer.possible)
            out.possible.push_back(spec_.text(state));
        out.all_possible = answer.all_possible;
        std::sort(out.possible.begin(), out.possible.end(), [](const auto& a, const auto& b) {
            return std::pair(a.size(), a) < std::pair(b.size(), b);
        });
        out.concerned = {out.broken};
        const auto& broken = *operations_[origin_[answer.broken]];
        const auto stale = stale_value(broken, operations_, options_, &limits_);
        if (options_.minimise) out.concerned = concerned(answer, stale);
        std::optional<std::string> story;
        if (!stale) story = pile_story(broken, operations_, out.concerned, options_, limits_);
        const bool cut_short = options_.minimise && !stale && !story && limits_.look(0);
        out.explanation = explanation(out, broken, stale, story, cut_short ? limits_.reason() : "");
        return out;
    }

    /// The few operations that break it, judged once more to be invalid alone: the story of a
    /// stale value, or what clashes, or else the core and the latest producers of what the broken
    /// call saw.
    std::vector<std::size_t> concerned(const Answer& answer,
                                       const std::optional<StaleValue>& stale) {
        if (limits_.look(0)) return ids({answer.broken});
        if (stale) {
            const auto calls = calls_of(stale->concerned);
            if (invalid_alone(calls, answer.broken)) return ids(calls);
        }
        auto clash = answer.clash;
        std::sort(clash.begin(), clash.end());
        if (invalid_alone(clash, answer.broken)) return ids(clash);
        return ids(core_of(answer.broken));
    }

    std::vector<std::uint32_t> calls_of(const std::vector<std::size_t>& wanted) const {
        std::vector<std::uint32_t> calls;
        for (std::uint32_t call = 0; call < origin_.size(); ++call) {
            if (limits_.over(call)) return {};
            const std::size_t id = operations_[origin_[call]]->id;
            if (std::count(wanted.begin(), wanted.end(), id) > 0) calls.push_back(call);
        }
        return calls;
    }

    bool invalid_alone(const std::vector<std::uint32_t>& calls, std::uint32_t broken) {
        if (std::count(calls.begin(), calls.end(), broken) == 0) return false;
        Limits limits = limits_.with_steps(UINT64_MAX);
        return search(sub_problem(calls), limits).verdict == core::Verdict::invalid;
    }

    std::vector<std::uint32_t> core_of(std::uint32_t broken) {
        Limits soon =
            limits_.until(std::chrono::steady_clock::now() + std::chrono::milliseconds(200));
        const Holding whole(soon, problem_.bytes());
        const auto bounded = [&](const Problem<S>& problem) {
            Limits limits = soon.with_steps(steps_to_minimise);
            return search(problem, limits);
        };
        const auto give_up = [&] { return soon.look(0); };
        Minimiser<S> minimiser(spec_, problem_, broken, bounded);
        auto core = minimiser.core(give_up);
        if (limits_.look(0)) return {broken};
        add_producers(core, broken);
        const auto again = bounded(sub_problem(core));
        CHECK(again.verdict != core::Verdict::valid, "the operations concerned are valid");
        return core;
    }

    /// Those that may have made what the broken call saw: the latest crashed ones, about which
    /// one would ask, and the living one that returned last.
    void add_producers(std::vector<std::uint32_t>& calls, std::uint32_t broken) const {
        const auto& schedule = problem_.schedule;
        std::size_t crashed_left = 3;
        std::optional<std::uint32_t> last;
        for (auto call = static_cast<std::uint32_t>(problem_.calls.size()); call-- > 0;) {
            const bool early = schedule.begin[call] < schedule.end[broken];
            if (!early || call == broken) continue;
            if (!spec_.produces(problem_.calls[call], problem_.calls[broken])) continue;
            if (schedule.end[call] != never) {
                if (!last || schedule.end[call] > schedule.end[*last]) last = call;
            } else if (crashed_left > 0) {
                calls.push_back(call);
                --crashed_left;
            }
        }
        if (last) calls.push_back(*last);
        std::sort(calls.begin(), calls.end());
        calls.erase(std::unique(calls.begin(), calls.end()), calls.end());
    }

    Problem<S> sub_problem(const std::vector<std::uint32_t>& calls) const {
        Problem<S> out;
        std::vector<Span> spans;
        for (const std::uint32_t call : calls) {
            out.calls.push_back(problem_.calls[call]);
            spans.push_back({problem_.schedule.begin[call], {}});
            if (problem_.schedule.end[call] != never)
                spans.back().returned = problem_.schedule.end[call];
        }
        out.schedule = make_schedule(spans);
        return out;
    }

    static constexpr std::uint64_t steps_to_minimise = 20'000;

    const Operations& operations_;
    const JudgeOptions& options_;
    Limits& limits_;
    S spec_;
    Problem<S> problem_;
    std::vector<std::uint32_t> origin_;  // of each call: its place among the operations
};

template <typename S>
Partition judge_partition(const Operations& operations, const JudgeOptions& options,
                          Limits& limits) {
    return PartitionJudge<S>(operations, options, limits).run();
}

}  // namespace ordeal::linearizability
