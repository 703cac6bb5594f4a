// What the page of a run shows, as one packed text: a document with verdict, stories, faults,
// checks, scenario, environment and the nodes' output, and columns of operations and messages.
#pragma once

#include <string>

#include "harness/report/faults_around.hpp"
#include "harness/report/messages.hpp"
#include "harness/report/run_documents.hpp"

namespace ordeal::harness {

std::string page_data(const RunDocuments& documents);

/// From the first invocation of the operations that break a promise until the broken one returned;
/// none where there is no counterexample. `trouble`: one of troubles().
std::optional<Stretch> stretch_of(const core::Value& trouble,
                                  const std::vector<core::Operation>& operations);

/// When the broken operation was under way, and under which faults; empty where there is none.
/// `faults`: of verdict.json. `operations`: by their ids; others than the broken one may be
/// missing.
std::string where(const core::Value& trouble, const core::Value& faults,
                  const std::vector<core::Operation>& operations);
std::string where(const core::Value& trouble, const RunDocuments& documents);

/// The same of the run's first trouble, or else of the first node that ended by itself; empty where
/// there is neither.
std::string where(const RunDocuments& documents);

}  // namespace ordeal::harness
