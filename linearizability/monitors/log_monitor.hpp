// Logs in which no value that somebody saw was appended twice. A read sees all that was appended so
// far, in order; so the longest read tells the order of the appends, and every other one how many
// of them it stands behind. Nothing is left to search for; linear in calls and lengths of reads.
//
// THE ORDER. All reads must be prefixes of the longest one, and the initial log a prefix of all.
// Then the level of an append is its place in the longest read, that of a read is its length, and
// what nobody saw comes last: append 1, reads of length 1, append 2, reads of length 2, and so on.
// A legal order has to follow the levels, and every order that does is legal; calls of the same
// level stand in order of invocation, which real time never forbids. So there is a linearization
// if and only if no call returned before one of a lower level began: going upwards, that no call
// ended before the latest beginning so far.
//
// WITHOUT A RETURN. An append that nobody saw is left out (what follows did not see it); one that
// was seen took effect, its end is the end of time. A read constrains nothing.
#pragma once

#include "linearizability/monitors/monitor.hpp"
#include "linearizability/specifications/collection.hpp"

namespace ordeal::linearizability {

class LogMonitor {
  public:
    LogMonitor(Log& spec, const Problem<Log>& problem) : spec_(spec), problem_(problem) {}

    Ruling rule(Limits& limits);
    Possible possible();

  private:
    using Numbers = std::vector<std::uint32_t>;
    using Row = std::span<const std::uint32_t>;

    Row seen_by(std::uint32_t read) const { return spec_.values_in(problem_.calls[read].value); }
    std::uint32_t end(std::uint32_t call) const { return problem_.schedule.end[call]; }
    bool is_append(std::uint32_t call) const {
        return problem_.calls[call].function == Log::Function::insert;
    }

    std::uint32_t call_at(std::uint32_t event) const;

    void find_reads();
    bool reads_agree();
    bool find_appends();
    void walk();
    void pass(std::span<const std::uint32_t> calls);
    void illegal_pair(std::uint32_t early, std::uint32_t late);
    void illegal(std::uint32_t by, const Numbers& calls);
    Numbers clash() const;

    Log& spec_;
    const Problem<Log>& problem_;
    Numbers reads_;                 // with a return, by length and then in order of invocation
    Numbers longest_;               // the values of the longest read, or of the initial log
    std::size_t known_ = 0;         // so many of them are the initial log
    Numbers places_;                // by value: its place in longest_, or never
    Numbers appends_;               // by place in longest_: who appended it
    Numbers unseen_;                // appends with a return that nobody saw
    bool optional_ = false;         // there are others without a return
    Numbers first_sight_;           // by length: the first return of a read at least so long
    std::uint32_t latest_ = never;  // of the calls passed, the one that began last
    Numbers order_;
    std::uint32_t by_ = never;  // the earliest return known to be illegal
    Numbers clash_;
};

template <>
struct MonitorOf<Log> {
    using Type = LogMonitor;
};

}  // namespace ordeal::linearizability
