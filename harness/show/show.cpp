#include "harness/show/show.hpp"

#include <algorithm>
#include <span>

#include <fmt/format.h>

#include "core/json.hpp"
#include "core/text/nearest.hpp"
#include "core/text/words.hpp"
#include "harness/show/parts.hpp"
#include "harness/show/text.hpp"

namespace ordeal::harness {

using core::Result;

namespace {

/// Whether a word behind a part belongs to it.
enum class Argument : std::uint8_t { none, optional, needed };

struct KnownPart {
    std::string_view name;
    Argument argument;
    std::string_view usage;
    std::string_view description;
    Result<void> (*show)(const PartRequest&);
};

constexpr KnownPart known_parts[] = {
    {"story", Argument::none, "story",
     "the verdict, why, and what ran (what `ordeal run` ends with)", show_story},
    {"checks", Argument::none, "checks", "what each check said, with its figures", show_checks},
    {"faults", Argument::none, "faults", "when each took hold and ended, and what it touched",
     show_faults},
    {"operations", Argument::none, "operations", "one a line, in order of invocation",
     show_operations},
    {"around", Argument::needed, "around TIME",
     "operations, faults, messages and log lines around a moment of the run, like 2.5s",
     show_around},
    {"latency", Argument::none, "latency", "counts and quantiles of each function", show_latency},
    {"logs", Argument::optional, "logs [NODE]", "what the nodes wrote, joined by its times",
     show_logs},
    {"messages", Argument::none, "messages", "between the nodes, where the run has traces of them",
     show_messages},
    {"scenario", Argument::none, "scenario", "with all defaults filled in", show_scenario},
    {"environment", Argument::none, "environment", "machine, version, seed, when it began",
     show_environment},
    {"repeat", Argument::none, "repeat", "the command line that repeats the run", show_repeat},
};

const KnownPart* find_part(std::string_view name) {
    const auto* found = std::ranges::find(known_parts, name, &KnownPart::name);
    return found == std::end(known_parts) ? nullptr : found;
}

Result<const KnownPart*> part_named(std::string_view word) {
    if (const KnownPart* known = find_part(word)) return known;
    std::vector<std::string_view> names;
    for (const KnownPart& each : known_parts)
        names.push_back(each.name);
    return core::fail("unknown part {}{}", core::in_quotes(word), core::suggestion(word, names));
}

}  // namespace

bool OperationFilter::fits(const core::Operation& operation) const {
    if (process && operation.process != *process) return false;
    if (f && operation.f != *f) return false;
    if (outcome && operation.outcome != *outcome) return false;
    const auto end = operation.complete_time.value_or(core::Nanoseconds::max());
    if (!time.meets(operation.invoke_time, end)) return false;
    if (!key) return true;
    if (!operation.key) return false;
    return (operation.key->is_string() && operation.key->as_string() == *key) ||
           core::to_json(*operation.key) == *key;
}

std::string parts_table() {
    std::string table = "Parts:\n";
    for (const KnownPart& part : known_parts)
        table += fmt::format("  {:<14} {}\n", part.usage, part.description);
    return table;
}

Result<std::vector<Part>> parse_parts(const std::vector<std::string>& words) {
    std::vector<Part> parts;
    for (std::size_t at = 0; at < words.size(); ++at) {
        const auto known = part_named(words[at]);
        if (!known) return tl::unexpected(known.error());
        Part& part = parts.emplace_back(Part{words[at]});
        const bool more = at + 1 < words.size();
        const bool taken =
            (*known)->argument == Argument::needed ||
            ((*known)->argument == Argument::optional && more && !find_part(words[at + 1]));
        if (taken && !more)
            return core::fail("{} needs a time of the run, like {} 2.5s", part.name, part.name);
        if (taken) part.argument = words[++at];
        if (part.name != "around") continue;
        if (const auto moment = parse_moment(part.argument); !moment)
            return core::fail("around {}: {}", part.argument, moment.error().message);
    }
    if (parts.empty()) parts.push_back({"story"});
    return parts;
}

Result<void> show(const std::filesystem::path& run, const Part& part, const ShowOptions& options,
                  const Sink& sink) {
    const auto known = part_named(part.name);
    if (!known) return tl::unexpected(known.error());
    return (*known)->show({run, part.argument, options, sink});
}

}  // namespace ordeal::harness
