// `ordeal report`: the page of a stored run, made again from the files of its directory.
#include <cstdio>
#include <fstream>

#include <fmt/format.h>

#include "harness/program/commands.hpp"
#include "harness/program/complain.hpp"
#include "harness/report/html.hpp"
#include "harness/store/run_directory.hpp"

namespace ordeal::harness {

using core::ExitCode;

namespace {

core::Result<void> write(const std::string& path, const std::string& page) {
    if (path == "-") {
        std::fwrite(page.data(), 1, page.size(), stdout);
        return {};
    }
    std::ofstream file(path, std::ios::binary);
    file << page;
    file.close();
    if (!file) return core::fail("cannot write {}: {}", path, core::errno_text());
    return {};
}

constexpr Complain complain{"report"};

}  // namespace

ExitCode report_command(const ReportArguments& arguments) {
    const auto run = find_run(arguments.run);
    if (!run) return complain(ExitCode::usage, run.error().message);
    const auto documents = read_documents(*run);
    if (!documents) return complain(ExitCode::usage, documents.error().message);
    const std::string path = arguments.output.value_or((*run / "report.html").string());
    if (auto written = write(path, html_report(*documents)); !written)
        return complain(ExitCode::internal, written.error().message);
    if (path != "-") fmt::print("{}\n", path);
    return ExitCode::valid;
}

}  // namespace ordeal::harness
