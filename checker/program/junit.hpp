// The verdict of a search as a JUnit XML file, for build servers: a test case for each property.
#pragma once

#include <string>

#include "checker/report/text.hpp"
#include "core/result.hpp"

namespace ordeal::checker {

/// Error: the file cannot be written, and why.
core::Result<void> write_junit(const std::string& path, const std::string& suite,
                               const ReportText& report);

}  // namespace ordeal::checker
