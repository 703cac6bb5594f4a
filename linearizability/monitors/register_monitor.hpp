// Registers whose values tell who wrote them: no value that somebody saw was put there twice, and
// the initial one never again. Then a history needs no search (Gibbons & Korach 1997, "Testing
// shared memories", the case of a known read mapping). Extended here to compare-and-set and to
// calls without a return; linear in time and memory, without sorting.
//
// WHAT TOOK EFFECT. A call without a return is left out, unless a call with a return saw the value
// that it puts, itself or by way of other such cas; then it certainly took effect, as nobody else
// puts that value, and its end is the end of time. (Leaving out is right: take a call that nobody
// needs out of a legal order; what stands between it and the next call that puts a value saw the
// value it put, so there is nothing.) From here on each call took effect, and each seen value has
// one producer. A value that nobody saw may have several; each of them counts as a value apart.
//
// CHAINS. A legal order is a row of blocks: the producer of a value, then those who read it. A cas
// from v to w stands last in the block of v and first in that of w; v comes only once, so the two
// blocks are neighbours, and v has no second cas. Blocks joined by cas make a *chain*; it begins
// with a write, or with the initial value, which comes first of all. So an order is legal if and
// only if it is a row of whole chains, each with its calls in order of their *levels*: put v, read
// v, cas from v to w, read w, and so on.
//
// WHEN REAL TIME ALLOWS IT. Within a chain: no call returned before one of a lower level began
// (calls of one level may stand in order of invocation). Between chains: let `first` be the least
// end and `latest` the greatest begin of a chain's calls. A must stand before B if and only if
// first(A) < latest(B). If two chains must stand before each other there is no order. If no two do,
// ordering them by min(first, latest) is right: let A have to stand before B, first(A) < latest(B),
// and so latest(A) < first(B). If the least of A is first(A): first(A) < latest(B), and
// first(A) < latest(A) < first(B). If it is latest(A): latest(A) < first(B), and
// latest(A) < first(A) < latest(B). Either way the least of A is less than the least of B.
//
// FINDING TWO that must stand before each other, A with the lesser `first`: first(B) < latest(A)
// and first(A) < latest(B). Go through the chains by `first`, and keep the one with the greatest
// `latest`. As long as none was found, the intervals [first, latest] of those with
// first < latest do not overlap, so at most one of them reaches beyond first(B): the one kept.
//
// WHAT WAS POSSIBLE at the end. To have ended in v is to be valid with one more read of v after
// everything else. So v is the last value of its chain, and no other chain has to stand after it:
// the latest of all others is less than its `first`. Besides, each value put by a write that was
// left out; and from a possible value, one put by a cas that was left out.
#pragma once

#include "linearizability/monitors/monitor.hpp"
#include "linearizability/specifications/register.hpp"

namespace ordeal::linearizability {

class RegisterMonitor {
  public:
    RegisterMonitor(const Register& spec, const Problem<Register>& problem);

    Ruling rule(Limits& limits);
    Possible possible() const;

  private:
    /// The place of an event, counted from 1; 0 is before everything.
    using Time = std::uint32_t;
    using Call = Register::Call;
    using Calls = std::vector<std::uint32_t>;

    /// A value while it is there: has the number of the call that put it, or start_.
    struct Block {
        std::uint32_t certain = never;     // the event from which on it is certain to have been
        std::uint32_t first_read = never;  // the reader that returns first
        std::uint32_t last_read = never;   // and the one that begins last
        std::uint32_t next = never;        // the block that a cas made of it
        std::uint32_t chain = never;
        std::uint32_t reads = never;  // the first reader of a list in order of invocation
    };
    struct Chain {
        std::uint32_t head = never;
        std::uint32_t last = never;
        Time first = never;  // the least end
        Time latest = 0;     // the greatest begin
        Time least() const { return std::min(first, latest); }
    };

    bool has_return(std::uint32_t call) const { return schedule_.end[call] != never; }
    static bool puts(const Call& call);
    static bool sees(const Call& call);
    bool made_by_cas(std::uint32_t block) const;
    bool took_effect(std::uint32_t call) const;
    std::uint32_t block_seen_by(std::uint32_t call) const { return producers_[calls_[call].from]; }
    std::uint32_t block_of(std::uint32_t call) const;
    std::uint32_t call_at(Time time) const;
    std::uint32_t certain_from(std::uint32_t call) const;

    void find_producers();
    bool find_effects();
    bool look_at_return(std::uint32_t call, std::uint32_t event);
    bool require(std::uint32_t block, std::uint32_t event);

    void link_chains();
    void add_chains();
    void add_chain(std::uint32_t head);
    void include(Chain& chain, std::uint32_t block) const;
    void find_cycles();

    void check_levels(const Chain& chain);
    void check_pairs();
    std::uint32_t moment_of_pair(const Chain& a, const Chain& b) const;
    void found_pair(const Chain& a, const Chain& b);
    std::uint32_t certain_after(const Chain& chain, Time time) const;
    void illegal(std::uint32_t by, const Calls& calls);
    void add_story(std::uint32_t call);

    Calls order();
    void list_reads();
    void emit(const Chain& chain, Calls& out) const;
    std::vector<bool> possible_ends() const;

    const std::vector<Call>& calls_;
    const Schedule& schedule_;
    std::size_t values_;
    std::uint32_t initial_;
    std::uint32_t start_;  // the number of the block of the initial value
    bool applies_ = true;
    std::vector<std::uint32_t> producers_;  // of each value: the block, or none, or several
    std::vector<Block> blocks_;
    std::vector<Chain> chains_;  // that of the initial value is the first one
    std::vector<std::uint32_t> next_read_;
    std::uint32_t by_ = never;  // the earliest return known to be illegal
    Calls clash_;
};

template <>
struct MonitorOf<Register> {
    using Type = RegisterMonitor;
};

}  // namespace ordeal::linearizability
