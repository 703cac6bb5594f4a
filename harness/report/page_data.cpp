#include "harness/report/page_data.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/json.hpp"
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

/// The operation that a counterexample calls broken, or null.
const Operation* broken_of(const Value& trouble, const std::vector<Operation>& operations) {
    const Value* found = trouble.find("counterexample");
    if (!found) return nullptr;
    const auto id = core::int_at(*found, "broken");
    const bool there = id && *id >= 0 && static_cast<std::size_t>(*id) < operations.size();
    return there ? &operations[static_cast<std::size_t>(*id)] : nullptr;
}

/// One key that is not valid, with what a reader asks first.
Value story(const Value& trouble, const RunDocuments& documents) {
    Value told = without(trouble, "counterexample");
    if (const Value* found = trouble.find("counterexample"))
        told.set("counterexample", without(*found, "prefix"));
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

/// What the machine's monotonic clock showed when the run's began; none: it is not known.
std::optional<Nanoseconds> steady_zero(const Value& run) {
    const Value* zero = run.find("zero");
    if (!zero) return std::nullopt;
    const auto steady = core::int_at(*zero, "steady");
    return steady ? std::optional(Nanoseconds(*steady)) : std::nullopt;
}

/// As much again before the story as it takes, and a little after it.
Stretch around(const Stretch& story) {
    const Nanoseconds length = std::max(story.to - story.from, Nanoseconds(20'000'000));
    return {story.from - length / 2, story.to + length / 4};
}

}  // namespace

std::optional<Stretch> stretch_of(const Value& trouble, const std::vector<Operation>& operations) {
    const Operation* broken = broken_of(trouble, operations);
    if (!broken) return std::nullopt;
    Stretch stretch{broken->invoke_time, broken->complete_time.value_or(broken->invoke_time)};
    const Value* concerned = trouble.find("counterexample")->find("concerned");
    if (concerned && concerned->is_list())
        for (const Value& id : concerned->as_list())
            if (const auto at = static_cast<std::size_t>(id.as_int()); at < operations.size())
                stretch.from = std::min(stretch.from, operations[at].invoke_time);
    return stretch;
}

std::string where(const Value& trouble, const RunDocuments& documents) {
    const Operation* broken = broken_of(trouble, documents.operations);
    if (!broken) return {};
    const Nanoseconds end = broken->complete_time.value_or(broken->invoke_time);
    return fmt::format(
        "It was under way from {} to {}. {}", in_seconds(broken->invoke_time), in_seconds(end),
        faults_around(fault_spans(documents.at("faults")), broken->invoke_time, end));
}

std::string page_data(const RunDocuments& documents) {
    Columns columns;
    add_operations(columns, documents.operations, documents.at("linearizability"));
    const auto found = troubles(documents);
    std::optional<Stretch> stretch =
        found.empty() ? std::nullopt : stretch_of(*found.front(), documents.operations);
    if (stretch) stretch = around(*stretch);
    Value document = Value::object({{"format", 1},
                                    {"sentence", sentence(documents)},
                                    {"verdict", without(documents.verdict, "linearizability")},
                                    {"judgement", judgement_of(documents)},
                                    {"stories", stories(found, documents)},
                                    {"troubles", found.size()},
                                    {"scenario", documents.scenario},
                                    {"run", documents.run}});
    if (!documents.directory.empty()) {
        document.set("output", node_output(documents.directory));
        document.set(
            "messages",
            add_messages(columns, read_messages(documents.directory, steady_zero(documents.run)),
                         stretch));
    }
    return columns.packed(std::move(document));
}

}  // namespace ordeal::harness
