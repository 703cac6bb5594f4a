// `ordeal show`: any part of a stored run, as text.
#include <cerrno>
#include <csignal>
#include <cstdio>

#include <fmt/format.h>

#include "core/duration.hpp"
#include "core/json.hpp"
#include "core/text/words.hpp"
#include "harness/program/commands.hpp"
#include "harness/program/complain.hpp"
#include "harness/show/show.hpp"
#include "harness/show/text.hpp"
#include "harness/store/run_directory.hpp"

namespace ordeal::harness {

using core::ExitCode;
using core::Result;

namespace {

constexpr Complain complain{"show"};

/// Reads an option that may not be there.
Result<void> read_moment(const char* option, const std::optional<std::string>& text,
                         std::optional<core::Nanoseconds>& out) {
    if (!text) return {};
    const auto moment = parse_moment(*text);
    if (!moment) return core::fail("{}: {}", option, moment.error().message);
    out = *moment;
    return {};
}

Result<ShowOptions> options_from(const ShowArguments& arguments) {
    ShowOptions options;
    options.json = arguments.json;
    options.limit = arguments.limit;
    OperationFilter& filter = options.filter;
    filter.key = arguments.key;
    filter.process = arguments.process;
    filter.f = arguments.f;
    if (arguments.type) filter.outcome = core::event_type(*arguments.type);
    if (auto read = read_moment("--from", arguments.from, filter.time.from); !read)
        return tl::unexpected(read.error());
    if (auto read = read_moment("--to", arguments.to, filter.time.to); !read)
        return tl::unexpected(read.error());
    if (filter.time.from && filter.time.to && *filter.time.to < *filter.time.from)
        return core::fail("--to {} is before --from {}", *arguments.to, *arguments.from);
    const auto within = core::parse_duration(arguments.within);
    if (!within) return core::fail("--within: {}", within.error().message);
    options.within = *within;
    return options;
}

/// What stands on the command line, the part that --at means included.
Result<std::vector<Part>> parts_from(const ShowArguments& arguments) {
    std::vector<std::string> words = arguments.parts;
    if (arguments.at) words.insert(words.end(), {"around", *arguments.at});
    return parse_parts(words);
}

/// Several parts are told apart by their names.
Result<void> print(const std::filesystem::path& run, const std::vector<Part>& parts,
                   const ShowOptions& options) {
    const Sink sink = [](std::string_view text) {
        std::fwrite(text.data(), 1, text.size(), stdout);
    };
    const bool many = parts.size() > 1;
    for (const Part& part : parts) {
        const bool first = &part == &parts.front();
        const std::string title =
            part.argument.empty() ? part.name : part.name + " " + part.argument;
        if (many && options.json)
            sink((first ? "{" : ",") + core::to_json(title) + ":");
        else if (many)
            sink(fmt::format("{}== {} ==\n", first ? "" : "\n", printable(title)));
        if (auto shown = show(run, part, options, sink); !shown) return shown;
    }
    if (options.json) sink(many ? "}\n" : "\n");
    return {};
}

}  // namespace

ExitCode show_command(const ShowArguments& arguments) {
    std::signal(SIGPIPE, SIG_DFL);  // a reader that has seen enough ends this quietly
    const auto parts = parts_from(arguments);
    if (!parts) return complain(ExitCode::usage, parts.error().message);
    const auto options = options_from(arguments);
    if (!options) return complain(ExitCode::usage, options.error().message);
    const auto run = find_run(arguments.run);
    if (!run) return complain(ExitCode::usage, run.error().message);
    const auto printed = print(*run, *parts, *options);
    errno = 0;
    if (std::fflush(stdout) != 0 && errno != EPIPE)
        return complain(ExitCode::internal, "cannot write to stdout: " + core::errno_text());
    return printed ? ExitCode::valid : complain(ExitCode::usage, printed.error().message);
}

}  // namespace ordeal::harness
