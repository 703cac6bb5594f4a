#include "harness/report/page_data.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/duration.hpp"
#include "core/json.hpp"
#include "harness/report/clock_offsets.hpp"
#include "harness/report/node_output.hpp"
#include "harness/report/operation_columns.hpp"

namespace ordeal::harness {

using core::Nanoseconds;
using core::Operation;
using core::Value;

namespace {

constexpr std::size_t most_stories = 50;

Value without(const Value& object, std::string_view left_out) {
    Value out = Value::Object{};
    if (object.is_object())
        for (const auto& member : object.as_object())
            if (member.name != left_out) out.set(member.name, member.value);
    return out;
}

/// Or null. `operations`: by their ids; some may be missing.
const Operation* operation_of(const std::vector<Operation>& operations, std::int64_t id) {
    if (id < 0) return nullptr;
    const auto wanted = static_cast<std::size_t>(id);
    const auto at = std::ranges::lower_bound(operations, wanted, {}, &Operation::id);
    return at != operations.end() && at->id == wanted ? &*at : nullptr;
}

/// The operation that a counterexample calls broken, or null.
const Operation* broken_of(const Value& trouble, const std::vector<Operation>& operations) {
    const Value* found = trouble.find("counterexample");
    if (!found) return nullptr;
    const auto id = core::int_at(*found, "broken");
    return id ? operation_of(operations, *id) : nullptr;
}

/// Of each operation concerned the places of its two events in the history: times may tie, places
/// never do. Of many operations only the last.
Value places_of(const Value& counterexample, const std::vector<Operation>& operations) {
    constexpr std::size_t most = 200;
    Value list{Value::List{}};
    const auto& ids = list_at(counterexample, "concerned");
    for (std::size_t i = ids.size() > most ? ids.size() - most : 0; i < ids.size(); ++i) {
        const Operation* operation =
            ids[i].is_int() ? operation_of(operations, ids[i].as_int()) : nullptr;
        if (!operation) continue;
        const auto& completed = operation->completed;
        list.push(Value::object({{"id", operation->id},
                                 {"invoked", operation->invoked},
                                 {"completed", completed ? Value(*completed) : Value()}}));
    }
    return list;
}

/// One key that is not valid, with what a reader asks first.
Value story(const Value& trouble, const RunDocuments& documents) {
    Value told = without(trouble, "counterexample");
    if (const Value* found = trouble.find("counterexample")) {
        told.set("counterexample", without(*found, "prefix"));
        told.set("events", places_of(*found, documents.operations));
    }
    told.set("where", where(trouble, documents));
    return told;
}

Value stories(const std::vector<const Value*>& found, const RunDocuments& documents) {
    Value list{Value::List{}};
    for (const Value* trouble : found) {
        if (list.as_list().size() == most_stories) break;
        list.push(story(*trouble, documents));
    }
    return list;
}

Value judgement_of(const RunDocuments& documents) {
    const Value& judged = documents.at("linearizability");
    if (!judged.is_object()) return Value();
    Value told = without(judged, "partitions");
    const Value* partitions = judged.find("partitions");
    told.set("keys", partitions && partitions->is_list() ? partitions->as_list().size() : 0);
    return told;
}

/// What another clock ("wall", or the machine's monotonic one: "steady") showed when the run's
/// began; none: it is not known.
std::optional<Nanoseconds> zero_of(const Value& run, std::string_view clock) {
    const Value* zero = run.find("zero");
    if (!zero) return std::nullopt;
    const auto shown = core::int_at(*zero, clock);
    return shown ? std::optional(Nanoseconds(*shown)) : std::nullopt;
}

/// The end of the story, which is when the promise was broken.
std::optional<LogMoment> moment_of(const std::optional<Stretch>& story, const Value& run) {
    const auto wall = zero_of(run, "wall");
    if (!story || !wall) return std::nullopt;
    return LogMoment{story->to, *wall};
}

/// As much again around the story as it takes.
Stretch around(const Stretch& story) {
    const Nanoseconds length = std::max(story.to - story.from, Nanoseconds(20'000'000));
    return {story.from - length / 2, story.to + length / 2};
}

/// The operation concerned that was invoked first. Requires: the broken one is known.
const Operation& first_of(const Value& trouble, const std::vector<Operation>& operations,
                          const Operation& broken) {
    const Operation* first = &broken;
    for (const Value& id : list_at(*trouble.find("counterexample"), "concerned")) {
        const Operation* one = id.is_int() ? operation_of(operations, id.as_int()) : nullptr;
        if (one && one->invoke_time < first->invoke_time) first = one;
    }
    return *first;
}

/// What was in force while the broken operation was under way, and what since the first of those
/// concerned, if that says more.
std::string faults_of(const std::vector<FaultSpan>& spans, const Operation& first,
                      const Operation& broken) {
    const Nanoseconds begin = broken.invoke_time;
    const Nanoseconds end = broken.complete_time.value_or(begin);
    const std::string meanwhile = faults_in_force(spans, begin, end);
    const std::string since = faults_in_force(spans, first.invoke_time, end);
    if (since.empty() || since == meanwhile) return faults_around(spans, begin, end);
    return fmt::format(
        "{} Between operation {}, at {}, and that: {}.",
        meanwhile.empty() ? "No fault was in force then." : faults_around(spans, begin, end),
        first.id, core::in_seconds(first.invoke_time), since);
}

/// When the first node ended by itself; none: no node did.
std::optional<Nanoseconds> first_crash(const Value& verdict) {
    for (const Value& check : list_at(verdict, "checks")) {
        const Value* details = check.find("details");
        if (!details || list_at(*details, "crashes").empty()) continue;
        if (const auto seen = core::int_at(list_at(*details, "crashes").front(), "seen"))
            return Nanoseconds(*seen);
    }
    return std::nullopt;
}

}  // namespace

std::optional<Stretch> stretch_of(const Value& trouble, const std::vector<Operation>& operations) {
    const Operation* broken = broken_of(trouble, operations);
    if (!broken) return std::nullopt;
    return Stretch{first_of(trouble, operations, *broken).invoke_time,
                   broken->complete_time.value_or(broken->invoke_time)};
}

std::string where(const Value& trouble, const Value& faults,
                  const std::vector<Operation>& operations) {
    const Operation* broken = broken_of(trouble, operations);
    if (!broken) return "";
    const std::string from = core::in_seconds(broken->invoke_time);
    const std::string to = core::in_seconds(broken->complete_time.value_or(broken->invoke_time));
    return fmt::format(
        "Operation {} was under way {}. {}", broken->id,
        from == to ? "at " + from : fmt::format("from {} to {}", from, to),
        faults_of(fault_spans(faults), first_of(trouble, operations, *broken), *broken));
}

std::string where(const Value& trouble, const RunDocuments& documents) {
    return where(trouble, documents.at("faults"), documents.operations);
}

std::string where(const RunDocuments& documents) {
    const auto found = troubles(documents);
    if (!found.empty()) return where(*found.front(), documents);
    const auto crash = first_crash(documents.verdict);
    return crash ? faults_around(fault_spans(documents.at("faults")), *crash, *crash) : "";
}

std::string page_data(const RunDocuments& documents) {
    Columns columns;
    add_operations(columns, documents.operations, documents.at("linearizability"));
    const auto found = troubles(documents);
    std::optional<Stretch> stretch =
        found.empty() ? std::nullopt : stretch_of(*found.front(), documents.operations);
    const auto broken = moment_of(stretch, documents.run);
    if (stretch) stretch = around(*stretch);
    Value document = Value::object({{"format", 1},
                                    {"sentence", sentence(documents)},
                                    {"where", where(documents)},
                                    {"verdict", without(documents.verdict, "linearizability")},
                                    {"judgement", judgement_of(documents)},
                                    {"stories", stories(found, documents)},
                                    {"troubles", found.size()},
                                    {"scenario", documents.scenario},
                                    {"run", documents.run}});
    if (!documents.directory.empty()) {
        document.set("output", node_output(documents.directory, broken));
        document.set("clocks", add_clock_offsets(columns, documents.directory / "history.jsonl"));
        document.set("messages", add_messages(columns,
                                              read_messages(documents.directory,
                                                            zero_of(documents.run, "steady")),
                                              stretch));
    }
    return columns.packed(std::move(document));
}

}  // namespace ordeal::harness
