#include "checker/replay/shrink.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace ordeal::checker {

using actors::StepKind;
using Numbers = std::vector<std::size_t>;

namespace {

bool begins(const RecordedStep& step) {
    return step.kind == StepKind::start;
}

/// Leaves out pieces.
class Shrinker {
  public:
    Shrinker(Numbers numbers, const TrySteps& attempt, const std::function<bool()>& go_on)
        : attempt_(attempt), go_on_(go_on) {
        result_.numbers = std::move(numbers);
    }

    bool attempt(const Numbers& numbers) {
        if (stopped_ || !go_on_()) {
            stopped_ = true;
            return false;
        }
        ++result_.attempts;
        auto outcome = attempt_(numbers);
        if (!outcome.wrong || outcome.wrong->size() >= result_.numbers.size()) return false;
        result_.numbers = *std::move(outcome.wrong);
        return true;
    }

    /// `unit_of[i]`: what step i is left out with; of those in `fixed` nothing is left out. Whether
    /// anything was.
    bool remove_units(const std::vector<std::size_t>& unit_of, const std::vector<bool>& fixed) {
        bool any = false;
        std::size_t chunk = (units(unit_of, fixed).size() + 1) / 2;
        while (chunk > 0 && !stopped_) {
            const bool less = remove_chunks(unit_of, fixed, chunk);
            any |= less;
            if (chunk > 1)
                chunk = std::min(chunk / 2, (units(unit_of, fixed).size() + 1) / 2);
            else if (!less)
                break;
        }
        return any;
    }

    ShrinkResult result() {
        result_.minimal = !stopped_;
        return std::move(result_);
    }
    bool stopped() const { return stopped_; }

  private:
    /// Those that are left, in order of their last steps.
    Numbers units(const std::vector<std::size_t>& unit_of, const std::vector<bool>& fixed) const {
        Numbers out;
        std::vector<bool> seen(unit_of.size(), false);
        for (const std::size_t number : result_.numbers) {
            const std::size_t unit = unit_of[number];
            if (fixed[number] || seen[unit]) continue;
            seen[unit] = true;
            out.push_back(unit);
        }
        return out;
    }

    /// The later ones first: nothing depends on what comes last.
    bool remove_chunks(const std::vector<std::size_t>& unit_of, const std::vector<bool>& fixed,
                       std::size_t chunk) {
        bool any = false;
        Numbers left = units(unit_of, fixed);
        std::size_t end = left.size();
        while (end > 0 && !stopped_) {
            const std::size_t begin = end > chunk ? end - chunk : 0;
            std::vector<bool> out(unit_of.size(), false);
            for (std::size_t i = begin; i < end; ++i)
                out[left[i]] = true;
            Numbers rest;
            for (const std::size_t number : result_.numbers)
                if (fixed[number] || !out[unit_of[number]]) rest.push_back(number);
            if (attempt(rest)) {
                any = true;
                left = units(unit_of, fixed);
                end = std::min(begin, left.size());
            } else {
                end = begin;
            }
        }
        return any;
    }

    const TrySteps& attempt_;
    const std::function<bool()>& go_on_;
    ShrinkResult result_;
    bool stopped_ = false;
};

}  // namespace

Numbers roots_of(const std::vector<RecordedStep>& steps) {
    Numbers roots(steps.size());
    std::map<actors::Id, std::size_t> crashed;
    for (std::size_t i = 0; i < steps.size(); ++i) {
        const RecordedStep& step = steps[i];
        roots[i] = i;
        if (step.kind == StepKind::crash) crashed[step.whom] = i;
        if (step.kind == StepKind::restart && crashed.contains(step.whom))
            roots[i] = crashed[step.whom];
        const std::size_t cause = step.origin.step;
        if (cause >= i || step.kind == StepKind::timer) continue;
        const StepKind kind = steps[cause].kind;
        if (kind != StepKind::start && kind != StepKind::restart) roots[i] = roots[cause];
    }
    return roots;
}

ShrinkResult shrink_steps(const std::vector<RecordedStep>& steps, Numbers numbers,
                          const TrySteps& attempt, const std::function<bool()>& go_on,
                          const std::vector<Numbers>& first) {
    Shrinker shrinker(std::move(numbers), attempt, go_on);
    for (const Numbers& promising : first)
        if (shrinker.attempt(promising)) break;
    std::vector<bool> fixed(steps.size());
    Numbers single(steps.size());
    for (std::size_t i = 0; i < steps.size(); ++i) {
        fixed[i] = begins(steps[i]);
        single[i] = i;
    }
    const Numbers roots = roots_of(steps);
    do {
        shrinker.remove_units(roots, fixed);
    } while (shrinker.remove_units(single, fixed) && !shrinker.stopped());
    return shrinker.result();
}

}  // namespace ordeal::checker
