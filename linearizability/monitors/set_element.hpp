// One element of a set by itself: it is there or not, is added, removed, and looked for. What the
// monitor of sets asks about each element.
//
// With one add and one remove at most there are five sequences of those that took effect: none, one
// of the two, both in either order. What has a return is in; what has none may be. Given such a
// sequence, each look has to get a *gap*, the number of writes before it, in which the element was
// there, or was not, as the look says. Real time asks for three things: of two writes the later one
// did not return before the other began; the gap of a look is no less than the place of any write
// that had returned before the look began, nor than the gap of any look that had; and it is less
// than the place of any write that began after the look had returned. Go through the looks in order
// of invocation and give each the least gap that the second rule and its answer allow: in no legal
// order it has a lesser one (by induction, as the bounds only grow with the gaps of earlier looks),
// so if one of these gaps breaks the third rule there is no legal order; else writes and looks by
// gap, looks of the same gap in order of invocation, are one. Linear.
//
// With more of them the element is a register of one bit, where add and remove are writes, and the
// search for registers decides.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "linearizability/search/limits.hpp"
#include "linearizability/search/problem.hpp"
#include "linearizability/specifications/collection.hpp"
#include "linearizability/specifications/register.hpp"

namespace ordeal::linearizability {

class SetElement {
  public:
    using Function = Set::Function;

    struct Call {
        Function function = Function::insert;  // or remove, has, lacks
        std::uint32_t begin = 0;
        std::uint32_t end = never;
        std::uint32_t number = 0;
    };

    SetElement();

    /// Is there a legal order of the calls? Requires: calls in order of invocation.
    core::Verdict decide(std::span<const Call> calls, bool present, Limits& limits);

    /// After decide() said valid: the numbers of the calls in a legal order, and whether the
    /// element is there at its end.
    const std::vector<std::uint32_t>& order() const { return order_; }
    bool there_at_end() const { return there_at_end_; }

  private:
    using Writes = std::span<const Call* const>;

    bool fits(std::span<const Call> calls, bool present, Writes writes);
    bool fits_gap(const Call& look, Writes writes, bool present);
    core::Verdict search(std::span<const Call> calls, bool present, Limits& limits);
    Register::Call as_register_call(const Call& call, bool present) const;

    std::array<std::vector<std::uint32_t>, 3> gaps_;  // the looks in each
    std::array<std::uint32_t, 3> returned_;           // the least end of those in each
    std::vector<std::uint32_t> order_;
    bool there_at_end_ = false;
    Register bit_;  // 0 is the initial value, 1 the other
};

}  // namespace ordeal::linearizability
