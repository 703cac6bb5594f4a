// Places where a test build does on purpose what is wrong, or leaves out what is right, to see
// whether the tests notice (mutation testing; DeMillo, Lipton & Sayward 1978). In every other build
// mutated() is false at compile time and leaves no trace.
#pragma once

#include <cstdint>

namespace ordeal::linearizability {

enum class Mutant : std::uint8_t {
    none,
    // forward search: eager
    eager_off,            // nothing is linearized before it must be
    eager_blind,          // a write, too, the moment it "fits", changing nothing
    eager_only_at_begin,  // what a step makes legal is not linearized with it
    eager_stale,          // what fits a state is not looked up again when a call begins
    // twins
    twins_off,
    twins_last_first,     // the one that returns last is tried
    twins_crashed_off,    // a crashed twin although there is a living one
    twins_crashed_never,  // none as long as a living one is under way, though it is linearized
    twins_by_class_only,  // a crashed twin is not counted when used
    // dominance
    dominance_off,
    dominance_of_pure,     // what was only seen does not count
    dominance_of_used,     // crashed calls used do not count
    dominance_by_total,    // as few crashed calls are as good as the same ones
    dominance_reversed,    // who has used more is kept
    dominance_of_open,     // which blind calls are linearized does not count
    dominance_absorbable,  // what is absorbable does not count
    dominance_one_way,     // the worse stays when a better one comes
    key_without_done,      // equal states suffice to be compared
    // crashed last
    crashed_last_off,
    // absorbed
    absorbed_off,
    absorbed_by_any,    // also by what is not blind
    absorbed_only,      // the orders in which it is seen are not tried
    absorbed_for_ever,  // what comes after it in its slot, too
    // useless
    useless_off,
    useless_all,
    useless_missed,  // what a failed cas needs is not looked at
    useless_once,    // a value that one call needs is needed by nobody
    useless_remove,  // of a set: nobody needs to see anything missing
    useless_put,     // of a pile: though its value was taken
    useless_take,    // of an unordered queue: though somebody found it empty
    useless_states,  // the states that they leave are not among the possible ones
    // narrow first
    narrow_is_all,   // what a narrow search does not find is not there
    refute_off,      // nothing is refuted
    refute_always,   // everything is
    forget_is_omit,  // a forgotten call is left out instead
    blur_off,        // all values are told apart
    blur_missed,     // a cas misses the other values as one
    blur_initial,    // at first there is a value that is not told apart
    doomed_kept,     // configurations without prospects are as good as others
    // depth first
    memo_without_crashed,
    memo_without_state,
    // online search
    online_dominance_off,
    online_of_pure,        // what was only seen does not count
    online_of_open,        // which blind calls are linearized does not count
    online_of_absorbable,  // what is absorbable does not count
    online_of_left,        // crashed calls used do not count
    online_of_memory,      // what is remembered does not count
    online_reversed,       // who remembers less is kept
    // piles with takers
    hopeless_early,       // a take is hopeless two gaps before its return
    hopeless_look_early,  // a look is hopeless one gap before its return
    hopeless_any_kind,    // what is true of fifo queues without looks is of all piles
};

#ifdef ORDEAL_MUTANTS
inline Mutant mutant_at_work = Mutant::none;
inline bool mutated(Mutant mutant) {
    return mutant == mutant_at_work;
}
#else
constexpr bool mutated(Mutant) {
    return false;
}
#endif

}  // namespace ordeal::linearizability
