#include "checker/history/long_histories.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/check.hpp"
#include "core/history/operation.hpp"
#include "core/json.hpp"
#include "linearizability/judge.hpp"

namespace ordeal::checker {

namespace {

using core::EventType;
using core::Verdict;
using linearizability::Incremental;

/// So often it may take as long as was asked for that the judge does not know.
constexpr std::size_t patient = 5;
/// Operations that are told.
constexpr std::size_t told = 60;
/// Events before them that are searched for the beginnings of operations that ended among them.
constexpr std::size_t looked_through = 5000;

linearizability::JudgeOptions judge_options(const HistoryOptions& options,
                                            const LongHistoryBounds& bounds) {
    linearizability::JudgeOptions out;
    out.model = options.model;
    out.initial = options.initial;
    out.minimise = false;
    out.timeout = bounds.patience;
    return out;
}

std::string line_of(const std::string& who, const ClientEvent& asked, const ClientEvent* answer) {
    std::string out = fmt::format("  {}: {}", who, asked.f);
    if (!asked.key.is_null()) out += " " + core::to_json(asked.key);
    if (!asked.value.is_null()) out += " " + core::to_json(asked.value);
    if (answer == nullptr) return out + " ...\n";
    out += fmt::format(" -> {}", core::to_text(answer->type));
    if (!answer->value.is_null() || (asked.f == "read" && answer->type == EventType::ok))
        out += " " + core::to_json(answer->value);
    return out + "\n";
}

std::ptrdiff_t offset(std::size_t place) {
    return static_cast<std::ptrdiff_t>(place);
}

std::optional<core::Value> key_of(const ClientEvent& event) {
    return event.key.is_null() ? std::nullopt : std::optional(event.key);
}

}  // namespace

LongHistories::LongHistories(const HistoryOptions& options, const LongHistoryBounds& bounds)
    : options_(judge_options(options, bounds)) {
    CHECK(options.consistency == Consistency::linearizable, "a long history is asked for more");
    auto online = Incremental::start(options_, bounds.steps);
    CHECK(online.has_value(), "{}", online.error().message);
    nodes_.push_back({empty, 0, 0, Verdict::valid, *std::move(online)});
}

std::uint32_t LongHistories::number_of(std::size_t process, const ClientEvent& event) {
    const auto number = static_cast<std::uint32_t>(events_.size());
    const auto client = static_cast<std::uint32_t>(process);
    const auto [place, added] = numbers_.try_emplace(
        {client, event.type, event.f, event.key, event.value, event.unheard}, number);
    if (added) events_.push_back({client, event});
    return place->second;
}

std::uint32_t LongHistories::child(std::uint32_t before, std::uint32_t event) {
    const auto number = static_cast<std::uint32_t>(nodes_.size());
    const auto key = std::uint64_t{before} << 32 | event;
    const auto [place, added] = children_.try_emplace(key, number);
    if (!added) return place->second;
    const std::uint32_t more = events_[event].invokes() ? 1 : 0;
    nodes_.push_back({before, event, nodes_[before].operations + more, {}, {}});
    return number;
}

std::uint32_t LongHistories::next(std::uint32_t history, std::size_t process,
                                  const ClientEvent& event) {
    if (event.type == EventType::info) return history;
    const std::lock_guard lock(mutex_);
    const std::uint32_t number = number_of(process, event);
    const bool invokes = event.type == EventType::invoke;
    Numbers later;  // events that come behind this one, the last one first
    while (history != empty && event_of(history).invokes() == invokes &&
           event_of(history).process > process) {
        later.push_back(nodes_[history].event);
        history = nodes_[history].before;
    }
    history = child(history, number);
    for (auto each = later.rbegin(); each != later.rend(); ++each)
        history = child(history, *each);
    return history;
}

core::Verdict LongHistories::verdict(std::uint32_t history) const {
    const std::lock_guard lock(mutex_);
    return nodes_[history].verdict ? *nodes_[history].verdict : settle(history);
}

std::string LongHistories::why_unknown(std::uint32_t history) const {
    const std::lock_guard lock(mutex_);
    const auto found = unknown_.find(history);
    return found == unknown_.end() ? "" : found->second;
}

/// The nearest beginning that is settled says what is to be found out. Where it is invalid, so is
/// all that follows; where it is not known, what follows is not worth the time that it would take;
/// what follows a valid one is followed; and where that is too much the judge of whole histories
/// finds the first one that is invalid.
core::Verdict LongHistories::settle(std::uint32_t history) const {
    Numbers way;
    std::uint32_t settled = history;
    for (; !nodes_[settled].verdict; settled = nodes_[settled].before)
        way.push_back(settled);
    std::ranges::reverse(way);
    const Verdict before = *nodes_[settled].verdict;
    if (before != Verdict::valid) {
        for (const std::uint32_t each : way) {
            nodes_[each].verdict = before;
            if (before == Verdict::unknown) unknown_[each] = unknown_[settled];
        }
        return before;
    }
    way.insert(way.begin(), settled);
    const std::size_t followed = follow(way);
    if (followed < way.size()) settle_by_halving(way, followed);
    return *nodes_[history].verdict;
}

std::size_t LongHistories::follow(const Numbers& way) const {
    for (std::size_t i = 1; i < way.size(); ++i) {
        const Node& before = nodes_[way[i - 1]];
        Node& node = nodes_[way[i]];
        if (!before.online && !event_of(way[i]).invokes()) return i;
        node.verdict = Verdict::valid;  // also of what only began
        if (!before.online) continue;
        Incremental online = *before.online;
        if (!advance(online, way[i])) {
            if (event_of(way[i]).invokes()) continue;
            node.verdict.reset();
            return i;
        }
        if (online.linearizable()) {
            node.online = std::move(online);
            continue;
        }
        for (std::size_t k = i; k < way.size(); ++k)
            nodes_[way[k]].verdict = Verdict::invalid;
        return way.size();
    }
    return way.size();
}

/// What nobody ever hears of again is as if its client had given it up, which costs less.
bool LongHistories::advance(Incremental& online, std::uint32_t history) const {
    const auto& [process, event] = event_of(history);
    if (event.type != EventType::invoke)
        return online.complete(process, event.type, event.value).has_value();
    if (!online.invoke(process, event.f, event.value, key_of(event))) return false;
    return !event.unheard || online.complete(process, EventType::info).has_value();
}

/// Requires: what comes before `from` on the way is valid.
void LongHistories::settle_by_halving(const Numbers& way, std::size_t from) const {
    std::size_t good = from - 1;
    std::size_t bad = way.size();
    std::size_t middle = way.size() - 1;  // first of all the whole
    while (good + 1 < bad) {
        const Verdict verdict = judge({way.begin(), way.begin() + offset(middle) + 1}, from);
        if (verdict == Verdict::unknown) {
            nodes_[way[middle]].verdict = verdict;
            break;
        }
        (verdict == Verdict::valid ? good : bad) = middle;
        middle = good + (bad - good) / 2;
    }
    for (std::size_t i = from; i <= good; ++i)
        nodes_[way[i]].verdict = Verdict::valid;
    for (std::size_t i = bad; i < way.size(); ++i)
        nodes_[way[i]].verdict = Verdict::invalid;
}

/// Keys of which nothing returned since a valid beginning can be explained as they could then.
core::Verdict LongHistories::judge(const Numbers& way, std::size_t from) const {
    std::set<core::Value> keys;
    for (std::size_t i = from; i < way.size(); ++i)
        if (!event_of(way[i]).invokes()) keys.insert(event_of(way[i]).event.key);
    const auto operations = core::pair_operations(events_up_to(way.back(), keys));
    CHECK(operations.has_value(), "{}", operations.error().message);
    linearizability::JudgeOptions options = options_;
    if (unknown_.size() >= patient) options.timeout = *options.timeout / 20;
    const auto judgement = linearizability::judge(*operations, options);
    CHECK(judgement.has_value(), "{}", judgement.error().message);
    if (judgement->verdict != Verdict::unknown) return judgement->verdict;
    std::string& why = unknown_[way.back()];
    why = "the judge does not know";
    for (const auto& partition : judgement->partitions)
        if (!partition.reason.empty()) why = partition.reason;
    return Verdict::unknown;
}

core::History LongHistories::events_up_to(std::uint32_t history,
                                          const std::set<core::Value>& keys) const {
    core::History events;
    for (; history != empty; history = nodes_[history].before) {
        const auto& [process, what] = event_of(history);
        if (!keys.contains(what.key)) continue;
        core::Event& event = events.emplace_back();
        event.process = {process, ""};
        event.type = what.type;
        event.f = what.f;
        event.key = key_of(what);
        event.value = what.value;
    }
    std::ranges::reverse(events);
    for (std::size_t i = 0; i < events.size(); ++i)
        events[i].index = i;
    return events;
}

std::size_t LongHistories::size() const {
    const std::lock_guard lock(mutex_);
    return nodes_.size();
}

std::size_t LongHistories::bytes() const {
    const std::lock_guard lock(mutex_);
    return nodes_.size() * (sizeof(Node) + 16) + events_.size() * (sizeof(ClientsEvent) + 128);
}

std::string LongHistories::text(std::uint32_t history,
                                const std::vector<std::string>& names) const {
    const std::lock_guard lock(mutex_);
    std::map<std::uint32_t, const ClientEvent*> answers;  // whose beginning is still to come
    std::vector<std::string> lines;
    for (std::size_t seen = 0; history != empty; history = nodes_[history].before) {
        const auto& [process, event] = event_of(history);
        const auto answer = answers.find(process);
        if (event.type != EventType::invoke) {
            if (lines.size() < told) answers[process] = &event;
        } else if (lines.size() < told || answer != answers.end()) {
            const auto who = names.empty() ? fmt::format("client {}", process + 1) : names[process];
            lines.push_back(
                line_of(who, event, answer == answers.end() ? nullptr : answer->second));
            if (answer != answers.end()) answers.erase(answer);
        }
        if (lines.size() >= told && (answers.empty() || ++seen > looked_through)) break;
    }
    if (history != empty && nodes_[history].operations > 1) lines.push_back("  ...\n");
    std::string out;
    for (auto line = lines.rbegin(); line != lines.rend(); ++line)
        out += *line;
    return out;
}

}  // namespace ordeal::checker
