// Random compositions of all combinators, run against random systems. Every one is wrapped in a
// probe that holds it to what all generators promise and to what its own docstring promises.
#include <algorithm>
#include <memory>
#include <set>

#include <gtest/gtest.h>

#include "core/history/jsonl.hpp"
#include "core/history/operation.hpp"
#include "tests/harness/generator/support.hpp"

namespace ordeal::harness::gen::testing {
namespace {

/// What a probed generator did so far.
struct Record {
    std::optional<Nanoseconds> first_question;
    std::size_t operations = 0;
    std::optional<Invocation> before_last;
    std::optional<Invocation> last;
    std::set<std::int64_t> clients;

    void add(const Invocation& invocation) {
        ++operations;
        before_last = std::exchange(last, invocation);
        if (invocation.process.is_client()) clients.insert(invocation.process.number);
    }
};

/// Called with the record after each operation.
using Promise = std::function<void(const Record&)>;

bool same(const Invocation& a, const Invocation& b) {
    return a.f == b.f && a.key == b.key && a.value == b.value && a.process == b.process &&
           a.thread == b.thread && a.time == b.time;
}

class Probe final : public Node {
  public:
    Probe(Generator inner, Promise promise, Record record)
        : inner_(std::move(inner)), promise_(std::move(promise)), record_(std::move(record)) {}

    Step op(const Context& context) const override {
        Record record = record_;
        if (!record.first_question) record.first_question = context.time();
        Step step = inner_.op(context);
        if (auto* ready = std::get_if<Ready>(&step)) {
            check(context, ready->invocation);
            record.add(ready->invocation);
            promise_(record);
            ready->next = probed(std::move(ready->next), std::move(record));
        }
        if (auto* pending = std::get_if<Pending>(&step)) {
            EXPECT_TRUE(!pending->wake || *pending->wake > context.time());
            EXPECT_TRUE(pending->wake || !context.all_free()) << "waits for nothing";
            pending->next = probed(std::move(pending->next), std::move(record));
        }
        return step;
    }

    Generator update(const Context& context, const core::Event& event) const override {
        return probed(inner_.update(context, event), record_);
    }

  private:
    static void check(const Context& context, const Invocation& invocation) {
        const Worker* worker = context.find(invocation.process);
        ASSERT_TRUE(worker) << "a process from outside of the context";
        EXPECT_TRUE(worker->free);
        EXPECT_EQ(worker->thread, invocation.thread);
        EXPECT_EQ(context.time(), invocation.time);
    }

    Generator probed(Generator next, Record record) const {
        return Generator(std::make_shared<Probe>(std::move(next), promise_, std::move(record)));
    }

    Generator inner_;
    Promise promise_;
    Record record_;
};

Generator probe(Generator generator, Promise promise = [](const Record&) {}) {
    return Generator(std::make_shared<Probe>(std::move(generator), std::move(promise), Record{}));
}

/// Asked twice a pure function answers twice the same.
void expect_same(const Step& a, const Step& b) {
    ASSERT_EQ(a.index(), b.index());
    if (const auto* ready = std::get_if<Ready>(&a)) {
        EXPECT_TRUE(same(ready->invocation, std::get<Ready>(b).invocation));
    }
    if (const auto* pending = std::get_if<Pending>(&a)) {
        EXPECT_EQ(pending->wake, std::get<Pending>(b).wake);
    }
}

/// Asks everything inside twice.
class Twice final : public Node {
  public:
    explicit Twice(Generator inner) : inner_(std::move(inner)) {}

    Step op(const Context& context) const override {
        Step step = inner_.op(context);
        expect_same(step, inner_.op(context));
        if (auto* ready = std::get_if<Ready>(&step)) ready->next = twice(std::move(ready->next));
        if (auto* pending = std::get_if<Pending>(&step))
            pending->next = twice(std::move(pending->next));
        return step;
    }

    Generator update(const Context& context, const core::Event& event) const override {
        return twice(inner_.update(context, event));
    }

    static Generator twice(Generator inner) {
        return Generator(std::make_shared<Twice>(std::move(inner)));
    }

  private:
    Generator inner_;
};

/// Draws compositions. Every leaf makes calls of a letter, so that histories tell them apart.
class Composer {
  public:
    /// With `probed` everything watches everything, so a driver tells and asks all of it always.
    Composer(std::uint64_t seed, bool probed) : random_(seed), probed_(probed) {}

    Generator any_generator(int depth) {
        if (depth == 0) return probe(leaf());
        using Make = Generator (Composer::*)(int);
        static constexpr Make makers[] = {
            &Composer::bounded, &Composer::timed,  &Composer::spaced, &Composer::ordered,
            &Composer::chosen,  &Composer::placed, &Composer::other,
        };
        return (this->*makers[random_.below(std::size(makers))])(depth - 1);
    }

  private:
    Generator probe(Generator generator, Promise promise = [](const Record&) {}) const {
        return probed_ ? testing::probe(std::move(generator), std::move(promise)) : generator;
    }

    Nanoseconds duration() { return Nanoseconds(random_.between(1, 20'000'000)); }

    Generator leaf() {
        const std::string f(1, static_cast<char>('a' + random_.below(26)));
        switch (random_.below(4)) {
            case 0:
                return once(call(f));
            case 1:
                return limit(1 + random_.below(20), endless(f));
            case 2:
                return sleep(duration());
            default:
                return generate([f](const Context& context) -> std::optional<Call> {
                    if (context.random().chance(0.02)) return std::nullopt;
                    return call(f, context.invocation());
                });
        }
    }

    Generator bounded(int depth) {
        const std::size_t n = random_.below(12);
        return probe(limit(n, any_generator(depth)),
                     [n](const Record& record) { EXPECT_LE(record.operations, n) << "limit"; });
    }

    Generator timed(int depth) {
        const Nanoseconds length = duration();
        return probe(time_limit(length, any_generator(depth)), [length](const Record& record) {
            EXPECT_LT(record.last->time, *record.first_question + length);
        });
    }

    Generator spaced(int depth) {
        const Nanoseconds interval = duration();
        if (random_.chance(0.5)) return probe(stagger(interval, any_generator(depth)));
        return probe(delay(interval, any_generator(depth)), [interval](const Record& record) {
            if (!record.before_last) return;
            EXPECT_GE(record.last->time, record.before_last->time + interval);
        });
    }

    std::vector<Generator> several(int depth) {
        std::vector<Generator> list(random_.below(4));
        for (Generator& generator : list)
            generator = any_generator(depth);
        return list;
    }

    Generator ordered(int depth) {
        switch (random_.below(4)) {
            case 0:
                return probe(sequence(several(depth)));
            case 1:
                return probe(phases(several(depth)));
            case 2:
                return probe(repeat(any_generator(depth), random_.below(4)));
            default:
                return probe(synchronise(any_generator(depth)));
        }
    }

    Generator chosen(int depth) {
        switch (random_.below(3)) {
            case 0:
                return probe(any(several(depth)));
            case 1:
                return probe(flip_flop(any_generator(depth), any_generator(depth)));
            default: {
                std::vector<Weighted> list;
                for (Generator& generator : several(depth))
                    list.push_back({0.1 + random_.unit(), std::move(generator)});
                return probe(mix(std::move(list)));
            }
        }
    }

    Generator placed(int depth) {
        switch (random_.below(5)) {
            case 0:
                return probe(each_thread(any_generator(depth)));
            case 1:
                return probe(
                    reserve({{1 + random_.below(2), any_generator(depth)}}, any_generator(depth)));
            case 2:
                return probe(clients(any_generator(depth)), [](const Record& record) {
                    EXPECT_TRUE(record.last->process.is_client());
                });
            case 3:
                return probe(nemesis(any_generator(depth)), [](const Record& record) {
                    EXPECT_FALSE(record.last->process.is_client());
                });
            default: {
                const auto parity = static_cast<Thread>(random_.below(2));
                return probe(
                    on_threads([parity](Thread t) { return t % 2 == parity; },
                               any_generator(depth)),
                    [parity](const Record& record) { EXPECT_EQ(record.last->thread % 2, parity); });
            }
        }
    }

    Generator other(int depth) {
        if (random_.chance(0.5)) return probe(until_ok(any_generator(depth)));
        const std::size_t n = 1 + random_.below(12);
        return probe(process_limit(n, any_generator(depth)),
                     [n](const Record& record) { EXPECT_LE(record.clients.size(), n); });
    }

    core::Random random_;
    bool probed_;
};

Responder some_system(core::Random random) {
    const Responder failing = [](const Invocation& invocation, core::Random& draws) {
        const auto type = draws.chance(0.3) ? core::EventType::fail : core::EventType::ok;
        return Reply{.type = type, .value = invocation.value};
    };
    const double crashes = random.chance(0.5) ? 0.2 * random.unit() : 0;
    const Nanoseconds latency(random.chance(0.2) ? 0 : random.between(1, 5'000'000));
    return with_crashes(crashes, 30ms,
                        with_latency({nemesis::Distribution::exponential, latency, {}}, failing));
}

core::History run_composition(std::uint64_t seed, bool probed = true) {
    core::Random random = core::Random(seed).split("composition");
    const int depth = static_cast<int>(random.below(6));
    const Generator composed = Composer(seed, probed).any_generator(depth);
    const Generator generator = probed ? Twice::twice(composed) : composed;
    const Simulation simulation{.clients = 1 + random.below(6),
                                .nemesis = random.chance(0.5),
                                .seed = seed,
                                .until = 10s,
                                .most_invocations = 300};
    return simulate(generator, simulation, some_system(random));
}

TEST(GeneratorProperties, RandomCompositionsKeepTheirPromises) {
    std::size_t operations = 0;
    for (std::uint64_t seed = 0; seed < 1500 && !HasFailure(); ++seed) {
        SCOPED_TRACE(fmt::format("seed {}", seed));
        const core::History history = run_composition(seed);
        for (std::size_t i = 1; i < history.size(); ++i)
            EXPECT_LE(history[i - 1].time, history[i].time);
        EXPECT_TRUE(core::pair_operations(history)) << "a process with two operations at once";
        EXPECT_EQ(history.size(), 2 * invocations(history).size());
        EXPECT_EQ(core::to_jsonl(run_composition(seed)), core::to_jsonl(history))
            << "not the same with the same seed";
        operations += invocations(history).size();
    }
    EXPECT_GT(operations, 10'000U) << "the compositions do too little to tell";
}

/// A driver may leave out questions and events, but only those that change nothing.
TEST(GeneratorProperties, WhatADriverLeavesOutChangesNothing) {
    for (std::uint64_t seed = 0; seed < 1500 && !HasFailure(); ++seed) {
        SCOPED_TRACE(fmt::format("seed {}", seed));
        EXPECT_EQ(core::to_jsonl(run_composition(seed, false)),
                  core::to_jsonl(run_composition(seed, true)));
    }
}

TEST(Context, AnInnerContextHasTheStreamOfASplit) {
    const core::Random random(7);
    const Context context(0ns, {{0, {0, ""}}}, random, 0);
    for (const std::uint64_t child : {0, 1, 17}) {
        core::Random inner = context.inner(child).random();
        core::Random split = random.split(child);
        EXPECT_EQ(inner.next(), split.next());
    }
}

}  // namespace
}  // namespace ordeal::harness::gen::testing
