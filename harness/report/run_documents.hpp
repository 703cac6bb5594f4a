// What a report is made of: the documents of a run's directory. A run that has just ended has them
// in memory; one of the store is read back, so that its page can be made again.
#pragma once

#include <filesystem>
#include <vector>

#include "core/history/operation.hpp"
#include "core/result.hpp"
#include "core/value.hpp"
#include "harness/runner/run_report.hpp"

namespace ordeal::harness {

struct RunDocuments {
    core::Value verdict;   // verdict.json
    core::Value scenario;  // scenario.json
    core::Value run;       // run.json
    std::vector<core::Operation> operations;
    std::filesystem::path directory;  // empty: of no run, so without output of nodes and messages

    /// A member of verdict.json, or null.
    const core::Value& at(std::string_view name) const;
};

/// A text of a document; empty where there is none of that name.
std::string text_at(const core::Value& object, std::string_view name);
/// The members of a list of a document; none where there is no list of that name.
const core::Value::List& list_at(const core::Value& object, std::string_view name);

/// `run` is the document of run.json.
RunDocuments documents_of(const RunReport& report, core::Value run);

/// One document of a run's directory. Error: the file, the place in it, and why.
core::Result<core::Value> read_document(const std::filesystem::path& file);

/// Error: which file cannot be read, and why.
core::Result<RunDocuments> read_documents(const std::filesystem::path& run);

/// What is wrong, each as {"verdict","counterexample"?,"reason"?,...}: the keys that the judge did
/// not find valid, the simplest first, then the examples of checks that found a promise broken, as
/// in verdict.json.
std::vector<const core::Value*> troubles(const core::Value& verdict);
std::vector<const core::Value*> troubles(const RunDocuments& documents);

/// The same as the judge tells it, for linearizability::explain(). Requires: one of troubles() of
/// the verdict.
linearizability::Partition to_partition(const core::Value& trouble, const core::Value& verdict);

/// Which weaker promises hold, in a line or two; empty where none was asked about.
std::string weaker_promises(const core::Value& verdict);
std::string weaker_promises(const RunDocuments& documents);

/// Why the verdict is what it is, in one sentence.
std::string sentence(const core::Value& verdict);
std::string sentence(const RunDocuments& documents);

}  // namespace ordeal::harness
