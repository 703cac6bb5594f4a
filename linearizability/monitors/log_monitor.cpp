#include "linearizability/monitors/log_monitor.hpp"

#include <algorithm>

namespace ordeal::linearizability {

namespace {

constexpr std::size_t most_in_clash = 16;

bool is_prefix(std::span<const std::uint32_t> row, std::span<const std::uint32_t> of) {
    return row.size() <= of.size() && std::equal(row.begin(), row.end(), of.begin());
}

}  // namespace

Ruling LogMonitor::rule(Limits& limits) {
    const std::size_t each = 3 * sizeof(std::uint32_t);
    const std::size_t bytes = (problem_.calls.size() + spec_.value_count()) * each;
    if (limits.look(bytes)) return Ruling::stopped();
    find_reads();
    if (reads_agree()) {
        if (!find_appends()) return Ruling::inapplicable();
        if (by_ == never) walk();
    }
    if (by_ != never) return Ruling::invalid(by_, clash());
    return Ruling::valid(std::move(order_));
}

void LogMonitor::find_reads() {
    const auto count = static_cast<std::uint32_t>(problem_.calls.size());
    for (std::uint32_t call = 0; call < count; ++call)
        if (!is_append(call) && end(call) != never) reads_.push_back(call);
    std::stable_sort(reads_.begin(), reads_.end(), [this](std::uint32_t a, std::uint32_t b) {
        return seen_by(a).size() < seen_by(b).size();
    });
    const Row initial = spec_.values_in(spec_.initial());
    const Row longest = reads_.empty() ? initial : seen_by(reads_.back());
    known_ = initial.size();
    longest_.assign(longest.begin(), longest.end());
    first_sight_.assign(longest_.size() + 2, never);
    for (const std::uint32_t read : reads_) {
        std::uint32_t& first = first_sight_[seen_by(read).size()];
        first = std::min(first, end(read));
    }
    for (std::size_t length = longest_.size(); length-- > 0;)
        first_sight_[length] = std::min(first_sight_[length], first_sight_[length + 1]);
}

bool LogMonitor::reads_agree() {
    const Row initial = spec_.values_in(spec_.initial());
    std::uint32_t before = never;
    for (const std::uint32_t read : reads_) {
        const bool same = before != never && problem_.calls[before] == problem_.calls[read];
        before = read;
        if (same) continue;
        if (!is_prefix(initial, seen_by(read))) illegal(end(read), {read});
        if (!is_prefix(seen_by(read), longest_))
            illegal(std::max(end(read), end(reads_.back())), {read, reads_.back()});
    }
    return by_ == never;
}

/// Who appended what was seen. False: that cannot be told.
bool LogMonitor::find_appends() {
    places_.assign(spec_.value_count(), never);
    for (std::size_t place = known_; place < longest_.size(); ++place) {
        if (places_[longest_[place]] != never) return false;
        places_[longest_[place]] = static_cast<std::uint32_t>(place);
    }
    appends_.assign(longest_.size(), never);
    const auto count = static_cast<std::uint32_t>(problem_.calls.size());
    for (std::uint32_t call = 0; call < count; ++call) {
        if (!is_append(call)) continue;
        const std::uint32_t place = places_[problem_.calls[call].value];
        if (place == never) {
            if (end(call) == never) optional_ = true;
            if (end(call) != never) unseen_.push_back(call);
            continue;
        }
        if (appends_[place] != never) return false;
        appends_[place] = call;
    }
    for (std::size_t place = known_; place < longest_.size(); ++place)
        if (appends_[place] == never)
            illegal(first_sight_[place + 1], {call_at(first_sight_[place + 1])});
    return true;
}

std::uint32_t LogMonitor::call_at(std::uint32_t event) const {
    return Schedule::call_of(problem_.schedule.events[event]);
}

/// Upwards through the levels.
void LogMonitor::walk() {
    auto read = reads_.begin();
    for (std::size_t length = known_; length <= longest_.size(); ++length) {
        if (length > known_) pass({&appends_[length - 1], 1});
        auto last = read;
        while (last != reads_.end() && seen_by(*last).size() == length)
            ++last;
        pass({read, last});
        read = last;
    }
    pass(unseen_);
}

/// Calls of one level, in order of invocation.
void LogMonitor::pass(std::span<const std::uint32_t> calls) {
    const auto& begin = problem_.schedule.begin;
    for (const std::uint32_t call : calls)
        if (latest_ != never && end(call) < begin[latest_]) illegal_pair(call, latest_);
    for (const std::uint32_t call : calls)
        if (latest_ == never || begin[call] > begin[latest_]) latest_ = call;
    order_.insert(order_.end(), calls.begin(), calls.end());
}

/// `early` returned before `late` began, which is of a lower level. That is certain with the
/// return of `late` if it is a read; else with that of a read that saw what `late` appended:
/// `early` itself, or any, which saw the other append after that or not at all.
void LogMonitor::illegal_pair(std::uint32_t early, std::uint32_t late) {
    if (!is_append(late)) return illegal(end(late), {early, late});
    if (!is_append(early)) return illegal(end(early), {early, late});
    const std::uint32_t sight = first_sight_[places_[problem_.calls[late].value] + 1];
    illegal(std::max(sight, end(early)), {early, late, call_at(sight)});
}

/// Keeps the earliest.
void LogMonitor::illegal(std::uint32_t by, const Numbers& calls) {
    if (by >= by_) return;
    by_ = by;
    clash_ = calls;
}

/// The calls that clash and who appended what they saw, unless these are many.
LogMonitor::Numbers LogMonitor::clash() const {
    Numbers out = clash_;
    std::vector<bool> seen(spec_.value_count());
    for (const std::uint32_t call : clash_)
        if (!is_append(call))
            for (const std::uint32_t value : seen_by(call))
                seen[value] = true;
    const auto count = static_cast<std::uint32_t>(problem_.calls.size());
    for (std::uint32_t call = 0; call < count && out.size() <= most_in_clash; ++call)
        if (is_append(call) && seen[problem_.calls[call].value]) out.push_back(call);
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out.size() <= most_in_clash ? out : Numbers{};
}

/// What nobody saw may stand in several orders, or be missing; one of them is told.
Possible LogMonitor::possible() {
    Numbers row = longest_;
    for (const std::uint32_t call : unseen_)
        row.push_back(problem_.calls[call].value);
    return {{spec_.state_of(row)}, unseen_.size() <= 1 && !optional_};
}

}  // namespace ordeal::linearizability
