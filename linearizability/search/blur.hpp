// Refutation by looking less closely. In a *blurred* history only a few values are told apart, the
// *sharp* ones; all others look alike, or not at all. If the history has a legal order, so has the
// blurred one: the same order, as the specification takes care that each step of a call is one of
// its image (a homomorphism; see Blurrable). So where the blurred history is illegal, the history
// is. This is abstraction as model checkers know it (Clarke, Grumberg & Long 1994), with the
// values named by the latest calls instead of refinement by counterexamples.
//
// What it is good for: what makes a history hard are orders that nobody can tell apart by what was
// seen, of crashed calls above all. Almost all of them blur into one, while a violation mostly
// concerns one value (it is seen, though it was overwritten and nobody can have put it back) or two
// (they came out in the wrong order). With one sharp value a register has two states and at most
// four kinds of crashed calls that change anything.
//
// Tried in order: the values of the broken call, alone and together; each of the latest few values
// beside them; ever more of the latest values. All attempts share one budget.
#pragma once

#include <algorithm>
#include <vector>

#include "linearizability/search/forward.hpp"

namespace ordeal::linearizability {

/// A specification that can be blurred.
///
///   values_of(call, use)   calls use(number) for each value that the call names
///   Blur(spec, sharp)      made for these values; `spec` must stay as long as it is used
///   blur.spec()            it
///   blur.image(call)       the call there; none: it says nothing. There is a map of states, with
///                          initial() to initial(), so that where step(s, call) may lead to t, the
///                          image leads from the state of s to that of t; or these are equal, and
///                          there is no image or the call has no return
template <typename S>
concept Blurrable =
    Specification<S> && requires(const S& spec, const typename S::Call& call,
                                 const std::vector<std::uint32_t>& sharp, typename S::Blur& blur) {
        requires std::constructible_from<typename S::Blur, const S&, decltype(sharp)>;
        { blur.spec() } -> std::same_as<S&>;
        { blur.image(call) } -> std::same_as<std::optional<typename S::Call>>;
        spec.values_of(call, [](std::uint32_t) {});
    };

template <Blurrable S, std::size_t Words>
class BlurredRefutation {
  public:
    using Values = std::vector<std::uint32_t>;

    /// Is what came before the return of `broken`, with this return, illegal?
    BlurredRefutation(const S& spec, const Problem<S>& problem, std::uint32_t broken)
        : spec_(spec), problem_(problem), broken_(broken) {
        find_latest();
    }

    /// False: not known. Takes about so many steps at most.
    bool run(const Limits& limits, std::uint64_t steps) {
        limits_ = &limits;
        left_ = steps;
        const Values own(latest_.begin(), latest_.begin() + static_cast<std::ptrdiff_t>(own_));
        for (const std::uint32_t value : own)
            if (is_illegal({value})) return true;
        if (own_ > 1 && is_illegal(own)) return true;
        for (std::size_t i = own_; i < latest_.size() && i < own_ + most_beside; ++i) {
            Values sharp = own;
            sharp.push_back(latest_[i]);
            if (is_illegal(sharp)) return true;
        }
        for (std::size_t count = own_ + 2; count <= latest_.size(); count *= 2)
            if (is_illegal({latest_.begin(), latest_.begin() + std::ptrdiff_t(count)})) return true;
        return false;
    }

  private:
    static constexpr std::size_t most_latest = 64;
    static constexpr std::size_t most_beside = 12;
    static constexpr std::size_t most_own = 4;
    static constexpr std::uint64_t calls_for_a_step =
        8;  // to make a call's image takes that little

    /// The values that were named last by what returned up to the broken return, its own first.
    void find_latest() {
        const Schedule& schedule = problem_.schedule;
        const std::uint32_t last = schedule.end[broken_];
        std::vector<bool> known;
        const auto note = [&](std::uint32_t value) {
            if (value >= known.size()) known.resize(value + 1);
            if (!known[value] && latest_.size() < most_latest) latest_.push_back(value);
            known[value] = true;
        };
        for (std::uint32_t at = last + 1; at-- > 0 && latest_.size() < most_latest;) {
            if (!Schedule::is_return(schedule.events[at])) continue;
            spec_.values_of(problem_.calls[Schedule::call_of(schedule.events[at])], note);
            if (at == last) own_ = std::min(latest_.size(), most_own);
        }
    }

    bool is_illegal(const Values& sharp) {
        const std::uint64_t cost = problem_.calls.size() / calls_for_a_step;
        if (left_ <= cost) return false;
        left_ -= cost;
        Limits limits = limits_->with_steps(left_);
        if (limits.look(0)) return false;
        typename S::Blur blur(spec_, sharp);
        const Problem<S> image = image_of(blur);
        const Answer answer = Forward<S, Words>(blur.spec(), image, limits).run();
        left_ = limits.steps_left();
        return answer.verdict == core::Verdict::invalid;
    }

    /// What was invoked before the broken return, and had returned by then or not.
    Problem<S> image_of(typename S::Blur& blur) const {
        const Schedule& schedule = problem_.schedule;
        const std::uint32_t last = schedule.end[broken_];
        Problem<S> out;
        std::vector<Span> spans;
        for (std::uint32_t i = 0; i < problem_.calls.size() && schedule.begin[i] < last; ++i) {
            const auto call = blur.image(problem_.calls[i]);
            const bool returned = schedule.end[i] <= last;
            if (!call || (!returned && blur.spec().is_pure(*call))) continue;
            out.calls.push_back(*call);
            spans.push_back({schedule.begin[i], {}});
            if (returned) spans.back().returned = schedule.end[i];
        }
        out.schedule = make_schedule(spans);
        return out;
    }

    const S& spec_;
    const Problem<S>& problem_;
    std::uint32_t broken_;
    Values latest_;
    std::size_t own_ = 0;  // so many of them are the broken call's
    const Limits* limits_ = nullptr;
    std::uint64_t left_ = 0;
};

}  // namespace ordeal::linearizability
