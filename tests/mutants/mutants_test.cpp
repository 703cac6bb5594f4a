// Each line of the judge's pruning, made wrong or left out, is noticed by a test: a wrong verdict
// by the comparison with brute force on every small history, a lost reduction by the bounds of
// work. The table says which mutant is killed by what.
#include <gtest/gtest.h>

#include "linearizability/monitors/queues.hpp"
#include "linearizability/specifications/collection.hpp"
#include "linearizability/specifications/register.hpp"
#include "tests/linearizability/hard_piles.hpp"
#include "tests/linearizability/online_check.hpp"
#include "tests/linearizability/small_check.hpp"
#include "tests/linearizability/work.hpp"

namespace ordeal::testing {
namespace {

using linearizability::Mutant;

struct Killing {
    Mutant mutant;
    const char* name;
    const char* by;              // the domain of small histories that shows it, "work", or "piles"
    const char* says = nullptr;  // the invariant that it breaks there instead of a verdict
};

constexpr auto work = "work";
constexpr auto piles = "piles";

const Killing killings[] = {
    {Mutant::eager_off, "eager_off", work},
    {Mutant::eager_blind, "eager_blind", "register"},
    {Mutant::eager_only_at_begin, "eager_only_at_begin", "register"},
    {Mutant::eager_stale, "eager_stale", "register"},
    {Mutant::twins_off, "twins_off", work},
    {Mutant::twins_last_first, "twins_last_first", "cas-register"},
    {Mutant::twins_crashed_off, "twins_crashed_off", work},
    {Mutant::twins_crashed_never, "twins_crashed_never", "cas-register"},
    {Mutant::twins_by_class_only, "twins_by_class_only", "register"},
    {Mutant::dominance_off, "dominance_off", work},
    {Mutant::dominance_of_pure, "dominance_of_pure", "cas-register"},
    {Mutant::dominance_of_used, "dominance_of_used", "cas-register"},
    {Mutant::dominance_by_total, "dominance_by_total", "kv"},
    {Mutant::dominance_reversed, "dominance_reversed", "cas-register"},
    {Mutant::dominance_of_open, "dominance_of_open", "cas-register"},
    {Mutant::dominance_absorbable, "dominance_absorbable", "cas-register"},
    {Mutant::dominance_one_way, "dominance_one_way", work},
    {Mutant::key_without_done, "key_without_done", "cas-register"},
    {Mutant::crashed_last_off, "crashed_last_off", work},
    {Mutant::absorbed_off, "absorbed_off", work},
    {Mutant::absorbed_by_any, "absorbed_by_any", "cas-register", "nothing absorbs"},
    {Mutant::absorbed_only, "absorbed_only", "cas-register"},
    {Mutant::absorbed_for_ever, "absorbed_for_ever", "cas-register", "nothing absorbs"},
    {Mutant::useless_off, "useless_off", work},
    {Mutant::useless_all, "useless_all", "register"},
    {Mutant::useless_missed, "useless_missed", "cas-register-observing"},
    {Mutant::useless_once, "useless_once", "register"},
    {Mutant::useless_remove, "useless_remove", "set"},
    {Mutant::useless_put, "useless_put", "unordered-queue"},
    {Mutant::useless_take, "useless_take", "unordered-queue"},
    {Mutant::narrow_is_all, "narrow_is_all", "register"},
    {Mutant::refute_off, "refute_off", work},
    {Mutant::refute_always, "refute_always", "register"},
    {Mutant::forget_is_omit, "forget_is_omit", "register"},
    {Mutant::blur_off, "blur_off", work},
    {Mutant::blur_missed, "blur_missed", "cas-register-observing"},
    {Mutant::blur_initial, "blur_initial", "register"},
    {Mutant::doomed_kept, "doomed_kept", work},
    {Mutant::online_dominance_off, "online_dominance_off", work},
    {Mutant::online_of_pure, "online_of_pure", "cas-register"},
    {Mutant::online_of_open, "online_of_open", "cas-register"},
    {Mutant::online_of_absorbable, "online_of_absorbable", "cas-register"},
    {Mutant::online_of_left, "online_of_left", "cas-register"},
    {Mutant::online_of_memory, "online_of_memory", "cas-register"},
    {Mutant::online_reversed, "online_reversed", "cas-register"},
    {Mutant::hopeless_early, "hopeless_early", piles},
    {Mutant::hopeless_look_early, "hopeless_look_early", piles},
    {Mutant::hopeless_any_kind, "hopeless_any_kind", piles},
    {Mutant::memo_without_crashed, "memo_without_crashed", "cas-register"},
    {Mutant::memo_without_state, "memo_without_state", "register"},
};

const SmallDomain& domain_named(const std::string& name) {
    for (const SmallDomain& domain : small_domains())
        if (domain.name == name) return domain;
    ADD_FAILURE() << "no domain " << name;
    return small_domains().front();
}

/// The first small history of the domain for which a search is wrong, as a text; empty: none.
template <typename S>
std::string first_wrong(const SmallDomain& domain, std::size_t most_operations) {
    std::string found;
    SmallCheck<S> check(domain);
    OnlineCheck<S> online(domain);
    SmallHistories histories(3, crashed_kinds(domain), domain.exchanged);
    for (std::size_t count = 1; count <= most_operations && found.empty(); ++count)
        histories.for_each(count, [&](const SmallHistory& history) {
            if (!found.empty()) return;
            std::string search = check.wrong(history);
            if (search.empty()) search = online.wrong(history);
            if (!search.empty()) found = fmt::format("{} operations, {}", count, search);
        });
    return found;
}

std::string first_wrong(const std::string& name, std::size_t most_operations) {
    const SmallDomain& domain = domain_named(name);
    if (domain.model == "set") return first_wrong<linearizability::Set>(domain, most_operations);
    if (domain.model == "unordered-queue")
        return first_wrong<linearizability::UnorderedQueue>(domain, most_operations);
    return first_wrong<linearizability::Register>(domain, most_operations);
}

/// What the monitor of a pile says that is not so; empty: nothing.
template <typename S>
std::string wrong_pile(const HardPile& pile) {
    using namespace linearizability;
    const PileKinds kinds(pile.model, 6);
    const auto history = pile.history(kinds);
    S spec(nullptr, {});
    Problem<S> problem;
    std::vector<Span> spans;
    for (const Placed& placed : history) {
        problem.calls.push_back(*spec.compile(kinds.kinds()[placed.kind]));
        spans.push_back({placed.invoked, placed.returned});
    }
    problem.schedule = make_schedule(spans);
    Limits none;
    const auto answer = ask_monitor(spec, problem, none);
    if (!answer) return {};
    const auto truth =
        Oracle(pile.model, nullptr, FailedCas::dropped, kinds.kinds()).judge(history);
    const bool valid = answer->verdict == core::Verdict::valid;
    const bool right = valid == truth.valid && (valid || answer->broken == truth.broken);
    return right ? "" : pile.name;
}

std::string first_wrong_pile() {
    std::string found;
    for (const HardPile& pile : hard_piles()) {
        if (!found.empty()) break;
        found = std::string(pile.model) == "stack"
                    ? wrong_pile<linearizability::Stack>(pile)
                    : wrong_pile<linearizability::PriorityQueue>(pile);
    }
    return found;
}

bool exceeds_its_work() {
    for (const Work& one : hard_work()) {
        const std::uint64_t took = explored(one);
        if (took <= one.most) continue;
        std::printf("%lu configurations for \"%s\", allowed are %lu\n", took, one.name, one.most);
        return true;
    }
    return false;
}

class Mutants : public ::testing::TestWithParam<Killing> {
  protected:
    ~Mutants() override { linearizability::mutant_at_work = Mutant::none; }
};

TEST_P(Mutants, IsNoticed) {
    const auto& [mutant, name, by, says] = GetParam();
    linearizability::mutant_at_work = mutant;
    if (by == work) {
        EXPECT_TRUE(exceeds_its_work());
        return;
    }
    if (by == piles) {
        EXPECT_NE(first_wrong_pile(), "");
        return;
    }
    if (says) {
        EXPECT_DEATH(first_wrong(by, 5), says);
        return;
    }
    const std::string wrong = first_wrong(by, 5);
    EXPECT_NE(wrong, "") << name << " survives every small history of " << by;
    std::printf("killed at %s\n", wrong.c_str());
}

INSTANTIATE_TEST_SUITE_P(Search, Mutants, ::testing::ValuesIn(killings),
                         [](const auto& tested) { return tested.param.name; });

TEST(NoMutant, NothingIsNoticed) {
    EXPECT_FALSE(exceeds_its_work());
    EXPECT_EQ(first_wrong_pile(), "");
    for (const auto* name : {"register", "cas-register", "cas-register-observing", "set"})
        EXPECT_EQ(first_wrong(name, 3), "") << name;
}

}  // namespace
}  // namespace ordeal::testing
