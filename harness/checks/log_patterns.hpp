// Whether a node said something that it must never say: a panic, a failed assertion, data that it
// found corrupted. Searching the logs is the business of the machine's edge (search_logs); the
// check looks at what was found. A log that is not there says nothing, which is not the same as
// nothing wrong.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "harness/checks/check.hpp"
#include "harness/scenario/scenario.hpp"

namespace ordeal::harness {

struct LogLine {
    std::string node;
    std::string file;        // below the node's folder of the run: "output.log"
    std::size_t number = 0;  // from 1
    std::string text;        // cut when it is long
    std::string pattern;
};

struct LogSearch {
    std::vector<LogLine> found;        // the first of each file and expression
    std::size_t matches = 0;           // of all lines
    std::size_t lines = 0;             // that were looked at
    std::vector<std::string> missing;  // "nodes/n2/output.log: No such file or directory"
};

/// Looks at the output and at the named logs of each node, nodes/<node>/output.log and
/// nodes/<node>/data/<file> of a run's directory. Requires: expressions that compile (checked).
LogSearch search_logs(const std::filesystem::path& run, const std::vector<std::string>& nodes,
                      const CheckSpec& wanted);

/// "log-patterns": invalid when a line matched, unknown when a log could not be read.
CheckResult check_log_patterns(const LogSearch& search);

}  // namespace ordeal::harness
