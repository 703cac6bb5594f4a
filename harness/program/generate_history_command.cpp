// `ordeal generate-history`: a history made up by simulation, to try checkers on.
#include <cstdio>
#include <memory>

#include <fmt/format.h>

#include "core/history/jepsen_event.hpp"
#include "core/history/jsonl.hpp"
#include "core/result.hpp"
#include "harness/program/commands.hpp"

namespace ordeal::harness {

using core::ExitCode;
using core::Result;
using linearizability::Violation;

namespace {

Violation violation_from(const std::string& name) {
    if (name == "start") return Violation::start;
    if (name == "middle") return Violation::middle;
    return name == "end" ? Violation::end : Violation::none;
}

bool flush(std::string& text, std::FILE* file) {
    const bool done = std::fwrite(text.data(), 1, text.size(), file) == text.size();
    text.clear();
    return done;
}

bool write(const core::History& history, bool edn, std::FILE* file) {
    std::string text;
    for (const core::Event& event : history) {
        if (edn)
            append_jepsen_edn(text, event);
        else
            append_event(text, event);
        text += '\n';
        if (text.size() > 1 << 16 && !flush(text, file)) return false;
    }
    return flush(text, file) && std::fflush(file) == 0;
}

Result<void> write_to(const std::string& path, const core::History& history, bool edn) {
    if (path == "-") {
        if (!write(history, edn, stdout))
            return core::fail("cannot write to stdout: {}", core::errno_text());
        return {};
    }
    std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "wb"),
                                                         std::fclose);
    if (!file || !write(history, edn, file.get()) || std::fclose(file.release()) != 0)
        return core::fail("cannot write {}: {}", path, core::errno_text());
    return {};
}

ExitCode complain(ExitCode code, const core::Error& error) {
    fmt::print(stderr, "ordeal: {}\n", error.message);
    return code;
}

Result<core::History> history_from(const GenerateArguments& arguments) {
    auto options = arguments.options;
    options.violation = violation_from(arguments.violation);
    return linearizability::generate_history(options);
}

}  // namespace

ExitCode generate_history_command(const GenerateArguments& arguments) {
    const auto history = history_from(arguments);
    if (!history) return complain(ExitCode::usage, history.error());
    const bool edn = arguments.format == "edn";
    if (auto written = write_to(arguments.output, *history, edn); !written)
        return complain(ExitCode::internal, written.error());
    return ExitCode::valid;
}

}  // namespace ordeal::harness
