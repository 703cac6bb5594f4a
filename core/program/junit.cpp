#include "core/program/junit.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace ordeal::core {

namespace {

bool is_failure(const JunitCase& c) {
    return c.code == ExitCode::invalid;
}
bool is_error(const JunitCase& c) {
    return c.code != ExitCode::valid && !is_failure(c);
}

std::string case_xml(const std::string& suite, const JunitCase& c) {
    std::string out = fmt::format(R"(    <testcase classname="{}" name="{}" time="{:.3f}")",
                                  escape_markup(suite), escape_markup(c.name), c.seconds);
    if (c.code == ExitCode::valid) return out + "/>\n";
    const char* tag = is_failure(c) ? "failure" : "error";
    return out + fmt::format(">\n        <{} message=\"{}\">{}</{}>\n    </testcase>\n", tag,
                             escape_markup(c.message), escape_markup(c.text), tag);
}

}  // namespace

std::string escape_markup(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            case '\'':
                out += "&#39;";
                break;
            default:
                if (static_cast<unsigned char>(c) < ' ' && c != '\n' && c != '\t')
                    out += "\xef\xbf\xbd";
                else
                    out += c;
        }
    }
    return out;
}

std::string junit_xml(const std::string& suite, const std::vector<JunitCase>& cases) {
    double seconds = 0;
    for (const JunitCase& c : cases)
        seconds += c.seconds;
    std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    out += fmt::format(
        "<testsuites>\n  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" "
        "time=\"{:.3f}\">\n",
        escape_markup(suite), cases.size(), std::ranges::count_if(cases, is_failure),
        std::ranges::count_if(cases, is_error), seconds);
    for (const JunitCase& c : cases)
        out += case_xml(suite, c);
    return out + "  </testsuite>\n</testsuites>\n";
}

}  // namespace ordeal::core
