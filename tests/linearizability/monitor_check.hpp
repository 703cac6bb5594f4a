// Holds a monitor against brute force on histories in which no value is put twice: every small one,
// up to renaming of the values, and random larger ones.
#pragma once

#include <cstdlib>

#include "linearizability/monitors/monitor.hpp"
#include "linearizability/search/decide.hpp"
#include "tests/linearizability/engine_check.hpp"

namespace ordeal::testing {

/// How many operations the histories of a test that tries all of them may have: so many, or what
/// the environment variable ORDEAL_EVERY says (5 takes some minutes in all).
inline std::size_t most_operations(std::size_t usual) {
    const char* told = std::getenv("ORDEAL_EVERY");
    return told ? std::strtoul(told, nullptr, 10) : usual;
}

/// An operation with the value that it puts and the one that it needs to have been put, both
/// numbered from 1; 0: none. Each value may be put once in a history, the first ones first.
struct DistinctKind {
    core::Operation operation;
    std::size_t puts = 0;
    std::size_t needs = 0;
};

template <linearizability::Monitored S>
class MonitorCheck {
  public:
    MonitorCheck(linearizability::JudgeOptions options, const std::vector<DistinctKind>& kinds)
        : kinds_(kinds), check_(std::move(options), operations_of(kinds)) {}

    /// Where the monitor does not apply the search answers, and it is not counted.
    bool agrees(const std::vector<Placed>& history) {
        using namespace linearizability;
        Answer found;
        const auto search = [&](S& spec, const Problem<S>& problem, Limits& limits) {
            const auto answer = ask_monitor(spec, problem, limits);
            applied_ += answer.has_value();
            found = answer ? *answer : decide(spec, problem, limits);
            return found;
        };
        return check_.agrees(history, search) && clash_holds(history, found);
    }

    /// Every history of `count` operations of three processes.
    void every(std::size_t count) {
        for (const auto& overlap : all_overlaps(count, 3)) {
            auto history = overlap;
            if (!assign(history, 0, 0)) return;
        }
    }

    void random(std::uint64_t seed, std::size_t histories, std::size_t most_operations) {
        core::Random random(seed);
        for (std::size_t i = 0; i < histories; ++i) {
            auto history = random_history(random, 1 + random.below(most_operations),
                                          1 + random.below(4), kinds_.size());
            make_distinct(history, random);
            forget_returns(history, check_.kinds());
            if (!agrees(history)) return;
        }
    }

    std::size_t applied() const { return applied_; }
    std::size_t invalid() const { return invalid_; }

    /// Of how many the monitor named calls that clash.
    std::size_t clashes() const { return clashes_; }

  private:
    bool clash_holds(const std::vector<Placed>& history, const linearizability::Answer& answer) {
        if (answer.verdict != core::Verdict::invalid) return true;
        ++invalid_;
        if (answer.clash.empty()) return true;
        ++clashes_;
        const bool has_broken = std::ranges::count(answer.clash, answer.broken) == 1;
        const auto part = check_.part(history, answer.clash, answer.broken);
        const bool holds = has_broken && !check_.oracle().is_valid(part);
        EXPECT_TRUE(holds) << to_text(to_operations(part, check_.kinds())) << "of\n"
                           << to_text(to_operations(history, check_.kinds()));
        return holds;
    }

    static std::vector<core::Operation> operations_of(const std::vector<DistinctKind>& kinds) {
        std::vector<core::Operation> out;
        for (const DistinctKind& kind : kinds)
            out.push_back(kind.operation);
        return out;
    }

    std::size_t put_in(const std::vector<Placed>& history, std::size_t value) const {
        return std::ranges::count_if(history, [&](const Placed& placed) {
            return value > 0 && kinds_[placed.kind].puts == value;
        });
    }

    /// Tries every kind for the operations from `at` on; `used` values are put before.
    bool assign(std::vector<Placed>& history, std::size_t at, std::size_t used) {
        if (at == history.size()) return assigned(history);
        for (std::size_t kind = 0; kind < kinds_.size(); ++kind) {
            const std::size_t puts = kinds_[kind].puts;
            if (puts > used + 1 || (puts > 0 && puts <= used)) continue;
            history[at].kind = kind;
            if (!assign(history, at + 1, std::max(used, puts))) return false;
        }
        return true;
    }

    bool assigned(std::vector<Placed> history) {
        for (const Placed& placed : history) {
            const std::size_t needs = kinds_[placed.kind].needs;
            if (needs > 0 && put_in(history, needs) == 0) return true;
        }
        forget_returns(history, check_.kinds());
        return agrees(history);
    }

    void make_distinct(std::vector<Placed>& history, core::Random& random) const {
        for (Placed& placed : history)
            while (put_in(history, kinds_[placed.kind].puts) > 1)
                placed.kind = random.below(kinds_.size());
    }

    std::vector<DistinctKind> kinds_;
    EngineCheck<S> check_;
    std::size_t applied_ = 0;
    std::size_t invalid_ = 0;
    std::size_t clashes_ = 0;
};

}  // namespace ordeal::testing
