#include "harness/report/faults_around.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "core/duration.hpp"
#include "core/json.hpp"
#include "core/text/words.hpp"

namespace ordeal::harness {

using core::Nanoseconds;
using core::Value;

namespace {

std::vector<std::string> words_of(const Value& list) {
    std::vector<std::string> words;
    for (const Value& item : list.as_list())
        words.push_back(item.is_string() ? item.as_string() : core::to_json(item));
    return words;
}

using Refused = std::map<std::string, std::set<std::string>>;

/// Each node with those that it does not hear; all nodes that are named in it.
Refused refused_in(const Value& grudge) {
    Refused refused;
    for (const auto& [node, others] : grudge.as_object()) {
        if (!others.is_list()) return {};
        for (const std::string& other : words_of(others)) {
            refused[node].insert(other);
            refused[other];
        }
    }
    return refused;
}

/// "n1, n2 | n3": who of them can still talk, if the partition leaves more than one side.
std::string sides_of(const Value& grudge) {
    const Refused refused = refused_in(grudge);
    const auto talk = [&](const std::string& a, const std::string& b) {
        return !refused.at(a).contains(b) && !refused.at(b).contains(a);
    };
    std::set<std::string> placed;
    std::vector<std::string> sides;
    for (const auto& [first, ignored] : refused) {
        if (!placed.insert(first).second) continue;
        std::vector<std::string> side{first};
        for (std::size_t i = 0; i < side.size(); ++i)
            for (const auto& [node, others] : refused)
                if (!placed.contains(node) && talk(side[i], node)) {
                    placed.insert(node);
                    side.push_back(node);
                }
        std::ranges::sort(side);
        sides.push_back(fmt::to_string(fmt::join(side, ", ")));
    }
    return sides.size() < 2 ? "" : fmt::to_string(fmt::join(sides, " | "));
}

/// Of a partition its shape, if it has a name, and who is on which side, where there are sides: not
/// where some node, which the grudge need not name, hears all.
std::string name_of_partition(const Value& fault, std::string name) {
    const Value* const grudge = fault.find("value");
    std::string what = core::string_at(fault, "shape").value_or("");
    if (what == "grudge") what.clear();
    const bool parts = what != "majorities-ring" && what != "bridge";
    const std::string sides = parts && grudge && grudge->is_object() ? sides_of(*grudge) : "";
    if (!what.empty() && !sides.empty()) what += ": ";
    what += sides;
    return what.empty() ? name : name + " (" + what + ")";
}

/// "n2 > n1" of one link (each node with those that it does not hear well), "n1" where all links
/// are some node's, else all nodes.
std::vector<std::string> ends_of(const Value::Object& links) {
    std::map<std::string, std::size_t> times;
    std::size_t count = 0;
    std::string one;
    for (const auto& [to, senders] : links)
        for (const std::string& from : words_of(senders)) {
            ++count;
            ++times[to];
            ++times[from];
            one = from + " > " + to;
        }
    if (count == 1) return {one};
    std::vector<std::string> all;
    for (const auto& [node, of_node] : times) {
        if (of_node == count && times.size() > 2) return {node};
        all.push_back(node);
    }
    return all;
}

/// A list of nodes is named whole.
std::string name_of(const Value& fault) {
    std::string name = core::string_at(fault, "fault").value_or("fault");
    if (name == "partition") return name_of_partition(fault, std::move(name));
    const Value* value = fault.find("value");
    if (!value) return name;
    std::vector<std::string> nodes;
    if (value->is_list()) nodes = words_of(*value);
    const bool links = value->is_object() && !value->as_object().empty() &&
                       value->as_object().begin()->value.is_list();
    if (links)
        nodes = ends_of(value->as_object());
    else if (value->is_object())
        for (const auto& member : value->as_object())
            nodes.push_back(member.name);
    return nodes.empty() ? name : name + " " + core::listed(nodes, "and");
}

std::string told(const FaultSpan& span, Nanoseconds until) {
    if (span.began > until)
        return fmt::format("{} (asked for at {}, seen to hold at {})", span.name,
                           core::in_seconds(span.asked), core::in_seconds(span.began));
    return fmt::format("{} (from {} to {})", span.name, core::in_seconds(span.began),
                       span.ended ? core::in_seconds(*span.ended) : "the end");
}

}  // namespace

std::string faults_in_force(const std::vector<FaultSpan>& spans, Nanoseconds from, Nanoseconds to) {
    constexpr std::size_t most = 4;
    std::vector<std::string> names;
    std::size_t count = 0;
    for (const FaultSpan& span : spans)
        if (span.asked <= to && (!span.ended || *span.ended >= from))
            if (++count <= most) names.push_back(told(span, to));
    if (count > most) names.push_back(fmt::format("{} more", count - most));
    return core::listed(names, "and");
}

std::optional<Nanoseconds> moment_of(const Value& fault, std::string_view name) {
    const auto time = core::int_at(fault, name);
    return time ? std::optional(Nanoseconds(*time)) : std::nullopt;
}

std::vector<FaultSpan> fault_spans(const Value& faults) {
    std::vector<FaultSpan> spans;
    if (!faults.is_list()) return spans;
    for (const Value& fault : faults.as_list())
        if (const auto began = moment_of(fault, "began"))
            spans.push_back({.name = name_of(fault),
                             .asked = moment_of(fault, "asked").value_or(*began),
                             .began = *began,
                             .ended = moment_of(fault, "ended")});
    std::ranges::stable_sort(spans, {}, &FaultSpan::began);
    return spans;
}

std::string faults_around(const std::vector<FaultSpan>& spans, Nanoseconds from, Nanoseconds to) {
    const std::string active = faults_in_force(spans, from, to);
    if (!active.empty()) return "In force meanwhile: " + active + ".";
    const FaultSpan* last = nullptr;
    for (const FaultSpan& span : spans)
        if (span.ended && *span.ended < from && (!last || *last->ended < *span.ended)) last = &span;
    if (!last) return spans.empty() ? "No fault was made in this run." : "No fault had begun yet.";
    return fmt::format("No fault was in force; the last one before, {}, was over {} earlier.",
                       last->name, core::in_seconds(from - *last->ended));
}

}  // namespace ordeal::harness
