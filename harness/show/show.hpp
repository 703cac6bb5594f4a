// `ordeal show`: any part of a stored run as text, read from the files of its directory.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "core/history/operation.hpp"
#include "core/result.hpp"

namespace ordeal::harness {

/// Takes pieces of text, as they are made.
using Sink = std::function<void(std::string_view)>;

/// A stretch of a run's time; what is not given has no bound.
struct TimeFilter {
    std::optional<core::Nanoseconds> from;
    std::optional<core::Nanoseconds> to;

    /// Whether anything of [begin, end] is within.
    bool meets(core::Nanoseconds begin, core::Nanoseconds end) const {
        return (!from || end >= *from) && (!to || begin <= *to);
    }
};

/// Which operations; of what is not given, all.
struct OperationFilter {
    std::optional<std::string> key;  // a string, or JSON
    std::optional<std::int64_t> process;
    std::optional<std::string> f;
    std::optional<core::EventType> outcome;
    TimeFilter time;

    bool fits(const core::Operation& operation) const;
};

struct ShowOptions {
    OperationFilter filter;
    std::size_t limit = 200;  // operations, messages, lines; 0: no limit
    core::Nanoseconds within = std::chrono::milliseconds(100);  // of "around", to each side
    bool json = false;
};

/// A part of a run, as the command line names it.
struct Part {
    std::string name;
    std::string argument{};  // of "around" a time, of "logs" a node, or nothing
};

/// A table of all parts, for help and for the message about one that is none.
std::string parts_table();

/// "story", or what the words say: "checks", "around 2.5s", "logs n1". Error: a word that is no
/// part, with the nearest that is, or a part whose argument is missing or wrong.
core::Result<std::vector<Part>> parse_parts(const std::vector<std::string>& words);

/// Prints a part: as lines, or with `json` as one document without a line break behind it.
/// Error: what is missing or cannot be read, and what can be done.
core::Result<void> show(const std::filesystem::path& run, const Part& part,
                        const ShowOptions& options, const Sink& sink);

}  // namespace ordeal::harness
