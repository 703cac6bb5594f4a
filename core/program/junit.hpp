// The verdicts of a command as a JUnit XML file, for build servers: a valid one passes, an invalid
// one is a failure, an unknown one or a set-up that failed is an error.
#pragma once

#include <string>
#include <vector>

#include "core/exit_code.hpp"

namespace ordeal::core {

struct JunitCase {
    std::string name;
    double seconds = 0;
    ExitCode code = ExitCode::valid;
    std::string message;  // one line
    std::string text;     // the explanation; may be long
};

std::string junit_xml(const std::string& suite, const std::vector<JunitCase>& cases);

/// Escapes text for XML and HTML; control characters that XML cannot hold become U+FFFD.
std::string escape_markup(std::string_view text);

}  // namespace ordeal::core
