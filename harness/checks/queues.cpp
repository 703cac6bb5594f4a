#include "harness/checks/queues.hpp"

#include <algorithm>
#include <string>
#include <unordered_map>

#include <fmt/format.h>

#include "core/text/words.hpp"
#include "harness/checks/findings.hpp"

namespace ordeal::harness {

using core::EventType;
using core::Operation;
using core::Value;
using core::Verdict;

namespace {

struct Item {
    Operations put;    // that may have happened, in order of invocation
    Operations taken;  // ok
};

/// One queue.
struct Queue {
    std::unordered_map<Value, Item> items;
    std::size_t put = 0;    // acknowledged
    std::size_t taken = 0;  // values
    std::size_t doubtful_dequeues = 0;
    std::size_t doubtful_drains = 0;
    std::size_t last_put = 0;               // position of the last acknowledgement
    const Operation* last_drain = nullptr;  // ok

    void take(const Value& value, const Operation& by) {
        ++taken;
        items[value].taken.push_back(&by);
    }

    void add(const Operation& operation, Findings& found) {
        const bool ok = is_ok(operation);
        if (operation.outcome == EventType::fail) return;
        if (operation.f == "enqueue") {
            put += ok;
            if (ok) last_put = std::max(last_put, *operation.completed);
            items[operation.argument].put.push_back(&operation);
        } else if (operation.f == "dequeue") {
            doubtful_dequeues += !ok;
            if (ok) take(operation.result, operation);
        } else if (operation.f == "drain") {
            doubtful_drains += !ok;
            if (ok) drain(operation, found);
        }
    }

    void drain(const Operation& operation, Findings& found) {
        if (!operation.result.is_list()) {
            found.add("malformed", operation, [&] {
                return Evidence{.explanation = fmt::format("{} drained {}, which is no list",
                                                           told(operation), told(operation.result)),
                                .remark = "no list",
                                .broken = &operation};
            });
            return;
        }
        if (last_drain == nullptr || operation.invoked > last_drain->invoked)
            last_drain = &operation;
        for (const Value& value : operation.result.as_list())
            take(value, operation);
    }

    bool drained() const { return last_drain != nullptr && last_drain->invoked > last_put; }
};

Evidence taken_twice(const Value& value, const Item& item, const Operations& taken,
                     const Operation& again) {
    return {.explanation = fmt::format("{} was taken by {} and again by {}", told(value),
                                       told(*taken.front()), told(again)),
            .remark = "it was taken already",
            .broken = &again,
            .with = {item.put.front(), taken.front()}};
}

/// How many of the values that were taken when the k-th take completed can have been put in: each
/// needs an enqueue of its own that was invoked before. Greedy in order of completion is exact,
/// because all enqueues of a value are alike.
void check_takes(const Value& value, const Item& item, Findings& found) {
    Operations taken = item.taken;
    std::ranges::sort(taken, {}, [](const Operation* take) { return *take->completed; });
    std::size_t used = 0;
    for (const Operation* take : taken) {
        const auto begun = static_cast<std::size_t>(
            std::ranges::lower_bound(item.put, *take->completed, {}, &Operation::invoked) -
            item.put.begin());
        if (used < begun) {
            ++used;
            continue;
        }
        if (begun > 0)
            found.add("duplicated", *take, [&] { return taken_twice(value, item, taken, *take); });
        else
            found.add("unexpected", *take, [&] {
                return Evidence{
                    .explanation = fmt::format("{} was taken by {}, and nobody had put it in",
                                               told(value), told(*take)),
                    .remark = "nobody had put it in",
                    .broken = take};
            });
    }
}

void check_all_takes(const Queue& queue, Findings& found) {
    for (const auto& [value, item] : queue.items)
        check_takes(value, item, found);
}

/// The acknowledged enqueues of a value that nobody took, the earliest first.
Operations missing(const Item& item) {
    Operations acknowledged;
    std::ranges::copy_if(item.put, std::back_inserter(acknowledged),
                         [](const Operation* put) { return is_ok(*put); });
    acknowledged.erase(acknowledged.begin(),
                       acknowledged.begin() + static_cast<std::ptrdiff_t>(std::min(
                                                  acknowledged.size(), item.taken.size())));
    return acknowledged;
}

bool recovered(const Item& item) {
    return !item.taken.empty() && !item.put.empty() &&
           std::ranges::none_of(item.put, [](auto* put) { return is_ok(*put); });
}

/// What nobody took, in order of invocation.
Operations all_missing(const Queue& queue) {
    Operations all;
    for (const auto& [value, item] : queue.items)
        for (const Operation* put : missing(item))
            all.push_back(put);
    std::ranges::sort(all, {}, &Operation::id);
    return all;
}

Evidence never_taken(const Operation& put, const Operation& drain, const Value& key, bool lost) {
    const std::string value = told(put.argument);
    return {
        .explanation = fmt::format("{} was put in{} by {} and never taken{}", value, of_key(key),
                                   told(put), lost ? "" : ", unless by somebody who got no answer"),
        .remark = value + " is not there",
        .broken = &drain,
        .with = {&put},
        .conditions = {{put.id, drain.id, value + " must be there"}}};
}

/// Unknown when nobody can say what is lost.
Verdict check_losses(const Queue& queue, const Value& key, Findings& found) {
    if (!queue.drained()) return queue.put == 0 ? Verdict::valid : Verdict::unknown;
    const Operations missing = all_missing(queue);
    const std::size_t doubtful = queue.doubtful_drains > 0
                                     ? missing.size()
                                     : std::min(missing.size(), queue.doubtful_dequeues);
    for (std::size_t i = 0; i < missing.size(); ++i) {
        const bool lost = i < missing.size() - doubtful;
        found.add(lost ? "lost" : "in-doubt", *missing[i],
                  [&] { return never_taken(*missing[i], *queue.last_drain, key, lost); });
    }
    return queue.doubtful_drains > 0 && !missing.empty() ? Verdict::unknown : Verdict::valid;
}

std::map<Value, Queue> queues_of(const std::vector<Operation>& operations, Findings& found) {
    std::map<Value, Queue> queues;
    for (const auto& [key, of_key] : by_key(operations))
        for (const Operation* operation : of_key)
            queues[key].add(*operation, found);
    return queues;
}

struct Totals {
    std::size_t put = 0;
    std::size_t taken = 0;

    explicit Totals(const std::map<Value, Queue>& queues) {
        for (const auto& [key, queue] : queues) {
            put += queue.put;
            taken += queue.taken;
        }
    }
    std::string text() const {
        return fmt::format("{} put in, {} taken", core::plural(put, "value"), taken);
    }
};

CheckResult conclude(std::string_view name, const Findings& found, Verdict verdict,
                     const std::string& text, const Totals& totals) {
    CheckResult result = found.conclude(name, verdict, text);
    result.details.set("put", totals.put);
    result.details.set("taken", totals.taken);
    return result;
}

}  // namespace

CheckResult check_queue(const std::vector<Operation>& operations) {
    Findings found({{"unexpected"}, {"duplicated"}, {"malformed"}});
    const auto queues = queues_of(operations, found);
    for (const auto& [key, queue] : queues)
        check_all_takes(queue, found);
    const Totals totals(queues);
    return conclude("queue", found, totals.taken == 0 ? Verdict::unknown : Verdict::valid,
                    totals.text(), totals);
}

CheckResult check_total_queue(const std::vector<Operation>& operations) {
    Findings found({{"lost"},
                    {"unexpected"},
                    {"duplicated"},
                    {"malformed"},
                    {"in-doubt", false},
                    {"recovered", false}});
    const auto queues = queues_of(operations, found);
    const Totals totals(queues);
    Verdict verdict = totals.put + totals.taken == 0 ? Verdict::unknown : Verdict::valid;
    bool drained = true;
    for (const auto& [key, queue] : queues) {
        check_all_takes(queue, found);
        verdict = core::worst(verdict, check_losses(queue, key, found));
        drained = drained && (queue.put == 0 || queue.drained());
        for (const auto& [value, item] : queue.items)
            if (recovered(item))
                found.add("recovered", *item.put.front(), [&, &value = value, &item = item] {
                    return Evidence{
                        .explanation = fmt::format("{} was taken, and {} never heard that it was "
                                                   "put in",
                                                   told(value), told(*item.put.front())),
                        .remark = "it was put in before",
                        .broken = item.taken.front(),
                        .with = {item.put.front()}};
                });
    }
    return conclude("total-queue", found, verdict,
                    joined(totals.text(), drained ? "" : "nobody drained the queue in the end"),
                    totals);
}

}  // namespace ordeal::harness
