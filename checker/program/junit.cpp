#include "checker/program/junit.hpp"

#include <cstdio>

#include "core/program/junit.hpp"

namespace ordeal::checker {

namespace {

core::JunitCase case_of(const PropertyText& property) {
    core::JunitCase out{fmt::format("{} \"{}\"", to_text(property.kind), property.name), 0,
                        core::to_exit_code(property.verdict), "", ""};
    out.text = to_text(property);
    out.message = out.text.substr(0, out.text.find('\n'));
    return out;
}

}  // namespace

core::Result<void> write_junit(const std::string& path, const std::string& suite,
                               const ReportText& report) {
    std::vector<core::JunitCase> cases;
    for (const auto& property : report.properties)
        cases.push_back(case_of(property));
    if (cases.empty())
        cases.push_back({"all states", 0, core::to_exit_code(report.numbers.verdict),
                         report.numbers.stopped, report.numbers.stopped});
    cases.front().seconds = report.numbers.seconds;
    const std::string xml = core::junit_xml(suite, cases);
    std::FILE* file = std::fopen(path.c_str(), "w");
    if (file == nullptr) return core::fail("cannot write {}: {}", path, core::errno_text());
    const bool written = std::fwrite(xml.data(), 1, xml.size(), file) == xml.size();
    if (std::fclose(file) != 0 || !written)
        return core::fail("cannot write {}: {}", path, core::errno_text());
    return {};
}

}  // namespace ordeal::checker
