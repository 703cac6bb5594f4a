// The parts of a run that are documents of its directory: story, checks, scenario, environment and
// the line that repeats it.
#include <set>
#include <system_error>

#include <fmt/format.h>

#include "core/json.hpp"
#include "harness/report/run_documents.hpp"
#include "harness/report/terminal.hpp"
#include "harness/show/operations_of.hpp"
#include "harness/show/parts.hpp"
#include "harness/show/text.hpp"

namespace ordeal::harness {

using core::Operation;
using core::Result;
using core::Value;
namespace fs = std::filesystem;

namespace {

/// The operations that the story tells of; the reading ends with the last of them.
Result<std::vector<Operation>> told(const fs::path& run, const Value& verdict) {
    const auto ids = told_operations(verdict);
    std::set<std::size_t> wanted(ids.begin(), ids.end());
    std::vector<Operation> operations;
    const auto found = troubles(verdict);
    const auto example =
        found.empty() ? std::nullopt : to_partition(*found.front(), verdict).counterexample;
    if (example && !wanted.contains(example->broken))
        return core::fail("{}: operation {} is called broken, but is not among those concerned",
                          (run / "verdict.json").string(), example->broken);
    if (wanted.empty()) return operations;
    OperationVisitor visitor;
    visitor.wanted = [&](const Operation& operation) { return wanted.contains(operation.id); };
    visitor.take = [&](const Operation& operation) {
        operations.push_back(operation);
        return operations.size() < wanted.size();
    };
    const auto visited = visit_operations(run / "history.jsonl", visitor);
    if (!visited) return tl::unexpected(visited.error());
    for (const Operation& operation : operations)
        wanted.erase(operation.id);
    if (!wanted.empty())
        return core::fail("verdict.json tells of operation {}, which is not in history.jsonl of {}",
                          *wanted.begin(), run.string());
    return operations;
}

/// The verdict without the orders of all operations, and with those operations that it tells of.
Value story_value(const Value& verdict, const std::vector<Operation>& operations) {
    Value story = Value::Object{};
    for (const auto& member : verdict.as_object())
        if (member.name != "linearizability" && member.name != "statistics")
            story.set(member.name, member.value);
    const auto found = troubles(verdict);
    story.set("not_valid", found.size());
    if (found.empty()) return story;
    Value trouble = *found.front();
    if (const Value* example = trouble.find("counterexample")) {
        Value shorter = Value::Object{};
        for (const auto& member : example->as_object())
            if (member.name != "prefix") shorter.set(member.name, member.value);
        trouble.set("counterexample", std::move(shorter));
    }
    Value::List list;
    for (const Operation& operation : operations)
        list.push_back(to_value(operation));
    story.set("simplest", std::move(trouble));
    story.set("operations_told", std::move(list));
    return story;
}

/// "host.kernel  6.1" for each value within a document.
void append_lines(std::string& out, const std::string& name, const Value& value) {
    if (value.is_object())
        for (const auto& member : value.as_object())
            append_lines(out, name.empty() ? member.name : name + "." + member.name, member.value);
    else
        out += fmt::format("  {:<20} {}\n", printable(name),
                           value.is_string() ? printable(value.as_string())
                                             : printable(core::to_json(value), 1000));
}

/// A document of the run's directory as it is.
Result<void> print_document(const PartRequest& request, std::string_view file) {
    const auto document = read_document(request.run / file);
    if (!document) return tl::unexpected(document.error());
    request.sink(request.options.json ? core::to_json(*document)
                                      : core::to_pretty_json(*document) + "\n");
    return {};
}

void append_check(std::string& out, const Value& check) {
    out +=
        fmt::format("{}: {}\n  {}\n", printable(text_at(check, "name")),
                    printable(text_at(check, "verdict")), printable(text_at(check, "explanation")));
    const Value* details = check.find("details");
    if (!details || !details->is_object()) return;
    for (const auto& member : details->as_object())
        out += fmt::format("    {:<16} {}\n", printable(member.name),
                           printable(core::to_json(member.value), 400));
}

}  // namespace

Result<Value> read_verdict(const fs::path& run) {
    std::error_code ignored;
    if (!fs::exists(run / "verdict.json", ignored))
        return core::fail(
            "{} has no verdict.json: this run is under way, or was ended before it was judged. "
            "`ordeal verify {}` judges its history so far; faults, operations, latency, logs, "
            "messages, scenario and environment can be shown",
            run.string(), run.string());
    auto verdict = read_document(run / "verdict.json");
    if (!verdict) return tl::unexpected(verdict.error());
    if (!verdict->is_object() || text_at(*verdict, "verdict").empty())
        return core::fail("{}: this is no verdict of a run: it has no \"verdict\"",
                          (run / "verdict.json").string());
    verdict->set("directory", run.string());  // it may have been moved
    return verdict;
}

Result<void> show_story(const PartRequest& request) {
    const auto verdict = read_verdict(request.run);
    if (!verdict) return tl::unexpected(verdict.error());
    const auto operations = told(request.run, *verdict);
    if (!operations) return tl::unexpected(operations.error());
    request.sink(request.options.json ? core::to_json(story_value(*verdict, *operations))
                                      : terminal_report(*verdict, *operations));
    return {};
}

Result<void> show_checks(const PartRequest& request) {
    const auto verdict = read_verdict(request.run);
    if (!verdict) return tl::unexpected(verdict.error());
    const Value* checks = verdict->find("checks");
    const Value list = checks && checks->is_list() ? *checks : Value(Value::List{});
    std::string text;
    for (const Value& check : list.as_list())
        append_check(text, check);
    request.sink(request.options.json ? core::to_json(list) : text);
    return {};
}

Result<void> show_scenario(const PartRequest& request) {
    return print_document(request, "scenario.json");
}

Result<void> show_environment(const PartRequest& request) {
    if (request.options.json) return print_document(request, "run.json");
    const auto document = read_document(request.run / "run.json");
    if (!document) return tl::unexpected(document.error());
    std::string text;
    append_lines(text, "", *document);
    request.sink(text);
    return {};
}

Result<void> show_repeat(const PartRequest& request) {
    const auto document = read_document(request.run / "run.json");
    if (!document) return tl::unexpected(document.error());
    const auto repeat = core::string_at(*document, "repeat");
    if (!repeat)
        return core::fail("{}: {}", (request.run / "run.json").string(), repeat.error().message);
    request.sink(request.options.json ? core::to_json(Value::object({{"repeat", *repeat}}))
                                      : printable(*repeat) + "\n");
    return {};
}

}  // namespace ordeal::harness
