// Sets that are read as a whole, and that nothing is removed from: each element is added by one
// call at most. Then what has to stand before what is known, and there is nothing to search for.
//
// WHAT IS KNOWN. The sets that were read must include one another; let the different ones be
// numbered by size. An element is of the *level* of the first of them that has it. A read stands
// after the adds of its own and lower levels and before those of higher ones; an add stands before
// each `contains` that found its element, and after each one that did not. What nobody saw, in a
// read or by `contains`, and whose add has no return, is left out. A legal order has to follow
// these rules, and every order that does is legal.
//
// THE DECISION. For each call let t be the greatest begin of it and of all that has to stand before
// it. There is a linearization if and only if t < end for every call. If there is one: some call
// that stands before x, or x, began at t(x), so x cannot have returned before. If t < end
// everywhere, order the calls by t, those of the same t as the rules ask: t never falls along a
// rule; and if x returned before y began, then t(x) < end(x) < begin(y) <= t(y). Linear in calls
// and sizes of reads, but for sorting the reads by size.
#pragma once

#include "linearizability/monitors/monitor.hpp"
#include "linearizability/specifications/collection.hpp"

namespace ordeal::linearizability {

class GrowingSet {
  public:
    GrowingSet(Set& spec, const Problem<Set>& problem)
        : spec_(spec), problem_(problem), values_(spec.value_count()) {}

    Ruling rule();
    Possible possible();

  private:
    using Numbers = std::vector<std::uint32_t>;
    using Function = Set::Function;

    /// What is known of an element.
    struct Element {
        std::uint32_t add = never;
        std::uint32_t level = never;        // never: in no read
        std::uint32_t found = never;        // the first return of a `contains` that found it
        std::uint32_t latest_miss = never;  // the one that did not find it and began last
        bool initial = false;
    };

    std::uint32_t begin(std::uint32_t call) const { return problem_.schedule.begin[call]; }
    std::uint32_t end(std::uint32_t call) const { return problem_.schedule.end[call]; }
    const Set::Call& what(std::uint32_t call) const { return problem_.calls[call]; }

    bool find_calls();
    void find_levels();
    void find_missing();
    void walk();
    void put(std::uint32_t call, std::uint32_t after);
    std::uint32_t later(std::uint32_t a, std::uint32_t b) const;
    bool took_effect(const Element& element) const;
    std::uint32_t certain(std::uint32_t early, std::uint32_t late) const;
    void illegal(std::uint32_t by) { by_ = std::min(by_, by); }

    Set& spec_;
    const Problem<Set>& problem_;
    std::size_t values_;
    std::vector<Element> elements_;  // by value
    Numbers reads_;                  // of whole sets, by size
    std::vector<Numbers> levels_;    // the values that are new in each
    Numbers first_returns_;          // by level: of the reads that saw exactly this set
    Numbers looks_;                  // `contains` with a return
    Numbers sources_;                // by call: the one that began at its t
    Numbers order_;                  // as the rules ask
    std::uint32_t by_ = never;
};

}  // namespace ordeal::linearizability
