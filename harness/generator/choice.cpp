// The generators that choose among others or among workers: mix, any, flip_flop, on_threads,
// clients, nemesis, each_thread, reserve.
#include <algorithm>
#include <limits>
#include <memory>
#include <numeric>
#include <utility>

#include "core/check.hpp"
#include "harness/generator/combinators.hpp"
#include "harness/generator/wrap.hpp"

namespace ordeal::harness::gen {

namespace {

using WeightedList = std::vector<Weighted>;

bool any_watches(const WeightedList& list) {
    return std::ranges::any_of(list, [](const Weighted& item) { return item.generator.watches(); });
}

WeightedList updated(WeightedList list, const Context& context, const core::Event& event) {
    for (Weighted& item : list)
        item.generator = item.generator.update(context, event);
    return list;
}

class Mix final : public Node {
  public:
    Mix(WeightedList list, std::optional<std::size_t> drawn)
        : Node(any_watches(list)), list_(std::move(list)), drawn_(drawn) {
        for (const Weighted& item : list_)
            weights_.push_back(item.weight);
    }

    Step op(const Context& context) const override {
        if (list_.empty()) return Exhausted{};
        core::Random random = context.random().split("mix");
        const std::size_t i = drawn_ ? *drawn_ : random.weighted(weights_);
        return asked(i, context, random);
    }

    Generator update(const Context& context, const core::Event& event) const override {
        return make<Mix>(updated(list_, context, event), drawn_);
    }

  private:
    Step asked(std::size_t i, const Context& context, core::Random& random) const {
        Step step = list_[i].generator.op(context.inner(i));
        if (std::holds_alternative<Exhausted>(step))
            step = without(i, context, random);
        else {
            const std::optional<std::size_t> drawn = awaited(step, i);
            wrap(step, [&](Generator next) {
                const bool same = drawn == drawn_ && next.is(list_[i].generator);
                return same ? self() : with(list_, i, std::move(next), drawn);
            });
        }
        return step;
    }

    /// The answer of the rest when one generator is exhausted: the next numbers are drawn.
    Step without(std::size_t i, const Context& context, core::Random& random) const {
        WeightedList list = list_;
        std::vector<double> weights = weights_;
        for (;;) {
            list.erase(list.begin() + static_cast<std::ptrdiff_t>(i));
            weights.erase(weights.begin() + static_cast<std::ptrdiff_t>(i));
            if (list.empty()) return Exhausted{};
            i = random.weighted(weights);
            Step step = list[i].generator.op(context.inner(i));
            if (std::holds_alternative<Exhausted>(step)) continue;
            const std::optional<std::size_t> drawn = awaited(step, i);
            wrap(step, [&](Generator next) { return with(list, i, std::move(next), drawn); });
            return step;
        }
    }

    static std::optional<std::size_t> awaited(const Step& step, std::size_t i) {
        return std::holds_alternative<Pending>(step) ? std::optional(i) : std::nullopt;
    }

    static Generator with(WeightedList list, std::size_t i, Generator next,
                          std::optional<std::size_t> drawn) {
        list[i].generator = std::move(next);
        return make<Mix>(std::move(list), drawn);
    }

    WeightedList list_;
    std::vector<double> weights_;
    std::optional<std::size_t> drawn_;  // the one whose operation is awaited
};

/// Generators side by side: asks them in a random order, in which one with twice the weight is
/// twice as likely to be the first, until one is ready.
class Any final : public Node {
  public:
    explicit Any(WeightedList list) : Node(any_watches(list)), list_(std::move(list)) {}

    Step op(const Context& context) const override {
        WeightedList list = list_;
        std::optional<core::Nanoseconds> wake;
        bool pending = false;
        for (const std::size_t i : order(context.random().split("any"))) {
            Step step = list[i].generator.op(context.inner(i));
            if (auto* ready = std::get_if<Ready>(&step)) {
                list[i].generator = std::move(ready->next);
                return Ready{std::move(ready->invocation), rebuilt(std::move(list))};
            }
            auto* waits = std::get_if<Pending>(&step);
            pending = pending || waits;
            wake = waits ? earlier(wake, waits->wake) : wake;
            list[i].generator = waits ? std::move(waits->next) : Generator();
        }
        if (!pending) return Exhausted{};
        return Pending{rebuilt(std::move(list)), wake};
    }

    Generator update(const Context& context, const core::Event& event) const override {
        return rebuilt(updated(list_, context, event));
    }

  private:
    static Generator rebuilt(WeightedList list) { return make<Any>(std::move(list)); }

    /// Exponential clocks with the weights as rates ring in the order of a weighted draw without
    /// replacement (Efraimidis & Spirakis 2006).
    std::vector<std::size_t> order(core::Random random) const {
        std::vector<double> rings;
        for (const Weighted& item : list_)
            rings.push_back(random.exponential(1 / item.weight));
        std::vector<std::size_t> indices(list_.size());
        std::iota(indices.begin(), indices.end(), 0);
        std::ranges::sort(indices, {}, [&](std::size_t i) { return std::pair(rings[i], i); });
        return indices;
    }

    WeightedList list_;
};

class FlipFlop final : public Node {
  public:
    FlipFlop(Generator turn, Generator other)
        : Node(turn.watches() || other.watches()),
          turn_(std::move(turn)),
          other_(std::move(other)) {}

    Step op(const Context& context) const override {
        Step step = turn_.op(context.inner());
        const bool swap = std::holds_alternative<Ready>(step);
        wrap(step, [&](Generator next) {
            if (!swap && next.is(turn_)) return self();
            return swap ? make<FlipFlop>(other_, std::move(next))
                        : make<FlipFlop>(std::move(next), other_);
        });
        return step;
    }

    Generator update(const Context& context, const core::Event& event) const override {
        return make<FlipFlop>(turn_.update(context, event), other_.update(context, event));
    }

  private:
    Generator turn_;
    Generator other_;
};

class OnThreads final : public Node {
  public:
    OnThreads(ThreadPredicate predicate, Generator inner)
        : Node(inner.watches()), predicate_(std::move(predicate)), inner_(std::move(inner)) {}

    Step op(const Context& context) const override {
        Step step = inner_.op(context.on(predicate_).inner());
        wrap_firmly(step, [&](Generator next) {
            return next.is(inner_) ? self() : make<OnThreads>(predicate_, std::move(next));
        });
        return step;
    }

    Generator update(const Context& context, const core::Event& event) const override {
        const Context narrowed = context.on(predicate_);
        if (!narrowed.find(event.process)) return self();
        return make<OnThreads>(predicate_, inner_.update(narrowed, event));
    }

  private:
    ThreadPredicate predicate_;
    Generator inner_;
};

/// A branch of reserve() for the threads first .. end - 1, if the context has any.
void add_group(WeightedList& branches, const Context& context, Thread first, Thread end,
               const Generator& generator) {
    const auto within = [=](Thread thread) { return thread >= first && thread < end; };
    const auto size = std::ranges::count_if(context.workers(), within, &Worker::thread);
    if (size > 0) branches.push_back({static_cast<double>(size), on_threads(within, generator)});
}

}  // namespace

Generator mix(std::vector<Weighted> list) {
    for (const Weighted& item : list)
        CHECK(item.weight > 0, "a weight in a mix is {}", item.weight);
    return make<Mix>(std::move(list), std::nullopt);
}

Generator any(std::vector<Generator> list) {
    WeightedList branches;
    for (Generator& generator : list)
        branches.push_back({1, std::move(generator)});
    return make<Any>(std::move(branches));
}

Generator flip_flop(Generator first, Generator second) {
    return make<FlipFlop>(std::move(first), std::move(second));
}

Generator on_threads(ThreadPredicate predicate, Generator generator) {
    return make<OnThreads>(std::move(predicate), std::move(generator));
}

Generator clients(Generator generator) {
    return on_threads([](Thread thread) { return thread != nemesis_thread; }, std::move(generator));
}

Generator nemesis(Generator generator) {
    return on_threads([](Thread thread) { return thread == nemesis_thread; }, std::move(generator));
}

Generator each_thread(Generator generator) {
    return defer([generator = std::move(generator)](const Context& context) {
        std::vector<Generator> branches;
        for (const Worker& worker : context.workers())
            branches.push_back(on_threads(
                [own = worker.thread](Thread thread) { return thread == own; }, generator));
        return any(std::move(branches));
    });
}

Generator reserve(std::vector<Reserved> groups, Generator rest) {
    return defer([groups = std::move(groups), rest = std::move(rest)](const Context& context) {
        WeightedList branches;
        Thread first = 0;
        for (const Reserved& group : groups) {
            const Thread end = first + static_cast<Thread>(group.threads);
            add_group(branches, context, first, end, group.generator);
            first = end;
        }
        add_group(branches, context, first, std::numeric_limits<Thread>::max(), rest);
        return make<Any>(std::move(branches));
    });
}

}  // namespace ordeal::harness::gen
