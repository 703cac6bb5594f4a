// Holds the searches against brute force on a small history: the verdict, and the witness.
#pragma once

#include "linearizability/search/decide.hpp"
#include "tests/linearizability/order_oracle.hpp"
#include "tests/linearizability/small_domain.hpp"

namespace ordeal::testing {

template <typename S>
class SmallCheck {
  public:
    using Answer = linearizability::Answer;

    explicit SmallCheck(const SmallDomain& domain)
        : oracle_(domain.model, domain.initial, domain.kinds),
          spec_(domain.initial, domain.failed_cas) {
        for (const auto& kind : domain.kinds)
            calls_.push_back(*spec_.compile(kind));
    }

    /// The first search that is wrong, or an empty text.
    std::string wrong(const SmallHistory& history) {
        using namespace linearizability;
        compile(history);
        const bool valid = oracle_.is_valid(history);
        Limits none;
        if (!agrees(history, valid, Forward<S, 1>(spec_, problem_, none).run())) return "forward";
        if (!agrees(history, valid, Decide<S, 1>(spec_, problem_, none, 1).run()))
            return "narrow first";
        if (!agrees(history, valid, DepthFirst<S>(spec_, problem_, none).run()))
            return "depth first";
        if (valid && blurs_into_illegal(none)) return "blurred";
        return {};
    }

    /// What is legal may not become illegal because some values look alike.
    bool blurs_into_illegal(const linearizability::Limits& limits) {
        if constexpr (linearizability::Blurrable<S>) {
            const auto& schedule = problem_.schedule;
            for (std::size_t event = schedule.events.size(); event-- > 0;)
                if (linearizability::Schedule::is_return(schedule.events[event])) {
                    const auto last = linearizability::Schedule::call_of(schedule.events[event]);
                    return linearizability::BlurredRefutation<S, 1>(spec_, problem_, last)
                        .run(limits, 100'000);
                }
        }
        return false;
    }

    bool is_valid(const SmallHistory& history) { return oracle_.is_valid(history); }

  private:
    void compile(const SmallHistory& history) {
        auto& schedule = problem_.schedule;
        problem_.calls.clear();
        schedule.events.clear();
        schedule.begin.assign(history.size, 0);
        schedule.end.assign(history.size, linearizability::never);
        std::uint8_t last = 0;
        for (std::size_t i = 0; i < history.size; ++i)
            last = std::max(
                last, history.end[i] == SmallHistory::never ? history.begin[i] : history.end[i]);
        for (std::uint8_t block = 0; block <= last; ++block) {
            for (std::uint32_t i = 0; i < history.size; ++i)
                if (history.begin[i] == block) {
                    schedule.begin[i] = position();
                    schedule.events.push_back(2 * i);
                    problem_.calls.push_back(calls_[history.kind[i]]);
                }
            for (std::uint32_t i = 0; i < history.size; ++i)
                if (history.end[i] == block) {
                    schedule.end[i] = position();
                    schedule.events.push_back(2 * i + 1);
                }
        }
    }
    std::uint32_t position() const {
        return static_cast<std::uint32_t>(problem_.schedule.events.size());
    }

    bool agrees(const SmallHistory& history, bool valid, const Answer& answer) {
        if (answer.verdict == core::Verdict::unknown) return false;
        if ((answer.verdict == core::Verdict::valid) != valid) return false;
        return !valid || oracle_.is_witness(history, answer.order);
    }

    OrderOracle oracle_;
    S spec_;
    std::vector<typename S::Call> calls_;  // by kind
    linearizability::Problem<S> problem_;
};

}  // namespace ordeal::testing
