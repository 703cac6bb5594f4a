#include "linearizability/consistency/promise.hpp"

#include <algorithm>
#include <functional>
#include <set>
#include <utility>

#include "core/check.hpp"
#include "core/json.hpp"
#include "linearizability/consistency/reduce.hpp"
#include "linearizability/consistency/sequential.hpp"
#include "linearizability/consistency/sessions.hpp"
#include "linearizability/explanation.hpp"
#include "linearizability/models.hpp"
#include "linearizability/validate.hpp"

namespace ordeal::linearizability {

namespace {

using core::Operation;
using core::Verdict;

constexpr std::array<std::pair<Promise, std::string_view>, 7> names{
    {{Promise::linearizable, "linearizable"},
     {Promise::sequential, "sequential"},
     {Promise::causal, "causal"},
     {Promise::writes_follow_reads, "writes-follow-reads"},
     {Promise::monotonic_writes, "monotonic-writes"},
     {Promise::monotonic_reads, "monotonic-reads"},
     {Promise::read_your_writes, "read-your-writes"}}};

std::string with_id(const Operation& operation) {
    return fmt::format("{} (operation {})", describe(operation), operation.id);
}

/// A cycle of an order as a sentence, and the operations that it names.
class Story {
  public:
    Story(const Accesses& accesses, const std::vector<CycleStep>& cycle) : accesses_(accesses) {
        text_ =
            "these would have to come one before the other, in a circle: " + name(cycle[0].from);
        for (std::size_t i = 0; i < cycle.size(); ++i)
            text_ += fmt::format(", before {} ({})",
                                 i + 1 < cycle.size() ? name(cycle[i + 1].from) : "the first again",
                                 why(cycle[i].edge));
    }
    const std::string& text() const { return text_; }
    std::vector<std::size_t> ids() const { return {ids_.begin(), ids_.end()}; }

  private:
    std::string why(const Edge& edge) {
        switch (edge.why) {
            case Edge::Why::session:
                return "in the same process";
            case Edge::Why::reads_from:
                return "which depends on it";
            case Edge::Why::in_sight:
                return fmt::format("whose value {} returned with the other in its sight",
                                   name(edge.because));
            case Edge::Why::overwrites:
                return "which overwrites what that saw";
        }
        return "";
    }
    std::string name(std::uint32_t number) {
        if (number >= accesses_.all.size()) return "the first value of the key";
        const Operation& operation = *accesses_.all[number].operation;
        ids_.insert(operation.id);
        return with_id(operation);
    }

    const Accesses& accesses_;
    std::string text_;
    std::set<std::size_t> ids_;
};

class PromiseJudge {
  public:
    PromiseJudge(const std::vector<Operation>& operations, const JudgeOptions& options)
        : operations_(operations),
          options_(options),
          limits_(options.timeout
                      ? std::optional(std::chrono::steady_clock::now() + *options.timeout)
                      : std::nullopt,
                  options.cancelled, options.memory_bytes) {
        limits_.count_looks(options.looks_left);
        if (has_accesses(options.model))
            accesses_ = accesses_of(operations, options, limits_);
        else
            accesses_ = core::fail("told of registers only");
    }

    PromiseVerdict judge(Promise promise) {
        PromiseVerdict out{promise, Verdict::unknown, {}, {}, {}};
        if (accesses_ && accesses_->thin_air) {
            const Operation& read = *accesses_->all[*accesses_->thin_air].operation;
            refute(out, {read.id}, with_id(read) + ", which nobody wrote");
        } else if (promise == Promise::sequential) {
            judge_sequential(out);
        } else if (!accesses_) {
            out.explanation = accesses_.error().message;
        } else if (const auto cycle = broken_promise(*accesses_, promise, limits_)) {
            refute_by(out, *cycle,
                      [&](const Accesses& part) { return broken_promise(part, promise, limits_); });
        } else if (limits_.look(0)) {
            out.explanation = limits_.reason();
        } else {
            out.verdict = Verdict::valid;
        }
        return out;
    }

  private:
    static void refute(PromiseVerdict& out, std::vector<std::size_t> concerned, std::string why) {
        out.verdict = Verdict::invalid;
        out.concerned = std::move(concerned);
        out.explanation = std::move(why);
    }
    using Cycle = std::optional<std::vector<CycleStep>>;

    /// With the few accesses that are in `cycle_of`'s way, if there is time to find them; `cycle`
    /// is one of all accesses.
    void refute_by(PromiseVerdict& out, const std::vector<CycleStep>& cycle,
                   const std::function<Cycle(const Accesses&)>& cycle_of) {
        Limits limits =
            limits_.until(std::chrono::steady_clock::now() + std::chrono::milliseconds(200));
        const auto give_up = [&] { return limits.look(0); };
        const auto breaks = [&](const Accesses& part) { return cycle_of(part).has_value(); };
        const Accesses few = options_.minimise ? reduced(*accesses_, breaks, give_up) : *accesses_;
        const Cycle shorter = cycle_of(few);
        const Story story = shorter ? Story(few, *shorter) : Story(*accesses_, cycle);
        refute(out, story.ids(), story.text());
        if (!shorter) return;
        if (few.all.size() > most_concerned) return;
        out.concerned.clear();
        for (const Access& access : few.all)
            out.concerned.push_back(access.operation->id);
    }

    void judge_sequential(PromiseVerdict& out) {
        Saturation saturation;
        if (accesses_) saturation = saturate(*accesses_, limits_);
        if (saturation.cycle)
            return refute_by(out, *saturation.cycle,
                             [&](const Accesses& part) { return saturate(part, limits_).cycle; });
        if (limits_.look(0)) {
            out.explanation = limits_.reason();
            return;
        }
        Hints hints;
        if (saturation.before) hints = {&*accesses_, &*saturation.before};
        const auto answer =
            find_model(options_.model)->sequential(operations_, options_, hints, limits_);
        out.verdict = answer.verdict;
        if (answer.verdict == Verdict::unknown) out.explanation = answer.reason;
        if (answer.verdict == Verdict::invalid) refute(out, answer.blocked, blocked(answer));
        if (answer.verdict != Verdict::valid) return;
        const auto check = validate_sequential(operations_, answer.order, options_);
        CHECK(check.has_value(), "a witness is no sequential order: {}", check.error().message);
        out.witness = answer.order;
    }

    std::string blocked(const SequentialAnswer& answer) const {
        std::string text = fmt::format(
            "the longest order found has {} of the {} operations, and none of these fits after it:",
            answer.order.size(), operations_.size());
        constexpr std::size_t most = 4;
        for (std::size_t i = 0; i < answer.blocked.size() && i < most; ++i) {
            const auto at = std::ranges::find(operations_, answer.blocked[i], &Operation::id);
            text += fmt::format("{} {}", i == 0 ? "" : ",", with_id(*at));
        }
        if (answer.blocked.size() > most)
            text += fmt::format(" and {} more", answer.blocked.size() - most);
        return text;
    }

    static constexpr std::size_t most_concerned = 64;

    const std::vector<Operation>& operations_;
    const JudgeOptions& options_;
    Limits limits_;
    core::Result<Accesses> accesses_;
};

}  // namespace

std::string_view to_text(Promise promise) {
    return std::ranges::find(names, promise, &decltype(names)::value_type::first)->second;
}

std::optional<Promise> promise_named(std::string_view name) {
    const auto found = std::ranges::find(names, name, &decltype(names)::value_type::second);
    return found == names.end() ? std::nullopt : std::optional(found->first);
}

std::vector<std::string_view> promise_names() {
    std::vector<std::string_view> out;
    for (const auto& [promise, name] : names)
        out.push_back(name);
    return out;
}

bool can_judge(Promise promise, const std::string& model) {
    return promise <= Promise::sequential || has_accesses(model);
}

PromiseVerdict judge_promise(const std::vector<Operation>& operations, const JudgeOptions& options,
                             Promise promise) {
    CHECK(promise != Promise::linearizable, "linearizability has a judge of its own");
    return PromiseJudge(operations, options).judge(promise);
}

std::vector<PromiseVerdict> judge_weaker(const std::vector<Operation>& operations,
                                         const JudgeOptions& options) {
    constexpr auto patience = std::chrono::seconds(1);
    JudgeOptions patient = options;
    patient.timeout = std::min(options.timeout.value_or(patience), core::Nanoseconds(patience));
    PromiseJudge judge(operations, patient);
    std::vector<PromiseVerdict> out;
    bool implied = false;
    for (const auto& [promise, name] : names) {
        if (promise <= options.consistency) continue;
        if (!can_judge(promise, options.model)) continue;
        out.push_back(implied ? PromiseVerdict{promise, Verdict::valid, {}, {}, {}}
                              : judge.judge(promise));
        const bool strong = promise == Promise::sequential || promise == Promise::causal;
        implied = implied || (strong && out.back().verdict == Verdict::valid);
    }
    return out;
}

}  // namespace ordeal::linearizability
