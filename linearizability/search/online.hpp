// A search along the events for one who listens: what an operation is told is known when it
// returns, and before that only if the listener is late. It keeps the configurations that explain
// what was heard so far, as the forward search does (forward.hpp), and extends them just in time,
// at each return (Lowe 2017), and not at all where all of them explain it.
//
// What is under way may be linearized before its answer is known:
// - A call that changes something is taken with any answer. If answers differ by state, the
//   configuration remembers from which state to which it led, and is given up when the answer that
//   comes says otherwise.
// - A call that changes nothing (a read; a cas that may turn out to have failed) is never taken.
//   The configuration remembers the states that it went through since the call began. The answer
//   is explained if one of them explains it: there the call stands, and disturbs nobody. A
//   configuration that remembers more simulates one that remembers less.
// A call whose answer is known is taken as in the forward search, which is much less to reckon
// with.
//
// Of the reductions of the forward search these hold as they stand, since they need no future:
// dominance, crashed last, absorbed calls; and eager ones where the answer is known. If an
// absorbable call fails, it was not linearized, and an absorbable configuration goes on where one
// that has linearized it is given up. Of twins only the one that returns, and those whose
// answer is known, certainly take effect, so this much is left: before such an x is linearized, no
// crashed call of equal effect need be, and none under way that returns later. Exchange their
// places: x stands where the other was, and the other is still to be used.
//
// Two situations from which the same may follow have equal configurations in most cases: crashed
// calls are counted by what is left of them, not by what was used; configurations of which one
// simulates the other are not both kept; and what no return can ask about is not remembered.
#pragma once

#include <algorithm>
#include <array>
#include <set>

#include "linearizability/search/antichain.hpp"
#include "linearizability/search/bits.hpp"
#include "linearizability/search/leftovers.hpp"
#include "linearizability/search/limits.hpp"
#include "linearizability/search/memories.hpp"
#include "linearizability/search/mutant.hpp"
#include "linearizability/search/online_kinds.hpp"

namespace ordeal::linearizability {

inline constexpr std::size_t not_known = SIZE_MAX;

/// What has become of the history at some moment: the calls under way and the configurations.
/// Numbers are those of one OnlineSearch.
template <std::size_t Words>
struct OnlineFrontier {
    using Set = Bits<Words>;
    struct Config {
        std::uint32_t state = 0;
        std::uint32_t left = Leftovers::none;      // crashed calls not yet used
        std::uint32_t memory = Memories::nothing;  // of calls under way
        Set done;        // slots of linearized calls that change something
        Set absorbable;  // slots of blind calls not linearized; see forward.hpp, A
        friend bool operator==(const Config&, const Config&) = default;
    };

    Set taken;                         // slots of the calls under way
    std::vector<std::uint32_t> kinds;  // of each slot
    std::vector<std::size_t> due;      // of each slot: when it returns, or not_known
    std::vector<Config> configs;       // none simulates another; empty: nothing explains it
    bool complete = true;              // none was left out for there being too many
};

template <OnlineSpecification S, std::size_t Words>
class OnlineSearch {
  public:
    using Frontier = OnlineFrontier<Words>;
    using Config = typename Frontier::Config;
    using Set = Bits<Words>;
    using Call = typename S::Call;

    /// Keeps at most `widest` configurations, those that have used the fewest crashed calls.
    explicit OnlineSearch(S& spec, std::size_t widest = SIZE_MAX)
        : spec_(spec), widest_(widest), policy_{this, {}, {}}, chain_(policy_) {}

    Frontier start() { return {{}, {}, {}, {{spec_.initial(), 0, 0, {}, {}}}, true}; }

    std::uint32_t kind(const core::Operation& operation) { return kinds_.number(spec_, operation); }
    const OnlineKinds<S>& kinds() const { return kinds_; }

    /// A call of that kind begins in a slot. If the answer is known, that is what is completed
    /// later; `due` then says in which order such calls will return. Requires: the slot is free
    /// (checked).
    void invoke(Frontier& frontier, std::uint32_t slot, std::uint32_t kind,
                std::size_t due = not_known) {
        CHECK(slot < Set::capacity && !frontier.taken.test(slot));
        frontier.taken.set(slot);
        frontier.kinds.resize(Set::capacity);
        frontier.due.resize(Set::capacity);
        frontier.kinds[slot] = kind;
        frontier.due[slot] = due;
        const OnlineKind<S>& its = kinds_[kind];
        if (!its.looks() && !its.look) return;
        for (Config& config : frontier.configs) {
            if (its.looks()) config.memory = see(config.memory, slot, its, config.state);
            if (its.look && legal(config.state, *its.look)) config.done.set(slot);
        }
    }

    /// Can an operation that began as the one of the slot return so?
    bool fits(const Frontier& frontier, std::uint32_t slot, const core::Operation& operation) {
        const OnlineKind<S>& kind = kinds_[frontier.kinds[slot]];
        const auto call = spec_.compile(operation);
        if (!call || kind.known || spec_.is_pure(*call)) return true;
        return kind.effect && (kind.answers || *call == *kind.effect);
    }

    /// The call of a slot returns, ok or fail. Requires: that fits. False if nothing explains that
    /// any more, and then the frontier is empty; or if a limit was reached (see stopped()), and
    /// then it is of no use.
    bool complete(Frontier& frontier, std::uint32_t slot, const core::Operation& operation,
                  Limits& limits) {
        const OnlineKind<S>& kind = kinds_[frontier.kinds[slot]];
        if (kind.known && all_done(frontier, slot)) return true;
        const auto call = spec_.compile(operation);
        begin_round(frontier, slot, kind, call);
        for (Config config : frontier.configs)
            if (admit(config)) enter(config);
        if (call && !extend_all(frontier, limits)) return false;
        leave(frontier, slot);
        return !frontier.configs.empty();
    }

    /// The call of a slot returns, and nobody knows whether it took effect.
    void crash(Frontier& frontier, std::uint32_t slot) {
        const OnlineKind<S>& kind = kinds_[frontier.kinds[slot]];
        begin_round(frontier, slot, kind, std::nullopt);
        for (Config config : frontier.configs) {
            if (kind.effect && !config.done.test(slot))
                config.left = leftovers_.add(config.left, kind.effect_class);
            settle(config);
            chain_.insert(config);
        }
        leave(frontier, slot);
    }

    bool stopped() const { return stopped_; }
    std::uint64_t explored() const { return explored_; }
    /// The states that were possible just before the last return that nothing explains.
    std::vector<std::string> possible() const {
        std::vector<std::string> texts;
        for (const std::uint32_t state : possible_)
            texts.push_back(spec_.text(state));
        return texts;
    }

    /// The state, where nothing is under way or left and there is only one that is possible.
    std::optional<std::uint32_t> only_state(const Frontier& frontier) const {
        const auto& configs = frontier.configs;
        if (!frontier.taken.empty() || !frontier.complete || configs.size() != 1) return {};
        if (configs[0].left != Leftovers::none) return {};
        return configs[0].state;
    }

    std::size_t bytes() const { return chain_.bytes() + memories_.bytes() + leftovers_.bytes(); }

    /// The same frontier as another search knows it, in the numbers of this one; what the other
    /// has learnt besides can be forgotten with it.
    Frontier adopt(const OnlineSearch& other, const Frontier& frontier) {
        Frontier out{frontier.taken, frontier.kinds, frontier.due, {}, frontier.complete};
        frontier.taken.for_each([&](std::uint32_t slot) {
            out.kinds[slot] = kind(other.kinds_[frontier.kinds[slot]].operation);
        });
        for (const Config& config : frontier.configs) {
            Config same{spec_.adopt(other.spec_, config.state), Leftovers::none, Memories::nothing,
                        config.done, config.absorbable};
            for (const std::uint32_t crashed : other.leftovers_.classes(config.left)) {
                const auto number =
                    kind(other.kinds_[other.kinds_.kind_of_class(crashed)].operation);
                same.left = leftovers_.add(same.left, kinds_[number].effect_class);
            }
            frontier.taken.for_each([&](std::uint32_t slot) {
                same.memory = memories_.with(same.memory, slot,
                                             adopt_memory(other, config, slot, out.kinds[slot]));
            });
            out.configs.push_back(same);
        }
        return out;
    }

  private:
    struct Policy {
        const OnlineSearch* search;
        Set blind;  // slots under way, without the one that returns
        Set pure;   // slots under way whose calls are known to change nothing

        Set key_bits(const Config& config) const { return config.done.minus(pure).minus(blind); }
        std::uint64_t key_hash(const Config& config) const {
            return key_bits(config).hash(config.state);
        }
        bool same_key(const Config& a, const Config& b) const {
            return a.state == b.state && key_bits(a) == key_bits(b);
        }
        bool dominates(const Config& a, const Config& b) const {
            if (mutated(Mutant::online_dominance_off)) return a == b;
            const Set differ = (a.done.minus(b.done) | b.done.minus(a.done)) & blind;
            return ((b.done & pure).within(a.done) || mutated(Mutant::online_of_pure)) &&
                   (differ.within(a.absorbable) || mutated(Mutant::online_of_open)) &&
                   (b.absorbable.within(a.absorbable) || mutated(Mutant::online_of_absorbable)) &&
                   (search->leftovers_.within(b.left, a.left) || mutated(Mutant::online_of_left)) &&
                   remembers(a.memory, b.memory);
        }

        /// Does `a` remember all that `b` does?
        bool remembers(std::uint32_t a, std::uint32_t b) const {
            if (mutated(Mutant::online_of_memory)) return true;
            if (mutated(Mutant::online_reversed)) std::swap(a, b);
            return search->memories_.within(b, a);
        }
    };

    /// If all configurations have done the known call of a slot, or it says nothing, it returns.
    bool all_done(Frontier& frontier, std::uint32_t slot) {
        const OnlineKind<S>& kind = kinds_[frontier.kinds[slot]];
        auto& configs = frontier.configs;
        const auto done = [slot](const Config& config) { return config.done.test(slot); };
        const bool says = kind.effect || kind.look;
        if (says && !std::all_of(configs.begin(), configs.end(), done)) return false;
        for (Config& config : configs)
            config.done.reset(slot);
        frontier.taken.reset(slot);
        return true;
    }

    /// Of calls whose answer is known: those of equal effect that return before the one of the
    /// slot.
    Set twins_before(std::uint32_t effect_class, std::size_t due) const {
        Set twins;
        known_.for_each([&](std::uint32_t other) {
            const OnlineKind<S>& kind = kinds_[frontier_->kinds[other]];
            if (kind.effect_class == effect_class && frontier_->due[other] < due) twins.set(other);
        });
        return twins;
    }

    void begin_round(const Frontier& frontier, std::uint32_t slot, const OnlineKind<S>& kind,
                     const std::optional<Call>& call) {
        frontier_ = &frontier;
        target_ = slot;
        target_kind_ = &kind;
        call_ = call;
        changing_ = looking_ = known_ = policy_.blind = policy_.pure = {};
        frontier.taken.for_each([&](std::uint32_t other) {
            if (other == slot) return;
            const OnlineKind<S>& its = kinds_[frontier.kinds[other]];
            if (its.effect) changing_.set(other);
            if (its.effect && its.known) known_.set(other);
            if (its.looks()) looking_.set(other);
            if (its.look) policy_.pure.set(other);
            if (its.blind) policy_.blind.set(other);
        });
        if (call && spec_.is_pure(*call)) policy_.pure.set(slot);
        spare_twins_ = call && kind.effect && *call == *kind.effect;
        settled_ = 0;
        stopped_ = false;
        most_left_ = 0;
        for (const Config& config : frontier.configs)
            most_left_ = std::max(most_left_, leftovers_.total(config.left));
        chain_.clear();
        for (auto& level : levels_)
            level.clear();
    }

    /// Does the configuration agree with the answer so far? If it explains it, it is settled.
    bool admit(Config& config) {
        const bool done = config.done.test(target_);
        if (!call_) {
            settle(config);
            return !done;
        }
        if (done ? agrees(config) : saw(config)) {
            settle(config);
            config.done.set(target_);
            return true;
        }
        config.memory = memories_.without(config.memory, target_);
        return !done && look(config);
    }

    std::vector<std::uint32_t> adopt_memory(const OnlineSearch& other, const Config& config,
                                            std::uint32_t slot, std::uint32_t kind) {
        const auto row = other.memories_.of(config.memory, slot);
        if (row.empty()) return {};
        if (config.done.test(slot)) {
            const auto jump = other.jumps_.row(row[0]);
            const std::array same{spec_.adopt(other.spec_, jump[0]),
                                  spec_.adopt(other.spec_, jump[1])};
            return {jumps_.intern(same)};
        }
        if (kinds_[kind].effect) return {row.begin(), row.end()};  // it merely says: was seen
        std::vector<std::uint32_t> states;
        for (const std::uint32_t state : row)
            states.push_back(spec_.adopt(other.spec_, state));
        std::sort(states.begin(), states.end());
        return states;
    }

    /// Takes away what was remembered for the sake of the call that returns.
    void settle(Config& config) {
        config.done.reset(target_);
        config.absorbable.reset(target_);
        config.memory = memories_.without(config.memory, target_);
    }

    /// The call was taken before its answer was known: does the answer agree?
    bool agrees(const Config& config) {
        if (target_kind_->known) return true;
        if (!target_kind_->answers) return *call_ == *target_kind_->effect;
        const auto jump = jumps_.row(memories_.of(config.memory, target_)[0]);
        const std::uint32_t from = jump[0];
        const std::uint32_t to = jump[1];
        bool found = false;
        spec_.step(from, *call_, [&](std::uint32_t next) { found |= next == to; });
        return found;
    }

    /// Is the answer explained by a state that the configuration went through?
    bool saw(const Config& config) {
        if (!spec_.is_pure(*call_) || !target_kind_->looks()) return false;
        if (target_kind_->effect) return !memories_.of(config.memory, target_).empty();
        const auto seen = memories_.of(config.memory, target_);
        return std::any_of(seen.begin(), seen.end(),
                           [this](std::uint32_t state) { return legal(state, *call_); });
    }

    /// Settles the configuration if the answer is explained by the state that it is in.
    bool look(Config& config) {
        if (!spec_.is_pure(*call_) || !legal(config.state, *call_)) return true;
        settle(config);
        config.done.set(target_);
        return true;
    }

    bool legal(std::uint32_t state, const Call& call) {
        bool found = false;
        spec_.step(state, call, [&found](std::uint32_t) { found = true; });
        return found;
    }

    void enter(const Config& config) {
        const std::uint32_t place = chain_.insert(config);
        if (place == Antichain<Config, Policy>::nowhere) return;
        ++explored_;
        if (!call_ || config.done.test(target_)) {
            ++settled_;
            return;
        }
        const std::size_t level = most_left_ - leftovers_.total(config.left);
        if (level >= levels_.size()) levels_.resize(level + 1);
        levels_[level].push_back(place);
    }

    /// False if a limit was reached.
    bool extend_all(Frontier& frontier, Limits& limits) {
        for (std::size_t level = 0; level < levels_.size(); ++level)
            for (std::size_t i = 0; i < levels_[level].size(); ++i) {
                if (!chain_.alive(levels_[level][i])) continue;
                if (settled_ >= widest_ || chain_.size() / 32 >= widest_) {
                    frontier.complete = false;
                    return true;
                }
                if (limits.exceeded([this] { return bytes(); })) {
                    stopped_ = true;
                    return false;
                }
                extend(Config(chain_[levels_[level][i]]));
            }
        return true;
    }

    void extend(const Config& config) {
        if (config.absorbable.test(target_)) finish(config);
        if (target_kind_->effect && !spec_.is_pure(*call_))
            step(config, *call_, target_kind_->blind, [this](Config& next) { finish(next); });
        changing_.minus(config.done).for_each([&](std::uint32_t slot) {
            const OnlineKind<S>& kind = kinds_[frontier_->kinds[slot]];
            if (is_twin(kind.effect_class) && !kind.answers) return;
            const std::size_t due = frontier_->due[slot];
            if (!kind.answers && !twins_before(kind.effect_class, due).within(config.done)) return;
            take(config, slot, kind);
        });
        take_crashed(config);
    }

    void take_crashed(const Config& config) {
        const auto classes = leftovers_.classes(config.left);
        crashed_.assign(classes.begin(), classes.end());
        crashed_.erase(std::unique(crashed_.begin(), crashed_.end()), crashed_.end());
        for (const std::uint32_t crashed : crashed_) {
            if (is_twin(crashed) || !twins_before(crashed, not_known).within(config.done)) continue;
            const std::uint32_t left = leftovers_.remove(config.left, crashed);
            const Call call = kinds_.call_of_class(crashed);
            step(config, call, spec_.is_blind(call), [&](Config& next) {
                next.left = left;
                go_on(next);
            });
        }
    }

    bool is_twin(std::uint32_t effect_class) const {
        return spare_twins_ && effect_class == target_kind_->effect_class;
    }

    void take(const Config& config, std::uint32_t slot, const OnlineKind<S>& kind) {
        step(config, *kind.effect, kind.blind, [&](Config& next) {
            next.done.set(slot);
            next.absorbable.reset(slot);
            next.memory = memories_.without(next.memory, slot);
            if (kind.answers) {
                const std::uint32_t jump = jumps_.intern(std::array{config.state, next.state});
                next.memory = memories_.with(next.memory, slot, std::array{jump});
            }
            go_on(next);
        });
    }

    /// A configuration without the call that returns: perhaps its state explains the answer.
    void go_on(Config& config) {
        look(config);
        enter(config);
    }

    void finish(Config config) {
        settle(config);
        config.done.set(target_);
        enter(config);
    }

    /// Linearizes a call wherever it leads; `then(next)` goes on from there.
    template <typename Then>
    void step(const Config& config, const Call& call, bool blind, Then&& then) {
        nexts_.clear();
        spec_.step(config.state, call, [this](std::uint32_t next) { nexts_.push_back(next); });
        for (const std::uint32_t state : nexts_) {
            Config next = config;
            next.state = state;
            if (blind) {
                next.absorbable = policy_.blind.minus(next.done);
                if (target_kind_->blind && spare_twins_) next.absorbable.set(target_);
            }
            policy_.pure.minus(next.done).for_each([&](std::uint32_t slot) {
                if (slot == target_) return;
                if (legal(state, *kinds_[frontier_->kinds[slot]].look)) next.done.set(slot);
            });
            looking_.for_each([&](std::uint32_t slot) {
                const OnlineKind<S>& kind = kinds_[frontier_->kinds[slot]];
                if (!next.done.test(slot)) next.memory = see(next.memory, slot, kind, state);
            });
            then(next);
        }
    }

    /// Remembers the state, for a call that looks, if its answer may be about it.
    std::uint32_t see(std::uint32_t memory, std::uint32_t slot, const OnlineKind<S>& kind,
                      std::uint32_t state) {
        if (!kind.effect) return memories_.visit(memory, slot, state);
        return legal(state, *kind.missed) ? memories_.visit(memory, slot, 0) : memory;
    }

    /// What settled becomes the frontier; if nothing did, what was possible is noted.
    void leave(Frontier& frontier, std::uint32_t slot) {
        frontier_ = nullptr;
        frontier.taken.reset(slot);
        possible_.clear();
        for (const Config& config : frontier.configs)
            possible_.insert(config.state);
        frontier.configs.clear();
        for (std::uint32_t at = 0; at < chain_.size(); ++at) {
            possible_.insert(chain_[at].state);
            if (!chain_.alive(at) || (call_ && !chain_[at].done.test(slot))) continue;
            frontier.configs.push_back(chain_[at]);
            frontier.configs.back().done.reset(slot);
        }
        if (!frontier.configs.empty()) possible_.clear();
        if (frontier.configs.size() > widest_) keep_cheapest(frontier);
    }

    void keep_cheapest(Frontier& frontier) {
        frontier.complete = false;
        const auto end = frontier.configs.begin() + static_cast<std::ptrdiff_t>(widest_);
        std::nth_element(frontier.configs.begin(), end, frontier.configs.end(),
                         [this](const Config& a, const Config& b) {
                             return leftovers_.total(a.left) > leftovers_.total(b.left);
                         });
        frontier.configs.erase(end, frontier.configs.end());
    }

    S& spec_;
    std::size_t widest_;
    OnlineKinds<S> kinds_;
    Leftovers leftovers_;
    Memories memories_;
    Rows jumps_;  // pairs of states: before and after a call whose answer is not known
    Policy policy_;
    Antichain<Config, Policy> chain_;
    std::vector<std::vector<std::uint32_t>> levels_;  // places in chain_, by crashed calls used
    std::size_t most_left_ = 0;                       // of them, in any configuration
    std::size_t settled_ = 0;                         // configurations that explain the answer
    std::vector<std::uint32_t> nexts_;
    std::vector<std::uint32_t> crashed_;

    const Frontier* frontier_ = nullptr;
    std::uint32_t target_ = 0;  // the slot that returns, the kind of its call, and its answer
    const OnlineKind<S>* target_kind_ = nullptr;
    std::optional<Call> call_;
    bool spare_twins_ = false;
    Set changing_;  // slots of the others under way: those that change something,
    Set known_;     // of these, those whose answer is known,
    Set looking_;   // those whose answer may be explained by a state that they saw
    std::set<std::uint32_t> possible_;
    std::uint64_t explored_ = 0;
    bool stopped_ = false;
};

}  // namespace ordeal::linearizability
