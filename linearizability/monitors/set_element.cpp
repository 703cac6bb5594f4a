#include "linearizability/monitors/set_element.hpp"

#include <algorithm>

#include "linearizability/monitors/register_monitor.hpp"
#include "linearizability/search/decide.hpp"

namespace ordeal::linearizability {

namespace {

using Function = SetElement::Function;

bool is_write(const SetElement::Call& call) {
    return call.function == Function::insert || call.function == Function::remove;
}

bool is_left_out(const SetElement::Call& call) {
    return !is_write(call) && call.end == never;
}

/// Is the element there after so many of the writes?
bool there_after(std::span<const SetElement::Call* const> writes, std::size_t count, bool present) {
    return count == 0 ? present : writes[count - 1]->function == Function::insert;
}

}  // namespace

SetElement::SetElement() : bit_(core::Value(0), FailedCas::dropped) {
    core::Operation other;
    other.f = "write";
    other.argument = 1;
    bit_.compile(other);
}

core::Verdict SetElement::decide(std::span<const Call> calls, bool present, Limits& limits) {
    const Call* add = nullptr;
    const Call* remove = nullptr;
    for (const Call& call : calls) {
        if (!is_write(call)) continue;
        const Call*& place = call.function == Function::insert ? add : remove;
        if (place) return search(calls, present, limits);
        place = &call;
    }
    const bool add_returned = add && add->end != never;
    const bool remove_returned = remove && remove->end != never;
    const Call* both[] = {add, remove, add};
    const Writes all(both);
    const bool legal = (!add_returned && !remove_returned && fits(calls, present, {})) ||
                       (add && !remove_returned && fits(calls, present, all.subspan(0, 1))) ||
                       (remove && !add_returned && fits(calls, present, all.subspan(1, 1))) ||
                       (add && remove && fits(calls, present, all.subspan(0, 2))) ||
                       (add && remove && fits(calls, present, all.subspan(1, 2)));
    return legal ? core::Verdict::valid : core::Verdict::invalid;
}

/// Is there a legal order with exactly these writes, in this order? If so, order_ is one.
bool SetElement::fits(std::span<const Call> calls, bool present, Writes writes) {
    if (writes.size() == 2 && writes[1]->end < writes[0]->begin) return false;
    for (auto& gap : gaps_)
        gap.clear();
    returned_.fill(never);
    for (const Call& call : calls)
        if (!is_write(call) && !is_left_out(call) && !fits_gap(call, writes, present)) return false;
    order_.clear();
    for (std::size_t gap = 0; gap <= writes.size(); ++gap) {
        if (gap > 0) order_.push_back(writes[gap - 1]->number);
        order_.insert(order_.end(), gaps_[gap].begin(), gaps_[gap].end());
    }
    there_at_end_ = there_after(writes, writes.size(), present);
    return true;
}

/// Puts a look into the least gap that is right; false if it cannot stand there.
bool SetElement::fits_gap(const Call& look, Writes writes, bool present) {
    std::size_t gap = 0;
    for (std::size_t i = 0; i <= writes.size(); ++i) {
        const bool written = i > 0 && writes[i - 1]->end < look.begin;
        if (written || returned_[i] < look.begin) gap = i;
    }
    const bool there = look.function == Function::has;
    while (gap <= writes.size() && there_after(writes, gap, present) != there)
        ++gap;
    if (gap > writes.size()) return false;
    for (std::size_t i = 0; i < gap; ++i)
        if (look.end < writes[i]->begin) return false;
    gaps_[gap].push_back(look.number);
    returned_[gap] = std::min(returned_[gap], look.end);
    return true;
}

Register::Call SetElement::as_register_call(const Call& call, bool present) const {
    const bool there = call.function == Function::insert || call.function == Function::has;
    const std::uint32_t value = there == present ? 0 : 1;
    if (is_write(call)) return {Register::Function::write, 0, value};
    return {Register::Function::read, value, 0};
}

core::Verdict SetElement::search(std::span<const Call> calls, bool present, Limits& limits) {
    Problem<Register> problem;
    std::vector<Span> spans;
    std::vector<std::uint32_t> numbers;
    for (const Call& call : calls) {
        if (is_left_out(call)) continue;
        problem.calls.push_back(as_register_call(call, present));
        spans.push_back({call.begin, {}});
        if (call.end != never) spans.back().returned = call.end;
        numbers.push_back(call.number);
    }
    problem.schedule = make_schedule(spans);
    auto answer = ask_monitor(bit_, problem, limits);
    if (!answer) answer = linearizability::decide(bit_, problem, limits);
    order_.clear();
    there_at_end_ = present;
    for (const std::uint32_t call : answer->order) {
        order_.push_back(numbers[call]);
        const Register::Call& what = problem.calls[call];
        if (what.function == Register::Function::write) there_at_end_ = (what.to == 0) == present;
    }
    return answer->verdict;
}

}  // namespace ordeal::linearizability
