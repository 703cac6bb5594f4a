// The generators that bound or slow down another: limit, time_limit, stagger, delay, until_ok,
// process_limit.
#include <algorithm>
#include <memory>
#include <set>
#include <utility>

#include "harness/generator/combinators.hpp"
#include "harness/generator/wrap.hpp"

namespace ordeal::harness::gen {

namespace {

using core::Nanoseconds;

class Limit final : public Node {
  public:
    Limit(std::size_t left, Generator inner)
        : Node(inner.watches()), left_(left), inner_(std::move(inner)) {}

    Step op(const Context& context) const override {
        if (left_ == 0) return Exhausted{};
        return counted(context);
    }

    Generator update(const Context& context, const core::Event& event) const override {
        return make<Limit>(left_, inner_.update(context, event));
    }

  private:
    Step counted(const Context& context) const {
        Step step = inner_.op(context.inner());
        const std::size_t left = std::holds_alternative<Ready>(step) ? left_ - 1 : left_;
        wrap(step, [&](Generator next) {
            return left == left_ && next.is(inner_) ? self() : make<Limit>(left, std::move(next));
        });
        return step;
    }

    std::size_t left_;
    Generator inner_;
};

class TimeLimit final : public Node {
  public:
    TimeLimit(Nanoseconds duration, std::optional<Nanoseconds> end, Generator inner)
        : Node(inner.watches()), duration_(duration), end_(end), inner_(std::move(inner)) {}

    Step op(const Context& context) const override {
        const Nanoseconds end = end_.value_or(context.time() + duration_);
        if (context.time() >= end) return Exhausted{};
        return until(end, context);
    }

    Generator update(const Context& context, const core::Event& event) const override {
        return make<TimeLimit>(duration_, end_, inner_.update(context, event));
    }

  private:
    Step until(Nanoseconds end, const Context& context) const {
        Step step = inner_.op(context.inner());
        if (auto* pending = std::get_if<Pending>(&step))
            pending->wake = earlier(pending->wake, end);
        if (auto* ready = std::get_if<Ready>(&step); ready != nullptr && ready->idle_until)
            ready->idle_until = std::min(*ready->idle_until, end);
        wrap_firmly(step, [&](Generator next) {
            return end_ && next.is(inner_) ? self()
                                           : make<TimeLimit>(duration_, end, std::move(next));
        });
        return step;
    }

    Nanoseconds duration_;
    std::optional<Nanoseconds> end_;
    Generator inner_;
};

/// Holds operations back until they are due. How far the next one is away is the pace's business:
/// Nanoseconds next_due(Nanoseconds due, Nanoseconds now, core::Random).
template <typename Pace>
class Spaced final : public Node {
  public:
    Spaced(Pace pace, std::optional<Nanoseconds> due, Generator inner)
        : Node(inner.watches()), pace_(pace), due_(due), inner_(std::move(inner)) {}

    Step op(const Context& context) const override {
        if (due_ && context.time() < *due_) return Pending{self(), due_, true};
        return asked(context);
    }

    Generator update(const Context& context, const core::Event& event) const override {
        return make<Spaced>(pace_, due_, inner_.update(context, event));
    }

  private:
    Step asked(const Context& context) const {
        const Nanoseconds now = context.time();
        Step step = inner_.op(context.inner());
        auto due = due_;
        if (std::holds_alternative<Ready>(step))
            due = pace_.next_due(due.value_or(now), now, context.random().split("pace"));
        wrap_firmly(step, [&](Generator next) {
            return due == due_ && next.is(inner_) ? self()
                                                  : make<Spaced>(pace_, due, std::move(next));
        });
        if (auto* ready = std::get_if<Ready>(&step))
            ready->idle_until = due > now ? due : std::nullopt;
        return step;
    }

    Pace pace_;
    std::optional<Nanoseconds> due_;
    Generator inner_;
};

/// What of being late is made up for: the lateness of wake-ups, not that of a stall.
constexpr Nanoseconds usual_lateness{10'000'000};

struct RandomPace {
    Nanoseconds mean;

    Nanoseconds next_due(Nanoseconds due, Nanoseconds now, core::Random random) const {
        const auto interval =
            static_cast<std::int64_t>(random.unit() * 2 * static_cast<double>(mean.count()));
        return std::max(due, now - std::max(mean, usual_lateness)) + Nanoseconds(interval);
    }
};

struct FixedPace {
    Nanoseconds interval;

    Nanoseconds next_due(Nanoseconds, Nanoseconds now, const core::Random&) const {
        return now + interval;
    }
};

class UntilOk final : public Node {
  public:
    UntilOk(Generator inner, std::set<core::Process> active, bool done)
        : inner_(std::move(inner)), active_(std::move(active)), done_(done) {}

    Step op(const Context& context) const override {
        if (done_) return Exhausted{};
        Step step = inner_.op(context.inner());
        auto active = active_;
        if (const auto* ready = std::get_if<Ready>(&step)) active.insert(ready->invocation.process);
        wrap(step, [&](Generator next) {
            return make<UntilOk>(std::move(next), std::move(active), false);
        });
        return step;
    }

    Generator update(const Context& context, const core::Event& event) const override {
        auto active = active_;
        const bool completes = event.type != core::EventType::invoke && active.erase(event.process);
        const bool done = done_ || (completes && event.type == core::EventType::ok);
        return make<UntilOk>(inner_.update(context, event), std::move(active), done);
    }

  private:
    Generator inner_;
    std::set<core::Process> active_;  // those whose operation in flight came from here
    bool done_;
};

class ProcessLimit final : public Node {
  public:
    ProcessLimit(std::size_t n, std::set<core::Process> seen, Generator inner)
        : Node(inner.watches()), n_(n), seen_(std::move(seen)), inner_(std::move(inner)) {}

    Step op(const Context& context) const override {
        auto seen = seen_;
        for (const Worker& worker : context.workers())
            if (worker.process.is_client()) seen.insert(worker.process);
        if (seen.size() > n_) return Exhausted{};
        Step step = inner_.op(context.inner());
        wrap(step, [&](Generator next) {
            return make<ProcessLimit>(n_, std::move(seen), std::move(next));
        });
        return step;
    }

    Generator update(const Context& context, const core::Event& event) const override {
        return make<ProcessLimit>(n_, seen_, inner_.update(context, event));
    }

  private:
    std::size_t n_;
    std::set<core::Process> seen_;
    Generator inner_;
};

}  // namespace

Generator limit(std::size_t n, Generator generator) {
    return make<Limit>(n, std::move(generator));
}

Generator time_limit(Nanoseconds duration, Generator generator) {
    return make<TimeLimit>(duration, std::nullopt, std::move(generator));
}

Generator stagger(Nanoseconds mean, Generator generator) {
    return make<Spaced<RandomPace>>(RandomPace{mean}, std::nullopt, std::move(generator));
}

Generator delay(Nanoseconds interval, Generator generator) {
    return make<Spaced<FixedPace>>(FixedPace{interval}, std::nullopt, std::move(generator));
}

Generator until_ok(Generator generator) {
    return make<UntilOk>(std::move(generator), std::set<core::Process>{}, false);
}

Generator process_limit(std::size_t n, Generator generator) {
    return make<ProcessLimit>(n, std::set<core::Process>{}, std::move(generator));
}

}  // namespace ordeal::harness::gen
