#include "harness/report/run_documents.hpp"

#include <algorithm>
#include <tuple>

#include "core/history/file_text.hpp"
#include "core/history/jsonl.hpp"
#include "core/json.hpp"
#include "harness/scenario/decode.hpp"
#include "linearizability/consistency/promise.hpp"

namespace ordeal::harness {

using core::Result;
using core::Value;

namespace {

Result<std::vector<core::Operation>> read_operations(const std::filesystem::path& path) {
    const auto text = core::file_text(path.string());
    if (!text) return tl::unexpected(text.error());
    const auto history = core::parse_jsonl_history(*text, path.string());
    if (!history) return tl::unexpected(history.error());
    return core::pair_operations(*history);
}

std::vector<std::size_t> ids(const Value* list) {
    std::vector<std::size_t> out;
    if (list && list->is_list())
        for (const Value& id : list->as_list())
            if (id.is_int()) out.push_back(static_cast<std::size_t>(id.as_int()));
    return out;
}

/// Or null.
const Value& member(const Value& object, std::string_view name) {
    static const Value none;
    const Value* found = object.find(name);
    return found ? *found : none;
}

core::Verdict verdict_of(const Value& object) {
    const std::string text = text_at(object, "verdict");
    return text == "valid"     ? core::Verdict::valid
           : text == "invalid" ? core::Verdict::invalid
                               : core::Verdict::unknown;
}

void add_invalid(const Value* list, std::vector<const Value*>& found) {
    if (!list || !list->is_list()) return;
    for (const Value& one : list->as_list())
        if (text_at(one, "verdict") != "valid") found.push_back(&one);
}

/// "not linearizable: " of what the judge found; what a check did speaks for itself.
std::string said_by(const Value& trouble, const Value& verdict) {
    if (trouble.find("check")) return "";
    for (const Value& judged : list_at(verdict, "checks"))
        if (const auto name = text_at(judged, "name"); linearizability::promise_named(name))
            return text_at(judged, "verdict") == "invalid" ? "not " + name + ": " : "";
    return "";
}

/// Empty where there is no counterexample.
std::string explanation_of(const Value& trouble, const Value& verdict) {
    const Value* found = trouble.find("counterexample");
    return found ? said_by(trouble, verdict) + text_at(*found, "explanation") : "";
}

/// Smaller is simpler.
auto simplicity(const Value& trouble) {
    const Value* found = trouble.find("counterexample");
    const auto concerned = ids(found ? found->find("concerned") : nullptr);
    const std::int64_t broken = found ? core::int_at(*found, "broken").value_or(0) : 0;
    return std::tuple(!found, concerned.size(), broken);
}

}  // namespace

std::string text_at(const Value& object, std::string_view name) {
    return core::string_at(object, name).value_or("");
}

const Value::List& list_at(const Value& object, std::string_view name) {
    static const Value::List none;
    const Value* list = object.find(name);
    return list && list->is_list() ? list->as_list() : none;
}

const Value& RunDocuments::at(std::string_view name) const {
    return member(verdict, name);
}

RunDocuments documents_of(const RunReport& report, Value run) {
    return {to_value(report), to_value(report.scenario), std::move(run), report.operations,
            report.directory};
}

Result<Value> read_document(const std::filesystem::path& path) {
    const auto text = core::file_text(path.string());
    if (!text) return tl::unexpected(text.error());
    auto document = core::parse_long_json(*text);
    if (!document) return core::fail("{}:{}", path.string(), document.error().message);
    return document;
}

Result<RunDocuments> read_documents(const std::filesystem::path& run) {
    RunDocuments documents;
    documents.directory = run;
    for (const auto& [file, document] :
         {std::pair("verdict.json", &documents.verdict),
          std::pair("scenario.json", &documents.scenario), std::pair("run.json", &documents.run)}) {
        auto read = read_document(run / file);
        if (!read) return tl::unexpected(read.error());
        *document = std::move(*read);
    }
    auto operations = read_operations(run / "history.jsonl");
    if (!operations) return tl::unexpected(operations.error());
    documents.operations = std::move(*operations);
    return documents;
}

std::vector<const Value*> troubles(const Value& verdict) {
    std::vector<const Value*> found;
    add_invalid(member(verdict, "linearizability").find("partitions"), found);
    std::ranges::stable_sort(found, {}, [](const Value* trouble) { return simplicity(*trouble); });
    for (const Value& check : list_at(verdict, "checks"))
        for (const Value& finding : list_at(check, "findings"))
            add_invalid(finding.find("examples"), found);
    return found;
}

std::vector<const Value*> troubles(const RunDocuments& documents) {
    return troubles(documents.verdict);
}

linearizability::Partition to_partition(const Value& trouble, const Value& verdict) {
    linearizability::Partition partition;
    if (const Value* key = trouble.find("key"); key && !key->is_null()) partition.key = *key;
    partition.verdict = verdict_of(trouble);
    partition.explored = static_cast<std::uint64_t>(core::int_at(trouble, "explored").value_or(0));
    partition.reason = text_at(trouble, "reason");
    if (const Value* found = trouble.find("counterexample")) {
        linearizability::Counterexample out;
        out.broken = static_cast<std::size_t>(core::int_at(*found, "broken").value_or(0));
        out.concerned = ids(found->find("concerned"));
        const Value* all = found->find("all_possible");
        out.all_possible = !all || !all->is_bool() || all->as_bool();
        if (const Value* possible = found->find("possible"); possible && possible->is_list())
            for (const Value& state : possible->as_list())
                if (state.is_string()) out.possible.push_back(state.as_string());
        out.explanation = explanation_of(trouble, verdict);
        out.remark = text_at(*found, "remark");
        partition.counterexample = std::move(out);
    }
    return partition;
}

std::string weaker_promises(const Value& verdict) {
    linearizability::Judgement judgement;
    for (const Value& told : list_at(member(verdict, "linearizability"), "weaker")) {
        const auto promise = linearizability::promise_named(text_at(told, "consistency"));
        if (!promise) continue;
        judgement.weaker.push_back({.promise = *promise,
                                    .verdict = verdict_of(told),
                                    .witness = {},
                                    .concerned = {},
                                    .explanation = text_at(told, "explanation")});
    }
    return linearizability::explain_weaker(judgement);
}

std::string weaker_promises(const RunDocuments& documents) {
    return weaker_promises(documents.verdict);
}

std::string sentence(const Value& verdict) {
    if (const std::string said = text_at(verdict, "sentence"); !said.empty()) return said;
    const std::string decided = text_at(verdict, "verdict");
    if (decided == "valid") return "Every operation can be explained by a correct system.";
    const auto found = troubles(verdict);
    const std::string by = found.empty() ? "" : text_at(*found.front(), "check");
    if (!found.empty() && by.empty())
        if (auto said = explanation_of(*found.front(), verdict); !said.empty()) return said;
    for (const Value& check : list_at(verdict, "checks")) {
        if (text_at(check, "verdict") != decided) continue;
        const std::string name = text_at(check, "name");
        if (name == by) return text_at(check, "explanation");
        if (by.empty()) return name + ": " + text_at(check, "explanation");
    }
    if (!found.empty()) return text_at(*found.front(), "reason");
    const std::string error = text_at(verdict, "error");
    return error.empty() ? "The run ended before it could be judged." : error;
}

std::string sentence(const RunDocuments& documents) {
    return sentence(documents.verdict);
}

}  // namespace ordeal::harness
