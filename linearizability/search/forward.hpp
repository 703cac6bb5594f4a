// A search along the events. It keeps the configurations that explain the history so far: the
// state, which of the calls under way are linearized, which crashed ones are used. Everything that
// has returned is linearized in all of them, so a configuration is a few words, and memory follows
// how concurrent the history is, not how long. When x returns, the configurations without x are
// extended by calls under way until they have x (just-in-time linearization; Lowe 2017); none left
// means that nothing explains the history up to there: x is the first such return, and it ends the
// shortest prefix that is illegal.
//
// What keeps the configurations few. A configuration *simulates* another if for all that may follow
// from the other there is something at least as good that may follow from it. Leaving out one that
// is simulated by one that is kept changes no verdict, no first return that nothing explains, and
// (states being equal) no set of possible states.
//
// E, eager: a call that leaves the state as it is wherever it is legal is linearized the moment it
//   fits. Moved to an earlier place where it is legal, it disturbs nobody, as it changes nothing.
// T, twins: of calls under way that are equal in function, argument and answer only the one that
//   returns first is tried, and a crashed one only when there is no living one. Suppose the other
//   one, y, were taken, and x, which returns first, were left to be taken later or (crashed) never:
//   exchange their places. Both are under way at both places.
// D, dominance: with equal states and equally many of the calls that change something, the one
//   that has used fewer crashed calls and has done more of those that change nothing simulates
//   the other: it may imitate it, ignoring what it has done already.
// C, crashed last: configurations are extended in order of the number of crashed calls used, so
//   that the cheap explanations are there first and dominate the expensive ones. Order only.
// A, absorbed: a blind call (legal everywhere, and what follows does not depend on the state before
//   it) may stand just before another blind one, where nobody sees it. So once a blind call is
//   linearized, all others that are under way then and not linearized are *absorbable*: each may be
//   done away with at its return at no cost, or still be taken in the open. With all else equal,
//   absorbable simulates linearized (do away with it at once), and also neither (one more choice).
//   At the return of an absorbable x both ways go on; a descendant that takes other calls first
//   and then does away with x is simulated by doing away with x first.
#pragma once

#include <algorithm>
#include <utility>

#include "core/check.hpp"
#include "linearizability/search/antichain.hpp"
#include "linearizability/search/bits.hpp"
#include "linearizability/search/classes.hpp"
#include "linearizability/search/distinct.hpp"
#include "linearizability/search/limits.hpp"
#include "linearizability/search/mutant.hpp"
#include "linearizability/search/prospects.hpp"
#include "linearizability/search/replay.hpp"
#include "linearizability/search/used_table.hpp"

namespace ordeal::linearizability {

/// What is under way, as slots that are given out and taken back; and the crashed calls by class.
template <Specification S, std::size_t Words>
class Underway {
  public:
    using Set = Bits<Words>;

    struct CrashedClass {
        std::uint32_t call = 0;            // one of them, to step with
        std::uint32_t invoked = 0;         // how many there are so far
        Set living;                        // slots of equal living calls
        std::vector<std::uint32_t> calls;  // in order of invocation
    };

    /// Of no use if the limits end it: see is_ready().
    Underway(const S& spec, const Problem<S>& problem, Limits& limits)
        : spec_(spec), problem_(problem), class_of_(classes_of(problem.calls, limits)) {
        const std::size_t count = problem.calls.size();
        ready_ = class_of_.size() == count;
        if (!ready_) return;
        std::vector<bool> crashed(count);
        for (std::size_t i = 0; i < count; ++i)
            crashed[i] = problem.schedule.end[i] == never;
        useless_ = spec.useless(problem.calls, crashed);
        if (mutated(Mutant::useless_off)) useless_.assign(count, false);
        if (mutated(Mutant::useless_all)) useless_ = crashed;
        crashed_class_.assign(count, never);
        std::vector<std::uint32_t> by_class(count, never);
        for (std::uint32_t i = 0; i < count; ++i) {
            if (!crashed[i] || useless_[i]) continue;
            auto& number = by_class[class_of_[i]];
            if (number == never) {
                number = static_cast<std::uint32_t>(crashed_.size());
                crashed_.push_back({i, 0, {}, {}});
            }
            crashed_[number].calls.push_back(i);
        }
        for (std::uint32_t i = 0; i < count; ++i)
            crashed_class_[i] = by_class[class_of_[i]];
        slot_of_.assign(count, never);
        call_in_.assign(Set::capacity, 0);
        earlier_twins_.assign(Set::capacity, {});
    }

    bool is_ready() const { return ready_; }

    /// A crashed call began: it may be used from here on.
    void begin_crashed(std::uint32_t call) {
        if (!useless_[call]) ++crashed_[crashed_class_[call]].invoked;
    }

    /// The slot of a living call that begins.
    std::uint32_t begin(std::uint32_t call) {
        const std::uint32_t slot = taken_.first_gap();
        CHECK(slot < Set::capacity);
        taken_.set(slot);
        slot_of_[call] = slot;
        call_in_[slot] = call;
        earlier_twins_[slot] = {};
        if (is_eager(problem_.calls[call])) {
            pure_.set(slot);
            return slot;
        }
        if (spec_.is_blind(problem_.calls[call])) blind_.set(slot);
        taken_.minus(pure_).for_each([&](std::uint32_t other) { meet(slot, other); });
        if (crashed_class_[call] != never) crashed_[crashed_class_[call]].living.set(slot);
        return slot;
    }

    void end(std::uint32_t call) {
        const std::uint32_t slot = slot_of_[call];
        taken_.reset(slot);
        pure_.reset(slot);
        blind_.reset(slot);
        taken_.for_each([&](std::uint32_t other) { earlier_twins_[other].reset(slot); });
        if (crashed_class_[call] != never) crashed_[crashed_class_[call]].living.reset(slot);
    }

    bool useless(std::uint32_t call) const { return useless_[call]; }
    std::uint32_t slot_of(std::uint32_t call) const { return slot_of_[call]; }
    std::uint32_t call_in(std::uint32_t slot) const { return call_in_[slot]; }
    const Set& pure() const { return pure_; }
    const Set& blind() const { return blind_; }
    const Set& taken() const { return taken_; }
    Set impure() const { return taken_.minus(pure_); }
    const Set& earlier_twins(std::uint32_t slot) const { return earlier_twins_[slot]; }
    const std::vector<CrashedClass>& crashed() const { return crashed_; }

    std::size_t bytes() const {
        return sizeof(std::uint32_t) *
                   (class_of_.size() + crashed_class_.size() + slot_of_.size()) +
               useless_.size() / 8 + sizeof(CrashedClass) * crashed_.capacity();
    }

  private:
    bool is_eager(const typename S::Call& call) const {
        if (mutated(Mutant::eager_blind) && spec_.is_blind(call)) return true;
        return spec_.is_pure(call) && !mutated(Mutant::eager_off);
    }

    void meet(std::uint32_t slot, std::uint32_t other) {
        const std::uint32_t call = call_in_[slot];
        const std::uint32_t before = call_in_[other];
        if (slot == other || class_of_[call] != class_of_[before]) return;
        if (mutated(Mutant::twins_off)) return;
        const bool earlier = problem_.schedule.end[before] < problem_.schedule.end[call];
        if (earlier != mutated(Mutant::twins_last_first))
            earlier_twins_[slot].set(other);
        else
            earlier_twins_[other].set(slot);
    }

    const S& spec_;
    const Problem<S>& problem_;
    bool ready_ = false;
    std::vector<std::uint32_t> class_of_;
    std::vector<bool> useless_;
    std::vector<CrashedClass> crashed_;
    std::vector<std::uint32_t> crashed_class_;  // of each call, living ones too; or never
    std::vector<std::uint32_t> slot_of_;
    std::vector<std::uint32_t> call_in_;
    std::vector<Set> earlier_twins_;  // of each slot: equal calls under way that return before it
    Set taken_;
    Set pure_;
    Set blind_;
};

template <Specification S, std::size_t Words>
class Forward {
  public:
    /// The specification must be the one that compiled the problem's calls. Requires: never more
    /// than 64 * Words living calls under way at once. A *narrow* search keeps at most `widest`
    /// configurations (the cheapest), so its witness is as good as any, but where it finds no way
    /// on there may be one: then it answers unknown, and names the call in `broken`.
    Forward(S& spec, const Problem<S>& problem, Limits& limits, std::size_t widest = SIZE_MAX)
        : spec_(spec),
          problem_(problem),
          limits_(limits),
          widest_(widest),
          underway_(spec, problem, limits),
          used_(underway_.crashed().size()),
          policy_{&used_, {}, {}},
          chain_(policy_),
          prospects_(spec, problem, underway_, used_) {
        frontier_.push_back({spec.initial(), UsedTable::none, {}, {}, PathLog::root});
    }

    Answer run() {
        if (!underway_.is_ready()) return unknown();
        const auto& events = problem_.schedule.events;
        for (event_ = 0; event_ < events.size(); ++event_) {
            if (event_ % 4096 == 0 && look_around()) return unknown();
            const std::uint32_t call = Schedule::call_of(events[event_]);
            if (!Schedule::is_return(events[event_])) {
                begin(call);
                continue;
            }
            if (!end(call)) return stopped_ ? unknown() : broken(call);
            if (log_.is_long()) compact_log();
        }
        return valid();
    }

  private:
    using Set = Bits<Words>;

    struct Config {
        std::uint32_t state = 0;
        std::uint32_t used = UsedTable::none;
        Set done;        // slots of linearized calls
        Set absorbable;  // slots of blind calls not linearized; see A
        std::uint32_t log = PathLog::root;
    };

    struct Policy {
        const UsedTable* used;
        Set pure;   // slots under way
        Set blind;  // the same, without the target: it must have been done, so that is in the key

        Set key_bits(const Config& config) const { return config.done.minus(pure).minus(blind); }
        std::uint64_t key_hash(const Config& config) const {
            const Set bits = mutated(Mutant::key_without_done) ? Set{} : key_bits(config);
            return bits.hash(config.state);
        }
        bool same_key(const Config& a, const Config& b) const {
            return a.state == b.state &&
                   (key_bits(a) == key_bits(b) || mutated(Mutant::key_without_done));
        }
        bool dominates(const Config& a, const Config& b) const {
            if (mutated(Mutant::dominance_off)) return same(a, b);
            if (!(b.done & pure).within(a.done) && !mutated(Mutant::dominance_of_pure))
                return false;
            const Set differ = a.done.minus(b.done) | b.done.minus(a.done);
            if (!(differ & blind).within(a.absorbable) && !mutated(Mutant::dominance_of_open))
                return false;
            if (!b.absorbable.within(a.absorbable) && !mutated(Mutant::dominance_absorbable))
                return false;
            if (mutated(Mutant::dominance_reversed)) return used->within(b.used, a.used);
            return used->within(a.used, b.used) || mutated(Mutant::dominance_of_used);
        }
        static bool same(const Config& a, const Config& b) {
            return a.done == b.done && a.absorbable == b.absorbable && a.used == b.used;
        }
    };

    void begin(std::uint32_t call) {
        if (problem_.schedule.end[call] == never) {
            underway_.begin_crashed(call);
            return;
        }
        const std::uint32_t slot = underway_.begin(call);
        if (!underway_.pure().test(slot)) return;
        if (!mutated(Mutant::eager_stale)) ++pure_version_;
        for (Config& config : frontier_)
            if (fits(config.state, call)) config.done.set(slot);
    }

    /// False if no configuration has the call.
    bool end(std::uint32_t call) {
        const std::uint32_t slot = underway_.slot_of(call);
        const bool all = std::all_of(frontier_.begin(), frontier_.end(),
                                     [slot](const Config& c) { return c.done.test(slot); });
        if (!all && !close(slot)) return false;
        for (Config& config : frontier_)
            config.done.reset(slot);
        underway_.end(call);
        return true;
    }

    /// Extends the frontier until every configuration has done the slot. If that cannot be,
    /// chain_ is left as it is.
    bool close(std::uint32_t slot) {
        target_ = slot;
        policy_.pure = underway_.pure();
        policy_.blind = underway_.blind();
        policy_.blind.reset(slot);
        chain_.clear();
        for (auto& level : levels_)
            level.clear();
        for (const Config& config : frontier_) {
            if (is_over()) return false;
            enter(config);
        }
        if (!extend_all()) return false;
        if (!make_room()) return false;
        for (std::uint32_t at = 0; at < chain_.size(); ++at)
            if (chain_.alive(at) && chain_[at].done.test(slot)) next_.push_back(chain_[at]);
        if (next_.empty()) return false;
        frontier_.swap(next_);
        if (frontier_.size() > widest_) keep_cheapest();
        return true;
    }

    /// Room in next_ for all that have done the target. False if there is none.
    bool make_room() {
        next_.clear();
        if (finished_ <= next_.capacity()) return true;
        std::vector<Config>().swap(next_);
        const std::size_t more = sizeof(Config) * finished_;
        stopped_ = more > bytes_between_looks && limits_.look(bytes() + more);
        if (!stopped_) next_.reserve(finished_);
        return !stopped_;
    }

    /// False if a limit was reached. A narrow search ends when it has enough, or sees no end.
    bool extend_all() {
        finished_ = promising_ = judged_ = 0;
        for (std::size_t level = 0; level < levels_.size(); ++level)
            for (std::size_t i = 0; i < levels_[level].size(); ++i) {
                if (!chain_.alive(levels_[level][i])) continue;
                if (has_enough() || chain_.size() / 32 >= widest_) {
                    complete_ = mutated(Mutant::narrow_is_all);
                    return true;
                }
                if (is_over()) return false;
                extend(Config(chain_[levels_[level][i]]));
            }
        return true;
    }

    bool look_around() {
        limits_.reached(event_ / 2);
        return limits_.look(bytes());
    }

    /// Was a limit reached?
    bool is_over() {
        stopped_ = limits_.exceeded([this] { return bytes(); }, std::exchange(steps_, 1));
        return stopped_;
    }

    /// As many as are kept, and not doomed; or many.
    bool has_enough() {
        if (finished_ < widest_) return false;
        prospects_.look(event_);
        for (; judged_ < chain_.size(); ++judged_)
            promising_ += chain_.alive(judged_) && chain_[judged_].done.test(target_) &&
                          !prospects_.doomed(chain_[judged_]);
        return promising_ >= widest_ || finished_ / 4 >= widest_;
    }

    /// Those that have used the fewest crashed calls, but the doomed ones last.
    void keep_cheapest() {
        complete_ = mutated(Mutant::narrow_is_all);
        prospects_.look(event_);
        const auto end = frontier_.begin() + static_cast<std::ptrdiff_t>(widest_);
        const auto doomed =
            std::partition(frontier_.begin(), frontier_.end(),
                           [this](const Config& config) { return !prospects_.doomed(config); });
        std::nth_element(doomed < end ? doomed : frontier_.begin(), end,
                         doomed < end ? frontier_.end() : doomed,
                         [this](const Config& a, const Config& b) {
                             return used_.total(a.used) < used_.total(b.used);
                         });
        frontier_.erase(end, frontier_.end());
    }

    /// A configuration of the closure: dominated, or done, or to be extended. `step` led to it.
    void enter(const Config& config, const PathLog::Step* step = nullptr) {
        ++steps_;
        const std::uint32_t place = chain_.insert(config);
        if (place == Antichain<Config, Policy>::nowhere) return;
        ++explored_;
        if (step) chain_[place].log = log_.add(*step);
        if (config.done.test(target_)) {
            ++finished_;
            return;
        }
        const std::size_t level = mutated(Mutant::crashed_last_off) ? 0 : used_.total(config.used);
        if (level >= levels_.size()) levels_.resize(level + 1);
        levels_[level].push_back(place);
    }

    void extend(const Config& config) {
        if (config.absorbable.test(target_)) do_away(config);
        if (config.absorbable.test(target_) && mutated(Mutant::absorbed_only)) return;
        underway_.impure().minus(config.done).for_each([&](std::uint32_t slot) {
            if (!underway_.earlier_twins(slot).within(config.done)) return;
            take(config, underway_.call_in(slot), [&](Config& next) { next.done.set(slot); });
        });
        for (std::uint32_t i = 0; i < underway_.crashed().size(); ++i) {
            const auto& crashed = underway_.crashed()[i];
            const std::uint32_t count = used_.count(config.used, i);
            if (count >= crashed.invoked || waits_for_living(crashed, config)) continue;
            take(config, crashed.calls[count], [&](Config& next) {
                if (!mutated(Mutant::twins_by_class_only)) next.used = used_.add(config.used, i);
            });
        }
    }

    bool waits_for_living(const typename Underway<S, Words>::CrashedClass& crashed,
                          const Config& config) const {
        if (mutated(Mutant::twins_crashed_off)) return false;
        if (mutated(Mutant::twins_crashed_never)) return !crashed.living.empty();
        return !crashed.living.within(config.done);
    }

    /// Linearizes a call wherever it leads; `mark(next)` notes in the configuration that it is
    /// done.
    template <typename Mark>
    void take(const Config& config, std::uint32_t call, Mark&& mark) {
        const auto& what = problem_.calls[call];
        spec_.step(config.state, what, [&](std::uint32_t state) {
            Config next = config;
            next.state = state;
            mark(next);
            if ((spec_.is_blind(what) || mutated(Mutant::absorbed_by_any)) &&
                !mutated(Mutant::absorbed_off))
                next.absorbable = underway_.blind().minus(next.done);
            if (!mutated(Mutant::eager_only_at_begin)) next.done = next.done | fitting(state);
            const PathLog::Step step{config.log, call, 0, event_, state};
            enter(next, &step);
        });
    }

    /// Does away with the target, which is absorbable.
    void do_away(const Config& config) {
        Config next = config;
        next.done.set(target_);
        if (!mutated(Mutant::absorbed_for_ever)) next.absorbable.reset(target_);
        const std::uint32_t call = underway_.call_in(target_);
        const PathLog::Step step{config.log, call, 1, event_, config.state};
        enter(next, &step);
    }

    bool fits(std::uint32_t state, std::uint32_t call) {
        bool legal = false;
        spec_.step(state, problem_.calls[call], [&legal](std::uint32_t) { legal = true; });
        return legal;
    }

    /// The slots of calls that change nothing and are legal in the state.
    Set fitting(std::uint32_t state) {
        if (underway_.pure().empty()) return {};
        if (state >= fitting_.size()) fitting_.resize(state + 1);
        auto& known = fitting_[state];
        if (known.version != pure_version_) {
            known = {pure_version_, {}};
            underway_.pure().for_each([&](std::uint32_t slot) {
                if (fits(state, underway_.call_in(slot))) known.slots.set(slot);
            });
        }
        return known.slots & underway_.pure();
    }

    void compact_log() {
        log_.compact([this](auto&& use) {
            for (Config& config : frontier_)
                use(config.log);
        });
    }

    std::size_t bytes() const {
        std::size_t levels = 0;
        for (const auto& level : levels_)
            levels += bytes_soon(level, level.capacity());  // it is cleared and filled again
        return problem_.bytes() + bytes_of(spec_) + underway_.bytes() + chain_.bytes() +
               prospects_.bytes() + used_.bytes() + log_.bytes() + levels +
               sizeof(Config) * (frontier_.capacity() + next_.capacity()) + bytes_soon(fitting_);
    }

    Answer valid() {
        Answer answer{core::Verdict::valid, explored_};
        const auto last = static_cast<std::uint32_t>(problem_.schedule.events.size());
        if (last == 0) return answer;
        auto order =
            Replay<S>(spec_, problem_, limits_).order(log_.path_to(frontier_[0].log), last - 1);
        if (!order) return unknown();
        answer.order = std::move(*order);
        return answer;
    }

    Answer broken(std::uint32_t call) {
        Answer answer{complete_ ? core::Verdict::invalid : core::Verdict::unknown, explored_};
        answer.all_possible = complete_;
        answer.broken = call;
        std::uint32_t longest = 0;
        Distinct possible;
        for (std::uint32_t at = 0; at < chain_.size(); ++at) {
            if (limits_.over(at, bytes() + possible.bytes())) return unknown();
            possible.add(chain_[at].state);
            if (chain_[at].done.count() > chain_[longest].done.count()) longest = at;
        }
        if (!add_states_of_useless(possible, answer.all_possible)) return unknown();
        answer.possible = possible.sorted();
        const auto path = log_.path_to(chain_[longest].log);
        auto order = Replay<S>(spec_, problem_, limits_).order(path, event_);
        if (!order) return unknown();
        answer.order = std::move(*order);
        return answer;
    }

    bool has_useless() const {
        for (std::uint32_t call = 0; call < problem_.calls.size(); ++call)
            if (underway_.useless(call) && problem_.schedule.begin[call] < event_) return true;
        return false;
    }

    /// Useless crashed calls were left out; nothing under way needs what they leave, so they matter
    /// at most as the last ones. Where these states would be too many, some are missing. False if a
    /// limit was reached.
    bool add_states_of_useless(Distinct& possible, bool& all) {
        if (mutated(Mutant::useless_states)) return true;
        if constexpr (requires { S::useless_states_are_few; })
            if (!S::useless_states_are_few) {
                all = all && !has_useless();
                return true;
            }
        for (std::size_t before = 0; before != possible.size();) {
            before = possible.size();
            for (std::uint32_t call = 0; call < problem_.calls.size(); ++call) {
                if (call % 4096 == 0 && limits_.look(bytes())) return false;
                if (!underway_.useless(call) || problem_.schedule.begin[call] > event_) continue;
                for (std::size_t i = 0; i < possible.size(); ++i)
                    spec_.step(possible[i], problem_.calls[call],
                               [&possible](std::uint32_t next) { possible.add(next); });
            }
        }
        return true;
    }

    Answer unknown() const {
        Answer answer{core::Verdict::unknown, explored_};
        answer.reason = limits_.reason();
        return answer;
    }

    struct Fitting {
        std::uint32_t version = 0;
        Set slots;
    };

    S& spec_;
    const Problem<S>& problem_;
    Limits& limits_;
    std::size_t widest_;
    bool complete_ = true;  // nothing was left out for being too wide
    Underway<S, Words> underway_;
    UsedTable used_;
    Policy policy_;
    std::uint32_t event_ = 0;
    std::vector<Config> frontier_;
    std::vector<Config> next_;
    PathLog log_;
    std::uint64_t explored_ = 0;
    std::uint64_t steps_ = 1;  // since limits were last looked at
    bool stopped_ = false;

    std::uint32_t target_ = 0;   // the slot that returns
    std::size_t finished_ = 0;   // configurations that have done it
    std::uint32_t judged_ = 0;   // places in chain_ that were judged by their prospects;
    std::size_t promising_ = 0;  // of these, not doomed
    Antichain<Config, Policy> chain_;
    Prospects<S, Underway<S, Words>, UsedTable> prospects_;
    std::vector<std::vector<std::uint32_t>> levels_;  // places in chain_, by crashed calls used

    std::uint32_t pure_version_ = 1;
    std::vector<Fitting> fitting_;  // by state
};

}  // namespace ordeal::linearizability
