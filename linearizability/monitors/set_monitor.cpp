#include "linearizability/monitors/set_monitor.hpp"

#include <algorithm>

namespace ordeal::linearizability {

namespace {

constexpr std::size_t most_in_clash = 16;
constexpr std::size_t most_uncertain = 4;  // elements of which every combination is told
constexpr std::uint64_t steps = 20'000;    // of a search for what is nice to know

using Calls = std::vector<SetElement::Call>;

/// The calls but for the looks from place `begin` to before `end`.
Calls without_looks(const Calls& calls, std::size_t begin, std::size_t end) {
    Calls rest;
    for (std::size_t i = 0; i < calls.size(); ++i)
        if (i < begin || i >= end || calls[i].function <= Set::Function::remove)
            rest.push_back(calls[i]);
    return rest;
}

}  // namespace

SetMonitor::SetMonitor(Set& spec, const Problem<Set>& problem)
    : spec_(spec),
      problem_(problem),
      events_(static_cast<std::uint32_t>(problem.schedule.events.size())),
      values_(spec.value_count()),
      present_(values_) {}

Ruling SetMonitor::rule(Limits& limits) {
    const std::size_t bytes = (2 * events_ + 2 * values_) * sizeof(std::uint32_t);
    if (limits.look(bytes)) return Ruling::stopped();
    if (has_whole_reads()) return growing_.emplace(spec_, problem_).rule();
    find_parts();
    there_ = present_;
    first_.assign(events_, never);
    next_.assign(problem_.calls.size(), never);
    for (std::uint32_t value = 0; value < values_; ++value) {
        if (limits.exceeded([bytes] { return bytes; })) return Ruling::stopped();
        if (is_untouched(value)) continue;
        const auto verdict = decide(value, by_, limits);
        if (verdict == core::Verdict::unknown) return Ruling::stopped();
        if (verdict == core::Verdict::valid)
            place(value);
        else if (!look_closer(value, limits))
            return Ruling::stopped();
    }
    return by_ == never ? Ruling::valid(merged()) : Ruling::invalid(by_, clash(limits));
}

bool SetMonitor::has_whole_reads() const {
    for (std::uint32_t call = 0; call < problem_.calls.size(); ++call)
        if (problem_.calls[call].function == Set::Function::read &&
            problem_.schedule.end[call] != never)
            return true;
    return false;
}

/// Calls by value, by counting.
void SetMonitor::find_parts() {
    for (const std::uint32_t value : spec_.values_in(spec_.initial()))
        present_[value] = true;
    part_ends_.assign(values_ + 1, 0);
    const auto is_whole = [this](std::uint32_t call) {
        return problem_.calls[call].function == Set::Function::read;
    };
    const auto count = static_cast<std::uint32_t>(problem_.calls.size());
    for (std::uint32_t call = 0; call < count; ++call)
        if (!is_whole(call)) ++part_ends_[problem_.calls[call].value + 1];
    for (std::size_t value = 0; value < values_; ++value)
        part_ends_[value + 1] += part_ends_[value];
    calls_.resize(part_ends_.back());
    for (std::uint32_t call = 0; call < count; ++call)
        if (!is_whole(call)) calls_[part_ends_[problem_.calls[call].value]++] = call;
}

/// The calls on one element that began before the event `cut`, without the returns from then on.
const std::vector<SetElement::Call>& SetMonitor::part(std::uint32_t value, std::uint32_t cut) {
    part_.clear();
    for (std::uint32_t at = value == 0 ? 0 : part_ends_[value - 1]; at < part_ends_[value]; ++at) {
        const std::uint32_t call = calls_[at];
        const std::uint32_t begin = problem_.schedule.begin[call];
        const std::uint32_t end = problem_.schedule.end[call];
        if (begin >= cut) break;
        part_.push_back({problem_.calls[call].function, begin, end < cut ? end : never, call});
    }
    return part_;
}

core::Verdict SetMonitor::decide(std::uint32_t value, std::uint32_t cut, Limits& limits) {
    return element_.decide(part(value, cut), present_[value], limits);
}

/// Finds the first illegal return of a part that is illegal before by_. False if limits end it.
bool SetMonitor::look_closer(std::uint32_t value, Limits& limits) {
    std::vector<std::uint32_t> returns;
    for (const SetElement::Call& call : part(value, by_))
        if (call.end != never) returns.push_back(call.end);
    std::sort(returns.begin(), returns.end());
    std::size_t legal = 0;  // so many returns are
    std::size_t illegal = returns.size();
    while (illegal - legal > 1) {
        const std::size_t middle = legal + (illegal - legal) / 2;
        const auto verdict = decide(value, returns[middle - 1] + 1, limits);
        if (verdict == core::Verdict::unknown) return false;
        (verdict == core::Verdict::valid ? legal : illegal) = middle;
    }
    by_ = returns[illegal - 1];
    wrong_value_ = value;
    return true;
}

/// Puts the calls of one element at their times.
void SetMonitor::place(std::uint32_t value) {
    there_[value] = element_.there_at_end();
    std::uint32_t time = 0;
    std::uint32_t before = never;
    for (const std::uint32_t call : element_.order()) {
        const bool same = before != never && problem_.schedule.begin[call] < time;
        time = same ? time : problem_.schedule.begin[call];
        (same ? next_[before] : first_[time]) = call;
        before = call;
    }
}

SetMonitor::Numbers SetMonitor::merged() const {
    Numbers out;
    out.reserve(problem_.calls.size());
    for (const std::uint32_t first : first_)
        for (std::uint32_t call = first; call != never; call = next_[call])
            out.push_back(call);
    return out;
}

/// The calls on the element up to the illegal return, without looks that it is illegal without.
SetMonitor::Numbers SetMonitor::clash(const Limits& limits) {
    auto kept = part(wrong_value_, by_ + 1);
    for (std::size_t chunk = kept.size(); chunk > 0; chunk /= 2)
        for (std::size_t end = kept.size(); end > 0; end -= std::min(chunk, end)) {
            const auto rest = without_looks(kept, end - std::min(chunk, end), end);
            Limits bounded = limits.with_steps(steps);
            if (rest.size() == kept.size()) continue;
            const auto verdict = element_.decide(rest, present_[wrong_value_], bounded);
            if (verdict == core::Verdict::invalid) kept = rest;
        }
    Numbers out;
    for (const SetElement::Call& call : kept)
        out.push_back(call.number);
    return out.size() <= most_in_clash ? out : Numbers{};
}

/// Can an order of the part end with the element there, or not there?
core::Verdict SetMonitor::can_end(std::uint32_t value, bool there) {
    auto calls = part(value, never);
    const auto look = there ? Set::Function::has : Set::Function::lacks;
    calls.push_back({look, events_, events_ + 1, 0});
    Limits bounded = Limits().with_steps(steps);
    return element_.decide(calls, present_[value], bounded);
}

Possible SetMonitor::possible() {
    if (growing_) return growing_->possible();
    std::vector<std::uint32_t> row;
    std::vector<std::uint32_t> others;  // those that may as well be the other way
    bool all = true;
    for (std::uint32_t value = 0; value < values_; ++value) {
        if (there_[value]) row.push_back(value);
        if (is_untouched(value)) continue;
        const auto other = can_end(value, !there_[value]);
        if (other == core::Verdict::valid) others.push_back(value);
        all &= other != core::Verdict::unknown;
    }
    if (others.size() > most_uncertain) return {{spec_.state_of(row)}, false};
    Possible out{{}, all};
    for (std::uint32_t choice = 0; choice < 1U << others.size(); ++choice) {
        auto chosen = there_;
        for (std::size_t i = 0; i < others.size(); ++i)
            if (choice >> i & 1) chosen[others[i]] = !chosen[others[i]];
        row.clear();
        for (std::uint32_t value = 0; value < values_; ++value)
            if (chosen[value]) row.push_back(value);
        out.states.push_back(spec_.state_of(row));
    }
    return out;
}

}  // namespace ordeal::linearizability
