#include "harness/program/output.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include <fmt/format.h>

#include "core/json.hpp"
#include "harness/store/line_file.hpp"

namespace ordeal::harness {

using core::ExitCode;

namespace {

/// The worst first.
constexpr std::array<ExitCode, 6> severity{ExitCode::internal,    ExitCode::usage,
                                           ExitCode::interrupted, ExitCode::invalid,
                                           ExitCode::unknown,     ExitCode::valid};

ExitCode worst_of(const std::vector<Reported>& all) {
    for (const ExitCode code : severity)
        if (std::ranges::any_of(all, [code](const Reported& r) { return r.junit.code == code; }))
            return code;
    return ExitCode::valid;
}

void print_json(const std::vector<Reported>& all, bool many) {
    core::Value document = many || all.empty() ? core::Value(core::Value::List{}) : all[0].json;
    if (many)
        for (const Reported& reported : all)
            document.push(reported.json);
    fmt::print("{}\n", core::to_json(document));
}

core::Result<void> write_junit(const std::vector<Reported>& all, const std::string& suite,
                               const std::string& path) {
    std::vector<core::JunitCase> cases;
    for (const Reported& reported : all)
        cases.push_back(reported.junit);
    auto file = LineFile::create(path);
    if (!file) return tl::unexpected(file.error());
    return file->append(core::junit_xml(suite, cases));
}

}  // namespace

Reported failed(std::string name, ExitCode code, const core::Error& error) {
    Reported reported;
    reported.junit = {name, 0, code, error.message.substr(0, error.message.find('\n')),
                      error.message};
    reported.json = core::Value::object({{"name", std::move(name)},
                                         {"verdict", "unknown"},
                                         {"error", error.message},
                                         {"exit_code", static_cast<int>(code)}});
    return reported;
}

void print_result(const Reported& reported, const OutputOptions& options) {
    std::fputs(reported.notes.c_str(), stderr);
    const bool no_verdict =
        reported.junit.code == ExitCode::usage || reported.junit.code == ExitCode::internal;
    if (no_verdict && reported.text.empty())
        fmt::print(stderr, "{}\n", reported.junit.text);
    else if (!options.json)
        fmt::print("{}", reported.text);
    std::fflush(stdout);
}

ExitCode finish(const std::vector<Reported>& all, bool many, const std::string& suite,
                const OutputOptions& options) {
    if (options.json) print_json(all, many);
    ExitCode code = worst_of(all);
    if (std::fflush(stdout) != 0) {
        fmt::print(stderr, "ordeal: cannot write to stdout: {}\n", core::errno_text());
        code = ExitCode::internal;
    }
    if (!options.junit) return code;
    if (auto written = write_junit(all, suite, *options.junit); !written) {
        fmt::print(stderr, "ordeal: --junit: {}\n", written.error().message);
        return ExitCode::internal;
    }
    return code;
}

}  // namespace ordeal::harness
