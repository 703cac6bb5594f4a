#include "harness/checks/sets.hpp"

#include <algorithm>
#include <map>
#include <string>

#include <fmt/format.h>

#include "core/duration.hpp"
#include "core/text/words.hpp"
#include "harness/checks/set_history.hpp"

namespace ordeal::harness {

using core::Nanoseconds;
using core::Operation;
using core::Value;
using core::Verdict;

namespace {

/// What is told about all values together.
struct Summary {
    std::size_t added = 0;  // acknowledged
    std::size_t read = 0;   // values that somebody read
    std::size_t reads = 0;
    std::vector<Nanoseconds> until_visible;

    void add(const SetHistory& history) {
        reads += history.reads().size();
        for (const SetElement& element : history.elements()) {
            added += element.added != nullptr && is_ok(*element.added);
            read += !element.seen.empty();
            if (!element.seen.empty() && element.known)
                until_visible.push_back(history.time_until_visible(element));
        }
    }

    /// In ns: the median, 95 and 99 of 100, and the longest.
    Value times() {
        if (until_visible.empty()) return {};
        std::ranges::sort(until_visible);
        const auto at = [&](std::size_t percent) {
            return until_visible[(percent * until_visible.size() + 99) / 100 - 1].count();
        };
        return Value::object({{"p50", at(50)}, {"p95", at(95)}, {"p99", at(99)}, {"max", at(100)}});
    }

    std::string text() const {
        if (reads == 0) return "nobody read";
        if (added == 0) return "nothing was added";
        Nanoseconds longest{0};
        for (const Nanoseconds time : until_visible)
            longest = std::max(longest, time);
        return fmt::format("{} acknowledged, {} read; visible after at most {}",
                           core::plural(added, "value"), read, core::in_seconds(longest));
    }

    CheckResult conclude(std::string_view name, const Findings& found) {
        const bool told_enough = reads > 0 && added > 0;
        CheckResult result =
            found.conclude(name, told_enough ? Verdict::valid : Verdict::unknown, text());
        result.details.set("acknowledged", added);
        result.details.set("read", read);
        result.details.set("reads", reads);
        result.details.set("until-visible", times());
        return result;
    }
};

std::string known_by(const SetElement& element) {
    const Operation& by = *element.known->by;
    return fmt::format("{}, which {} {},", told(element.value), told(by),
                       by.f == "read" ? "had read" : "had added");
}

/// The evidence, but for its sentence.
Evidence missing_in(const SetElement& element, const Operation& read) {
    return {
        .explanation = {},
        .remark = told(element.value) + " is missing",
        .broken = &read,
        .with = {element.known->by},
        .conditions = {{element.known->by->id, read.id, told(element.value) + " must be there"}}};
}

void find_stale(const SetHistory& history, const SetElement& element, std::size_t present,
                Findings& found) {
    const auto absent = SetHistory::last_absent(element, present);
    if (!absent || history.reads()[*absent]->invoked < element.known->position) return;
    const Operation& without = *history.reads()[*absent];
    found.add("stale", without, [&] {
        Evidence evidence = missing_in(element, without);
        evidence.explanation = fmt::format(
            "{} was missing in what {} read {} later, and {} read it", known_by(element),
            told(without), core::to_text(history.time_until_visible(element)),
            told(*history.reads()[present]));
        evidence.with.push_back(history.reads()[present]);
        return evidence;
    });
}

void find_lost(const SetHistory& history, const SetElement& element, const Value& key,
               Findings& found) {
    if (!element.known) return;
    const auto present = SetHistory::last_present(element);
    if (const Operation* const read = history.first_without(element)) {
        found.add("lost", *element.known->by, [&] {
            Evidence evidence = missing_in(element, *read);
            evidence.explanation = fmt::format("{} is missing in what {} read{}", known_by(element),
                                               told(*read), of_key(key));
            return evidence;
        });
    } else if (present) {
        find_stale(history, element, *present, found);
    }
}

/// The last read of each node that sees what the system has come to, by its place.
std::map<std::size_t, std::size_t> last_reads(const SetHistory& history, const Layout& layout,
                                              std::optional<Nanoseconds> settled) {
    std::map<std::size_t, std::size_t> last;
    for (std::size_t i = 0; i < history.reads().size(); ++i) {
        const Operation& read = *history.reads()[i];
        if (settled && read.invoke_time < *settled) continue;
        const auto process = static_cast<std::size_t>(read.process);
        const bool known = layout.clients > 0 && layout.nodes > 0;
        last[known ? process % layout.clients % layout.nodes : 0] = i;
    }
    return last;
}

std::string node_name(std::size_t node, const Layout& layout) {
    return layout.nodes == 0 ? std::string("the last read") : fmt::format("n{}", node + 1);
}

void find_lost_at_nodes(const SetHistory& history, const std::map<std::size_t, std::size_t>& last,
                        const Layout& layout, Findings& found) {
    for (const SetElement& element : history.elements()) {
        if (!element.known) continue;
        for (const auto& [node, place] : last) {
            const Operation& read = *history.reads()[place];
            if (read.invoked < element.known->position || SetHistory::sees(element, place))
                continue;
            found.add("lost", *element.known->by, [&, node = node] {
                Evidence evidence = missing_in(element, read);
                evidence.explanation = fmt::format("{} is missing at {}: {}", known_by(element),
                                                   node_name(node, layout), told(read));
                return evidence;
            });
        }
    }
}

/// "nobody read n2 and n3 in the end", or nothing.
std::string unread(const std::map<std::size_t, std::size_t>& last, const Layout& layout) {
    std::vector<std::string> nodes;
    for (std::size_t node = 0; node < std::min(layout.nodes, layout.clients); ++node)
        if (!last.contains(node)) nodes.push_back(node_name(node, layout));
    if (nodes.empty() && last.empty()) return "nobody read in the end";
    return nodes.empty() ? ""
                         : fmt::format("nobody read {} in the end", core::listed(nodes, "and"));
}

}  // namespace

CheckResult check_set(const std::vector<Operation>& operations, Staleness staleness) {
    const bool fresh = staleness == Staleness::forbidden;
    Findings found({{"lost"}, {"unexpected"}, {"duplicated"}, {"malformed"}, {"stale", fresh}});
    Summary summary;
    for (const auto& [key, of_key] : by_key(operations)) {
        const SetHistory history(of_key, found);
        for (const SetElement& element : history.elements())
            find_lost(history, element, key, found);
        summary.add(history);
    }
    return summary.conclude(fresh ? "fresh-set" : "set", found);
}

CheckResult check_broadcast(const std::vector<Operation>& operations, Layout layout,
                            std::optional<Nanoseconds> settled) {
    Findings found({{"lost"}, {"unexpected"}, {"duplicated"}, {"malformed"}});
    Operations all;
    for (const Operation& operation : operations)
        all.push_back(&operation);
    const SetHistory history(all, found);
    const auto last = last_reads(history, layout, settled);
    find_lost_at_nodes(history, last, layout, found);
    Summary summary;
    summary.add(history);
    CheckResult result = summary.conclude("broadcast", found);
    if (const std::string nobody = unread(last, layout); !nobody.empty()) {
        result.verdict = core::worst(result.verdict, Verdict::unknown);
        result.explanation = joined(result.explanation, nobody);
    }
    return result;
}

}  // namespace ordeal::harness
