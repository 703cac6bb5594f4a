#include "harness/report/faults_around.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/json.hpp"
#include "core/text/words.hpp"

namespace ordeal::harness {

using core::Nanoseconds;
using core::Value;

namespace {

std::optional<Nanoseconds> time_at(const Value& fault, std::string_view name) {
    const auto time = core::int_at(fault, name);
    return time ? std::optional(Nanoseconds(*time)) : std::nullopt;
}

std::vector<std::string> words_of(const Value& list) {
    std::vector<std::string> words;
    for (const Value& item : list.as_list())
        words.push_back(item.is_string() ? item.as_string() : core::to_json(item));
    return words;
}

/// A list of nodes is named whole; of a partition its shape says more than all its links.
std::string name_of(const Value& fault) {
    std::string name = core::string_at(fault, "fault").value_or("fault");
    if (const auto shape = core::string_at(fault, "shape")) return name + " (" + *shape + ")";
    const Value* value = fault.find("value");
    if (!value) return name;
    std::vector<std::string> nodes;
    if (value->is_list()) nodes = words_of(*value);
    if (value->is_object())
        for (const auto& member : value->as_object())
            nodes.push_back(member.name);
    return nodes.empty() ? name : name + " " + core::listed(nodes, "and");
}

std::string told(const FaultSpan& span) {
    return fmt::format("{} (from {} to {})", span.name, in_seconds(span.began),
                       span.ended ? in_seconds(*span.ended) : "the end");
}

std::string in_force(const std::vector<FaultSpan>& spans, Nanoseconds from, Nanoseconds to) {
    constexpr std::size_t most = 4;
    std::vector<std::string> names;
    std::size_t count = 0;
    for (const FaultSpan& span : spans)
        if (span.began <= to && (!span.ended || *span.ended >= from))
            if (++count <= most) names.push_back(told(span));
    if (count > most) names.push_back(fmt::format("{} more", count - most));
    return core::listed(names, "and");
}

}  // namespace

std::string in_seconds(Nanoseconds time) {
    return fmt::format("{:.3f} s", std::chrono::duration<double>(time).count());
}

std::vector<FaultSpan> fault_spans(const Value& faults) {
    std::vector<FaultSpan> spans;
    if (!faults.is_list()) return spans;
    for (const Value& fault : faults.as_list())
        if (const auto began = time_at(fault, "began"))
            spans.push_back({name_of(fault), *began, time_at(fault, "ended")});
    std::ranges::stable_sort(spans, {}, &FaultSpan::began);
    return spans;
}

std::string faults_around(const std::vector<FaultSpan>& spans, Nanoseconds from, Nanoseconds to) {
    const std::string active = in_force(spans, from, to);
    if (!active.empty()) return "In force meanwhile: " + active + ".";
    const FaultSpan* last = nullptr;
    for (const FaultSpan& span : spans)
        if (span.ended && *span.ended < from && (!last || *last->ended < *span.ended)) last = &span;
    if (!last) return spans.empty() ? "No fault was made in this run." : "No fault had begun yet.";
    return fmt::format("No fault was in force; the last one before, {}, was over {} earlier.",
                       last->name, in_seconds(from - *last->ended));
}

}  // namespace ordeal::harness
