// Things that hold values: queues, stacks, sets and logs. A state is a row of values: in order of
// arrival, or sorted where there is no order; by value where the least one comes first.
#pragma once

#include "core/json.hpp"
#include "linearizability/search/mutant.hpp"
#include "linearizability/specifications/interner.hpp"
#include "linearizability/specifications/rows.hpp"
#include "linearizability/specifications/specification.hpp"

namespace ordeal::linearizability {

enum class Shape : std::uint8_t { fifo_queue, unordered_queue, stack, priority_queue, set, log };

/// Functions: enqueue and dequeue; push and pop; insert and remove-min; add, remove, contains and
/// read; append and read. What is taken from an empty queue or stack is null. The initial value is
/// a list, or null.
template <Shape shape>
class Collection {
  public:
    enum class Function : std::uint8_t { insert, remove, take, take_any, empty, has, lacks, read };

    /// take: took `value`. take_any: took something, nobody knows what. empty: found nothing.
    /// has, lacks: contains, and what it said. read: saw exactly the row of number `value`.
    struct Call {
        Function function = Function::insert;
        std::uint32_t value = 0;
        friend bool operator==(const Call&, const Call&) = default;
        std::uint64_t hash() const {
            return core::hash_combine(static_cast<std::uint64_t>(function), value);
        }
    };

    static constexpr bool in_order = shape == Shape::fifo_queue;
    static constexpr bool is_pile = shape != Shape::set && shape != Shape::log;
    /// What useless calls leave need not come last, and there is no end of it.
    static constexpr bool useless_states_are_few = !is_pile;

    Collection(const core::Value& initial, FailedCas) {
        initial_ = initial.is_list() ? row_of(initial.as_list()) : rows_.intern({});
    }

    static core::Result<void> check(const core::Operation& operation) {
        if (operation.outcome != core::EventType::ok) return {};
        const auto& result = operation.result;
        if (operation.f == "contains" && !result.is_bool())
            return core::fail("the answer is true or false, got {}", core::to_json(result));
        if (operation.f == "read" && !result.is_list() && !result.is_null())
            return core::fail("the answer is a list, got {}", core::to_json(result));
        return {};
    }

    std::optional<Call> compile(const core::Operation& operation) {
        using core::EventType;
        if (operation.outcome == EventType::fail) return std::nullopt;
        const bool ok = operation.outcome == EventType::ok;
        const std::string& f = operation.f;
        if (f == "enqueue" || f == "push" || f == "insert" || f == "add" || f == "append")
            return Call{Function::insert, values_.intern(operation.argument)};
        if (f == "remove") return Call{Function::remove, values_.intern(operation.argument)};
        if (f == "dequeue" || f == "pop" || f == "remove-min") {
            if (!ok) return Call{Function::take_any, 0};
            if (operation.result.is_null()) return Call{Function::empty, 0};
            return Call{Function::take, values_.intern(operation.result)};
        }
        if (!ok) return std::nullopt;
        if (f == "contains")
            return Call{operation.result.as_bool() ? Function::has : Function::lacks,
                        values_.intern(operation.argument)};
        if (operation.result.is_null()) return Call{Function::read, rows_.intern({})};
        return Call{Function::read, row_of(operation.result.as_list())};
    }

    std::optional<Call> forget(const Call& call) const {
        if (is_pure(call)) return std::nullopt;
        if (call.function == Function::take) return Call{Function::take_any, 0};
        return call;
    }

    bool is_pure(const Call& call) const { return call.function >= Function::empty; }
    bool is_blind(const Call&) const { return false; }

    std::uint32_t initial() const { return initial_; }
    std::size_t bytes() const { return values_.bytes() + rows_.bytes(); }

    /// The values in a state, and the state of a row of them (in the order of the row above).
    /// Values have numbers below value_count().
    std::span<const std::uint32_t> values_in(std::uint32_t state) const { return rows_.row(state); }
    std::uint32_t state_of(std::span<const std::uint32_t> row) { return rows_.intern(row); }
    std::size_t value_count() const { return values_.size(); }
    const core::Value& value(std::uint32_t number) const { return values_.value(number); }

    template <typename Emit>
    void step(std::uint32_t state, const Call& call, Emit&& emit) {
        const auto row = rows_.row(state);
        switch (call.function) {
            case Function::insert:
                return insert(state, row, call.value, emit);
            case Function::remove:
                if (find(row, call.value) == row.end()) return emit(state);
                return without(row, find(row, call.value), emit);
            case Function::take:
                return take(row, call.value, emit);
            case Function::take_any:
                return take_any(state, row, emit);
            case Function::empty:
                if (row.empty()) emit(state);
                return;
            case Function::has:
            case Function::lacks:
                if ((find(row, call.value) != row.end()) == (call.function == Function::has))
                    emit(state);
                return;
            case Function::read:
                if (state == call.value) emit(state);
                return;
        }
    }

    std::string text(std::uint32_t state) const { return core::to_json(*as_initial(state)); }

    std::optional<core::Value> as_initial(std::uint32_t state) const {
        core::Value::List list;
        for (const std::uint32_t value : rows_.row(state))
            list.push_back(values_.value(value));
        if constexpr (sorted) std::sort(list.begin(), list.end());
        return core::Value(std::move(list));
    }

    std::uint32_t adopt(const Collection& other, std::uint32_t state) {
        std::vector<std::uint32_t> row;
        for (const std::uint32_t value : other.rows_.row(state))
            row.push_back(values_.intern(other.values_.value(value)));
        if constexpr (sorted) std::sort(row.begin(), row.end());
        return rows_.intern(row);
    }

    /// What a read of all saw is no value that it names.
    template <typename Use>
    void values_of(const Call& call, Use&& use) const {
        const bool names = call.function != Function::take_any &&
                           call.function != Function::empty && call.function != Function::read;
        if (names) use(call.value);
    }

    std::optional<std::uint32_t> needs(const Call& call) const {
        if (call.function == Function::take || call.function == Function::has) return call.value;
        return std::nullopt;
    }
    std::optional<std::uint32_t> brings(const Call& call) const {
        if (call.function == Function::insert) return call.value;
        return std::nullopt;
    }
    bool holds(std::uint32_t state, std::uint32_t value) const {
        const Row row = rows_.row(state);
        return find(row, value) != row.end();
    }

    class Blur;

    bool produces(const Call& call, const Call& other) const {
        const bool saw = other.function == Function::take || other.function == Function::has;
        if (call.function == Function::remove && other.function == Function::lacks)
            return call.value == other.value;
        return call.function == Function::insert && saw && call.value == other.value;
    }

    /// Of a set: a crashed add if nobody saw its value there, a crashed remove if nobody saw it
    /// missing. Taken out of a legal order, it changes what the others see only where they do.
    /// Of queues and stacks: a crashed put of a value that nobody is known to have taken. What it
    /// put was taken by a crashed take, which is left out with it, or stays for ever: others lie
    /// on top of it or are taken before it, and without it they still are. And a crashed take of an
    /// unordered queue in which nobody looks: what it took may as well stay.
    std::vector<bool> useless(const std::vector<Call>& calls,
                              const std::vector<bool>& crashed) const {
        std::vector<bool> out(calls.size());
        if constexpr (is_pile) {
            std::vector<bool> taken(values_.size());
            bool looked = false;
            for (const Call& call : calls) {
                const bool looks = call.function == Function::empty;
                const bool takes = call.function == Function::take;
                looked |= looks && !mutated(Mutant::useless_take);
                if (takes && !mutated(Mutant::useless_put)) taken[call.value] = true;
            }
            for (std::size_t i = 0; i < calls.size(); ++i) {
                const bool put = calls[i].function == Function::insert && !taken[calls[i].value];
                const bool took = calls[i].function == Function::take_any &&
                                  shape == Shape::unordered_queue && !looked;
                out[i] = crashed[i] && (put || took);
            }
        }
        if constexpr (shape == Shape::set) {
            const Seen seen = seen_in(calls);
            for (std::size_t i = 0; i < calls.size(); ++i) {
                const std::uint32_t value = calls[i].value;
                if (!crashed[i]) continue;
                const bool missing = seen.missing[value] && !mutated(Mutant::useless_remove);
                out[i] = calls[i].function == Function::insert ? !seen.there[value] : !missing;
            }
        }
        return out;
    }

  private:
    using Row = Rows::Row;
    static constexpr bool sorted = shape == Shape::set || shape == Shape::unordered_queue;
    static constexpr bool by_value = shape == Shape::priority_queue;

    struct Seen {
        std::vector<bool> there;
        std::vector<bool> missing;
    };

    Seen seen_in(const std::vector<Call>& calls) const {
        Seen seen{std::vector<bool>(values_.size()), std::vector<bool>(values_.size())};
        for (const Call& call : calls) {
            if (call.function == Function::has) seen.there[call.value] = true;
            if (call.function == Function::lacks) seen.missing[call.value] = true;
            if (call.function != Function::read) continue;
            std::vector<bool> in_row(values_.size());
            for (const std::uint32_t value : rows_.row(call.value))
                in_row[value] = seen.there[value] = true;
            for (std::uint32_t value = 0; value < in_row.size(); ++value)
                if (!in_row[value]) seen.missing[value] = true;
        }
        return seen;
    }

    std::uint32_t row_of(const core::Value::List& list) {
        std::vector<std::uint32_t> row;
        for (const core::Value& value : list)
            row.push_back(values_.intern(value));
        if constexpr (sorted) std::sort(row.begin(), row.end());
        if constexpr (by_value) std::stable_sort(row.begin(), row.end(), lesser());
        return rows_.intern(row);
    }

    auto lesser() const {
        return [this](std::uint32_t a, std::uint32_t b) {
            return values_.value(a) < values_.value(b);
        };
    }

    static Row::iterator find(Row row, std::uint32_t value) {
        if constexpr (!sorted) return std::find(row.begin(), row.end(), value);
        const auto place = std::lower_bound(row.begin(), row.end(), value);
        return place != row.end() && *place == value ? place : row.end();
    }

    template <typename Emit>
    void insert(std::uint32_t state, Row row, std::uint32_t value, Emit&& emit) {
        if (shape == Shape::set && find(row, value) != row.end()) return emit(state);
        auto place = row.end();
        if constexpr (sorted) place = std::upper_bound(row.begin(), row.end(), value);
        if constexpr (by_value) place = std::upper_bound(row.begin(), row.end(), value, lesser());
        scratch_.assign(row.begin(), place);
        scratch_.push_back(value);
        scratch_.insert(scratch_.end(), place, row.end());
        emit(rows_.intern(scratch_));
    }

    template <typename Emit>
    void without(Row row, Row::iterator place, Emit&& emit) {
        scratch_.assign(row.begin(), place);
        scratch_.insert(scratch_.end(), place + 1, row.end());
        emit(rows_.intern(scratch_));
    }

    template <typename Emit>
    void take(Row row, std::uint32_t value, Emit&& emit) {
        if (row.empty()) return;
        auto place = shape == Shape::stack ? row.end() - 1 : row.begin();
        if constexpr (sorted) place = find(row, value);
        if (place != row.end() && *place == value) without(row, place, emit);
    }

    template <typename Emit>
    void take_any(std::uint32_t state, Row row, Emit&& emit) {
        if (row.empty()) return emit(state);
        if constexpr (shape == Shape::stack) return without(row, row.end() - 1, emit);
        if constexpr (!sorted) return without(row, row.begin(), emit);
        const std::vector<std::uint32_t> items(row.begin(), row.end());
        for (std::size_t i = 0; i < items.size(); ++i)
            if (i == 0 || items[i] != items[i - 1])
                without(Row(items), Row(items).begin() + static_cast<std::ptrdiff_t>(i), emit);
    }

    Interner values_;
    Rows rows_;
    std::uint32_t initial_ = 0;
    std::vector<std::uint32_t> scratch_;
};

/// A collection of which only some values are seen (blur.hpp): its state is the row of the whole
/// without the others, in the same order. What takes out the first, last, or least of all values,
/// if it is seen, takes out the first, last, or least of those that are seen; if it is not, nothing
/// that is seen changes. A take_any has no return, so it may be left out where it took what is not
/// seen. Where nothing is there, nothing is seen.
template <Shape shape>
class Collection<shape>::Blur {
  public:
    Blur(const Collection& whole, const std::vector<std::uint32_t>& sharp)
        : whole_(whole), spec_(nullptr, {}), image_(whole.values_.size(), unseen) {
        for (const std::uint32_t value : sharp)
            image_[value] = spec_.values_.intern(whole.values_.value(value));
        spec_.initial_ = row_of(whole.initial_);
    }

    Collection& spec() { return spec_; }
    std::optional<Call> image(const Call& call) {
        switch (call.function) {
            case Function::take_any:
            case Function::empty:
                return call;
            case Function::read:
                return Call{call.function, row_of(call.value)};
            default:
                if (image_[call.value] == unseen) return std::nullopt;
                return Call{call.function, image_[call.value]};
        }
    }

  private:
    static constexpr std::uint32_t unseen = UINT32_MAX;

    std::uint32_t row_of(std::uint32_t state) {
        std::vector<std::uint32_t> row;
        for (const std::uint32_t value : whole_.rows_.row(state))
            if (image_[value] != unseen) row.push_back(image_[value]);
        if constexpr (sorted) std::sort(row.begin(), row.end());
        return spec_.rows_.intern(row);
    }

    const Collection& whole_;
    Collection spec_;
    std::vector<std::uint32_t> image_;  // of each value of the whole: its number here
};

using FifoQueue = Collection<Shape::fifo_queue>;
using UnorderedQueue = Collection<Shape::unordered_queue>;
using Stack = Collection<Shape::stack>;
using PriorityQueue = Collection<Shape::priority_queue>;
using Set = Collection<Shape::set>;
using Log = Collection<Shape::log>;

}  // namespace ordeal::linearizability
