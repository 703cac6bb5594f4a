// A partition made ready for a search: the specification's object, the calls, their schedule; and
// what every search answers.
#pragma once

#include <string>
#include <vector>

#include "core/verdict.hpp"
#include "linearizability/search/schedule.hpp"
#include "linearizability/specifications/specification.hpp"

namespace ordeal::linearizability {

template <typename S>
struct Problem {
    std::vector<typename S::Call> calls;  // in order of invocation
    Schedule schedule;

    std::size_t bytes() const {
        return sizeof(typename S::Call) * calls.capacity() +
               sizeof(std::uint32_t) * (schedule.begin.capacity() + schedule.end.capacity() +
                                        schedule.events.capacity());
    }
};

/// What the specification's object holds: values, and states where they are kept.
template <typename S>
std::size_t bytes_of(const S& spec) {
    if constexpr (requires { spec.bytes(); }) return spec.bytes();
    return 0;
}

/// Calls are given by their number in the Problem.
struct Answer {
    core::Verdict verdict = core::Verdict::unknown;
    std::uint64_t explored = 0;           // configurations visited
    std::vector<std::uint32_t> order;     // valid: a witness. invalid: the longest linearization
                                          // found of what came before the broken call's return
    std::uint32_t broken = never;         // invalid: the call whose return nothing can explain
    std::vector<std::uint32_t> possible;  // invalid: the states that were possible just before
    bool all_possible = true;             // invalid: there are no others
    std::vector<std::uint32_t> clash;     // invalid: calls that are illegal alone; none: not known
    std::string reason;                   // unknown: why it stopped
};

}  // namespace ordeal::linearizability
