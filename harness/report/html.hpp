// report.html of a run: one self-contained page that works from a file, offline. Verdict, story,
// faults and checks stand in it as plain HTML, for a browser without scripts; with them the page of
// ui/ takes over and shows everything that the run's directory holds. Whatever a history contains
// is shown as text, never run: the page's policy allows its own script and nothing else.
#pragma once

#include <string>

#include "harness/report/run_documents.hpp"

namespace ordeal::harness {

std::string html_report(const RunDocuments& documents);
std::string html_report(const RunReport& report);

}  // namespace ordeal::harness
