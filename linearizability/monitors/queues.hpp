// The monitors of queues, stacks and priority queues into which no value is put twice: from calls
// to a pile (see pile.hpp) and back.
#pragma once

#include <algorithm>
#include <numeric>
#include <set>

#include "linearizability/monitors/monitor.hpp"
#include "linearizability/monitors/takers.hpp"
#include "linearizability/specifications/collection.hpp"

namespace ordeal::linearizability {

template <Shape shape>
constexpr PileKind pile_kind() {
    if (shape == Shape::unordered_queue) return PileKind::unordered;
    if (shape == Shape::stack) return PileKind::stack;
    return shape == Shape::priority_queue ? PileKind::priority : PileKind::fifo;
}

template <Shape shape>
class PileMonitor {
  public:
    using S = Collection<shape>;

    PileMonitor(S& spec, const Problem<S>& problem) : spec_(spec), problem_(problem) {}

    Ruling rule(Limits& limits) {
        if (limits.look(bytes_for_each * problem_.calls.size())) return Ruling::stopped();
        if (!add_initial() || !add_puts()) return Ruling::inapplicable();
        add_takes();
        if (bad_.by != never) return bad_;
        tighten_all();
        rank_values();
        if (limits.look(bytes_for_each * problem_.calls.size())) return Ruling::stopped();
        auto finding = judge_pile(pile_kind<shape>(), pile_);
        if (!finding) return Ruling::inapplicable();
        if (!finding->legal) finding->by = std::max(finding->by, left_out_until_);
        if (!finding->legal) return Ruling::invalid(finding->by - shift_, clash_of(*finding));
        order_ = finding->order;
        return Ruling::valid(std::move(finding->order));
    }

    /// The state after the order that was found.
    Possible possible() {
        std::vector<bool> taken(spec_.value_count());
        for (const std::uint32_t call : order_)
            if (function(call) == Function::take) taken[value(call)] = true;
        std::set<std::pair<std::uint64_t, std::uint32_t>> left;  // by age, or rank
        const auto put = [&](std::uint32_t number) {
            const auto age = std::uint64_t{left.empty() ? 0 : left.rbegin()->first + 1};
            if (!taken[number]) left.emplace(by_rank ? rank_[number] : age, number);
        };
        for (const std::uint32_t number : spec_.values_in(spec_.initial()))
            put(number);
        for (const std::uint32_t call : order_) {
            if (function(call) == Function::insert) put(value(call));
            if (function(call) == Function::take_any && !left.empty())
                left.erase(shape == Shape::stack ? std::prev(left.end()) : left.begin());
        }
        std::vector<std::uint32_t> row;
        for (const auto& [key, number] : left)
            row.push_back(number);
        if (shape == Shape::unordered_queue) std::sort(row.begin(), row.end());
        return {{spec_.state_of(row)}, false};
    }

  private:
    using Function = typename S::Function;
    static constexpr bool by_rank = shape == Shape::priority_queue;
    static constexpr std::size_t bytes_for_each = 200;  // measured, roughly

    Function function(std::uint32_t call) const { return problem_.calls[call].function; }
    std::uint32_t value(std::uint32_t call) const { return problem_.calls[call].value; }
    std::uint32_t begin(std::uint32_t call) const { return problem_.schedule.begin[call] + shift_; }
    std::uint32_t end(std::uint32_t call) const {
        const std::uint32_t end = problem_.schedule.end[call];
        return end == never ? never : end + shift_;
    }

    /// False: it is there already.
    bool add_item(std::uint32_t number, const PileItem& item) {
        if (item_of_[number] != never) return false;
        item_of_[number] = static_cast<std::uint32_t>(pile_.items.size());
        pile_.items.push_back(item);
        return true;
    }

    /// Initial values are put in, one after the other, before anything else.
    bool add_initial() {
        item_of_.assign(spec_.value_count(), never);
        for (const std::uint32_t number : spec_.values_in(spec_.initial())) {
            if (!add_item(number, {.put_begin = shift_, .put_end = shift_ + 1})) return false;
            shift_ += 2;
        }
        pile_.events = static_cast<std::uint32_t>(problem_.schedule.events.size()) + shift_;
        return true;
    }

    bool add_puts() {
        pile_.items.reserve(pile_.items.size() + problem_.calls.size() / 2);
        for (std::uint32_t call = 0; call < problem_.calls.size(); ++call) {
            const PileItem item{.put = call, .put_begin = begin(call), .put_end = end(call)};
            if (function(call) == Function::insert && !add_item(value(call), item)) return false;
            if (function(call) == Function::empty && end(call) != never)
                pile_.looks.push_back({call, begin(call), end(call)});
            if (function(call) != Function::take_any) continue;
            if (end(call) != never) return false;
            pile_.takers.push_back({call, begin(call)});
        }
        return true;
    }

    void add_takes() {
        for (std::uint32_t call = 0; call < problem_.calls.size(); ++call)
            if (function(call) == Function::take) add_take(call);
    }

    void add_take(std::uint32_t call) {
        const std::uint32_t place = item_of_[value(call)];
        if (place == never || pile_.items[place].put_begin > end(call)) return note_bad({call});
        PileItem& item = pile_.items[place];
        std::uint32_t kept = call;
        if (item.take != never) kept = of_two(item, call);
        item.take = kept;
        item.take_begin = begin(kept);
        item.take_end = end(kept);
    }

    /// Only one of two takes of a value can have taken it: one that returned, if there is one (but
    /// in a shorter prefix it may be the other); else the earlier one, which allows more.
    std::uint32_t of_two(const PileItem& item, std::uint32_t call) {
        const std::uint32_t other = item.take;
        if (item.put == never)
            note_bad({other, call});
        else
            note_bad({item.put, other, call});
        if (end(call) >= end(other)) return other;
        left_out_until_ = std::max(left_out_until_, end(call));
        return call;
    }

    /// Calls that are illegal together when the last of them has returned, if they all return.
    void note_bad(std::vector<std::uint32_t> calls) {
        std::uint32_t by = 0;
        for (const std::uint32_t call : calls)
            if (function(call) == Function::take) by = std::max(by, problem_.schedule.end[call]);
        if (by < bad_.by) bad_ = Ruling::invalid(by, std::move(calls));
    }

    void tighten_all() {
        const auto dropped = [](PileItem& item) { return !tighten(item); };
        std::erase_if(pile_.items, dropped);
    }

    void rank_values() {
        if constexpr (by_rank) {
            std::vector<std::uint32_t> numbers(spec_.value_count());
            std::iota(numbers.begin(), numbers.end(), 0U);
            const auto lesser = [this](std::uint32_t a, std::uint32_t b) {
                return spec_.value(a) < spec_.value(b);
            };
            if (!std::is_sorted(numbers.begin(), numbers.end(), lesser))
                std::sort(numbers.begin(), numbers.end(), lesser);
            rank_.resize(numbers.size());
            for (std::uint32_t rank = 0; rank < numbers.size(); ++rank)
                rank_[numbers[rank]] = rank;
            const auto& row = spec_.values_in(spec_.initial());
            for (PileItem& item : pile_.items)
                item.rank = rank_[item.put == never ? row[item.put_begin / 2] : value(item.put)];
        }
    }

    /// The puts and takes of the items, as far as they began before the illegal return; and the
    /// takers, without which it would prove nothing.
    std::vector<std::uint32_t> clash_of(const PileFinding& finding) const {
        std::vector<std::uint32_t> clash;
        const auto add = [&](std::uint32_t call) {
            if (call != never && begin(call) < finding.by) clash.push_back(call);
        };
        for (const std::uint32_t i : finding.items) {
            add(pile_.items[i].put);
            add(pile_.items[i].take);
        }
        for (const std::uint32_t i : finding.looks)
            add(pile_.looks[i].call);
        if (clash.empty()) return clash;
        for (const PileTaker& taker : pile_.takers)
            add(taker.call);
        std::sort(clash.begin(), clash.end());
        return clash;
    }

    S& spec_;
    const Problem<S>& problem_;
    Pile pile_;
    std::uint32_t shift_ = 0;             // events before the first of the problem
    std::vector<std::uint32_t> item_of_;  // of each value
    std::vector<std::uint32_t> rank_;     // of each value, where that matters
    std::uint32_t left_out_until_ = 0;    // then it was clear which of two takes to leave out
    Ruling bad_;                          // takes of what was not there; `by` is never: none
    std::vector<std::uint32_t> order_;
};

template <>
struct MonitorOf<FifoQueue> {
    using Type = PileMonitor<Shape::fifo_queue>;
};
template <>
struct MonitorOf<UnorderedQueue> {
    using Type = PileMonitor<Shape::unordered_queue>;
};
template <>
struct MonitorOf<Stack> {
    using Type = PileMonitor<Shape::stack>;
};
template <>
struct MonitorOf<PriorityQueue> {
    using Type = PileMonitor<Shape::priority_queue>;
};

}  // namespace ordeal::linearizability
