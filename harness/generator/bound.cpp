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
    Limit(std::size_t left, Generator inner) : left_(left), inner_(std::move(inner)) {}

    Step op(const Context& context) const override {
        if (left_ == 0) return Exhausted{};
        Step step = inner_.op(context.inner());
        const std::size_t left = std::holds_alternative<Ready>(step) ? left_ - 1 : left_;
        return wrap(std::move(step),
                    [&](Generator next) { return std::make_shared<Limit>(left, std::move(next)); });
    }

    Generator update(const Context& context, const core::Event& event) const override {
        return Generator(std::make_shared<Limit>(left_, inner_.update(context, event)));
    }

  private:
    std::size_t left_;
    Generator inner_;
};

class TimeLimit final : public Node {
  public:
    TimeLimit(Nanoseconds duration, std::optional<Nanoseconds> end, Generator inner)
        : duration_(duration), end_(end), inner_(std::move(inner)) {}

    Step op(const Context& context) const override {
        const Nanoseconds end = end_.value_or(context.time() + duration_);
        if (context.time() >= end) return Exhausted{};
        Step step = inner_.op(context.inner());
        if (auto* pending = std::get_if<Pending>(&step))
            pending->wake = earlier(pending->wake, end);
        return wrap(std::move(step), [&](Generator next) {
            return std::make_shared<TimeLimit>(duration_, end, std::move(next));
        });
    }

    Generator update(const Context& context, const core::Event& event) const override {
        return Generator(
            std::make_shared<TimeLimit>(duration_, end_, inner_.update(context, event)));
    }

  private:
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
        : pace_(pace), due_(due), inner_(std::move(inner)) {}

    Step op(const Context& context) const override {
        const Nanoseconds now = context.time();
        if (due_ && now < *due_) return Pending{self(), due_};
        Step step = inner_.op(context.inner());
        auto due = due_;
        if (std::holds_alternative<Ready>(step))
            due = pace_.next_due(due.value_or(now), now, context.random().split("pace"));
        return wrap(std::move(step), [&](Generator next) {
            return std::make_shared<Spaced>(pace_, due, std::move(next));
        });
    }

    Generator update(const Context& context, const core::Event& event) const override {
        return Generator(std::make_shared<Spaced>(pace_, due_, inner_.update(context, event)));
    }

  private:
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
        return wrap(std::move(step), [&](Generator next) {
            return std::make_shared<UntilOk>(std::move(next), std::move(active), false);
        });
    }

    Generator update(const Context& context, const core::Event& event) const override {
        auto active = active_;
        const bool completes = event.type != core::EventType::invoke && active.erase(event.process);
        const bool done = done_ || (completes && event.type == core::EventType::ok);
        return Generator(
            std::make_shared<UntilOk>(inner_.update(context, event), std::move(active), done));
    }

  private:
    Generator inner_;
    std::set<core::Process> active_;  // those whose operation in flight came from here
    bool done_;
};

class ProcessLimit final : public Node {
  public:
    ProcessLimit(std::size_t n, std::set<core::Process> seen, Generator inner)
        : n_(n), seen_(std::move(seen)), inner_(std::move(inner)) {}

    Step op(const Context& context) const override {
        auto seen = seen_;
        for (const Worker& worker : context.workers())
            if (worker.process.is_client()) seen.insert(worker.process);
        if (seen.size() > n_) return Exhausted{};
        return wrap(inner_.op(context.inner()), [&](Generator next) {
            return std::make_shared<ProcessLimit>(n_, std::move(seen), std::move(next));
        });
    }

    Generator update(const Context& context, const core::Event& event) const override {
        return Generator(std::make_shared<ProcessLimit>(n_, seen_, inner_.update(context, event)));
    }

  private:
    std::size_t n_;
    std::set<core::Process> seen_;
    Generator inner_;
};

}  // namespace

Generator limit(std::size_t n, Generator generator) {
    return Generator(std::make_shared<Limit>(n, std::move(generator)));
}

Generator time_limit(Nanoseconds duration, Generator generator) {
    return Generator(std::make_shared<TimeLimit>(duration, std::nullopt, std::move(generator)));
}

Generator stagger(Nanoseconds mean, Generator generator) {
    return Generator(
        std::make_shared<Spaced<RandomPace>>(RandomPace{mean}, std::nullopt, std::move(generator)));
}

Generator delay(Nanoseconds interval, Generator generator) {
    return Generator(std::make_shared<Spaced<FixedPace>>(FixedPace{interval}, std::nullopt,
                                                         std::move(generator)));
}

Generator until_ok(Generator generator) {
    return Generator(
        std::make_shared<UntilOk>(std::move(generator), std::set<core::Process>{}, false));
}

Generator process_limit(std::size_t n, Generator generator) {
    return Generator(
        std::make_shared<ProcessLimit>(n, std::set<core::Process>{}, std::move(generator)));
}

}  // namespace ordeal::harness::gen
