#include "harness/report/page_data.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

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

/// The operation that a counterexample calls broken, or null.
const Operation* broken_of(const Value& trouble, const std::vector<Operation>& operations) {
    const Value* found = trouble.find("counterexample");
    if (!found) return nullptr;
    const auto id = core::int_at(*found, "broken");
    if (!id || *id < 0) return nullptr;
    const auto at =
        std::ranges::lower_bound(operations, static_cast<std::size_t>(*id), {}, &Operation::id);
    const bool there = at != operations.end() && at->id == static_cast<std::size_t>(*id);
    return there ? &*at : nullptr;
}

/// Of each operation concerned the places of its two events in the history: times may tie, places
/// never do. Of many operations only the last.
Value places_of(const Value& counterexample, const std::vector<Operation>& operations) {
    constexpr std::size_t most = 200;
    Value list{Value::List{}};
    const Value* concerned = counterexample.find("concerned");
    if (!concerned || !concerned->is_list()) return list;
    const auto& ids = concerned->as_list();
    for (std::size_t i = ids.size() > most ? ids.size() - most : 0; i < ids.size(); ++i) {
        const auto at = static_cast<std::size_t>(ids[i].as_int());
        if (at >= operations.size()) continue;
        const auto& completed = operations[at].completed;
        list.push(Value::object({{"id", at},
                                 {"invoked", operations[at].invoked},
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

std::string moments_of(const Operation& operation, const Value& faults) {
    const Nanoseconds begin = operation.invoke_time;
    const Nanoseconds end = operation.complete_time.value_or(begin);
    return fmt::format("under way from {} to {}. {}", in_seconds(begin), in_seconds(end),
                       faults_around(fault_spans(faults), begin, end));
}

/// The first number behind the word "operation".
std::optional<std::size_t> named_operation(std::string_view sentence) {
    constexpr std::string_view word = "operation ";
    const auto at = sentence.find(word);
    if (at == std::string_view::npos) return std::nullopt;
    const std::string_view rest = sentence.substr(at + word.size());
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
    return error == std::errc() ? std::optional(number) : std::nullopt;
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

std::string where(const Value& trouble, const Value& faults,
                  const std::vector<Operation>& operations) {
    const Operation* broken = broken_of(trouble, operations);
    return broken ? "It was " + moments_of(*broken, faults) : "";
}

std::string where(const Value& trouble, const RunDocuments& documents) {
    return where(trouble, documents.at("faults"), documents.operations);
}

std::string where(const RunDocuments& documents) {
    const auto found = troubles(documents);
    if (!found.empty()) return where(*found.front(), documents);
    if (documents.at("verdict") != Value("invalid")) return {};
    const auto id = named_operation(sentence(documents));
    if (!id || *id >= documents.operations.size()) return {};
    return fmt::format("Operation {} was {}", *id,
                       moments_of(documents.operations[*id], documents.at("faults")));
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
                                    {"where", where(documents)},
                                    {"verdict", without(documents.verdict, "linearizability")},
                                    {"judgement", judgement_of(documents)},
                                    {"stories", stories(found, documents)},
                                    {"troubles", found.size()},
                                    {"scenario", documents.scenario},
                                    {"run", documents.run}});
    if (!documents.directory.empty()) {
        document.set("output", node_output(documents.directory));
        document.set("clocks", add_clock_offsets(columns, documents.directory / "history.jsonl"));
        document.set(
            "messages",
            add_messages(columns, read_messages(documents.directory, steady_zero(documents.run)),
                         stretch));
    }
    return columns.packed(std::move(document));
}

}  // namespace ordeal::harness
