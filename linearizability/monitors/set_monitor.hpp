// Sets that nobody reads as a whole. Then each element is an object of its own: what is done to the
// others changes nothing for it. By locality (Herlihy & Wing 1990) a history is linearizable if and
// only if each element's part of it is, so each is decided by itself, mostly in linear time (see
// set_element.hpp); the first return that nothing explains is the first one of any part.
//
// ONE ORDER OF ALL. Give each call the time t = the greatest begin of the calls up to it in the
// order of its element, and put all calls in order of t; those of the same t are of one element, in
// its order. That keeps the order of each element, where t never falls. It keeps real time: let x
// have returned before y began. Whatever stands before x in the order of its element began before x
// returned, and so did x; so t(x) < end(x) < begin(y) <= t(y). Events are small numbers, so nothing
// is sorted.
//
// WHAT WAS POSSIBLE at the end is any combination of what was possible for each element: it was
// there if its part is valid with one more look that finds it after all else.
#pragma once

#include <optional>

#include "linearizability/monitors/growing_set.hpp"
#include "linearizability/monitors/monitor.hpp"
#include "linearizability/monitors/set_element.hpp"

namespace ordeal::linearizability {

class SetMonitor {
  public:
    SetMonitor(Set& spec, const Problem<Set>& problem);

    Ruling rule(Limits& limits);
    Possible possible();

  private:
    using Numbers = std::vector<std::uint32_t>;
    using Part = std::vector<SetElement::Call>;

    bool has_whole_reads() const;
    void find_parts();
    bool is_untouched(std::uint32_t value) const {
        return part_ends_[value] == (value == 0 ? 0 : part_ends_[value - 1]);
    }
    const Part& part(std::uint32_t value, std::uint32_t cut);
    core::Verdict decide(std::uint32_t value, std::uint32_t cut, Limits& limits);
    bool look_closer(std::uint32_t value, Limits& limits);
    void place(std::uint32_t value);
    Numbers merged() const;
    Numbers clash(const Limits& limits);
    core::Verdict can_end(std::uint32_t value, bool there);

    Set& spec_;
    const Problem<Set>& problem_;
    std::uint32_t events_;
    std::size_t values_;
    std::vector<bool> present_;  // at the start, by value
    Numbers calls_;              // by value, in order of invocation
    Numbers part_ends_;          // by value: where its part of calls_ ends
    Part part_;
    SetElement element_;
    std::optional<GrowingSet> growing_;  // decides where somebody reads the whole
    std::vector<bool> there_;            // at the end of the order, by value
    Numbers first_;                      // by event: the first call of this t
    Numbers next_;                       // by call: the next one of the same t
    std::uint32_t by_ = never;           // the first illegal return
    std::uint32_t wrong_value_ = 0;      // and the element concerned
};

template <>
struct MonitorOf<Set> {
    using Type = SetMonitor;
};

}  // namespace ordeal::linearizability
