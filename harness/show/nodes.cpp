// The parts of a run that its nodes left: what they wrote, and the messages between them.
#include <algorithm>

#include <fmt/format.h>

#include "core/json.hpp"
#include "core/text/nearest.hpp"
#include "core/text/words.hpp"
#include "harness/report/messages.hpp"
#include "harness/show/listing.hpp"
#include "harness/show/log_lines.hpp"
#include "harness/show/parts.hpp"
#include "harness/show/text.hpp"

namespace ordeal::harness {

using core::Nanoseconds;
using core::Result;
using core::Value;

namespace {

std::string clock_of(std::optional<Nanoseconds> time) {
    if (!time) return fmt::format("{:>14}", "");
    return fmt::format("{:>12.6f} s", std::chrono::duration<double>(*time).count());
}

Value to_value(const NodeLine& line) {
    Value value = Value::object({{"node", line.node}, {"text", line.text}});
    if (line.time) value.set("time", line.time->count());
    return value;
}

std::string line_of(const NodeLine& line, bool named) {
    return fmt::format("{}  {}{}\n", clock_of(line.time), named ? printable(line.node) + "  " : "",
                       printable(line.text));
}

Value to_value(const SentMessage& message) {
    Value value = Value::object({{"sent", message.sent.count()},
                                 {"src", message.src},
                                 {"dest", message.dest},
                                 {"fate", message.fate}});
    if (message.arrived) value.set("arrived", message.arrived->count());
    auto body = core::parse_json(message.body);
    value.set("body", body ? std::move(*body) : Value(message.body));
    return value;
}

std::string line_of(const SentMessage& message) {
    const std::string took = message.arrived ? as_duration(*message.arrived - message.sent) : "-";
    return fmt::format("{} {:>10}  {:<10} {} -> {}  {}\n", clock_of(message.sent), took,
                       printable(message.fate), printable(message.src), printable(message.dest),
                       printable(message.body, 200));
}

/// The node that was asked for, or all of them.
Result<std::vector<std::string>> nodes_asked_for(const PartRequest& request) {
    const auto nodes = nodes_with_output(request.run);
    if (nodes.empty())
        return core::fail("{} holds no output of nodes", (request.run / "nodes").string());
    if (request.argument.empty()) return nodes;
    if (std::ranges::find(nodes, request.argument) == nodes.end())
        return core::fail("there is no output of node {}{}", core::in_quotes(request.argument),
                          core::suggestion(request.argument, nodes));
    return std::vector{request.argument};
}

}  // namespace

Result<void> show_logs(const PartRequest& request) {
    const auto nodes = nodes_asked_for(request);
    if (!nodes) return tl::unexpected(nodes.error());
    const TimeFilter& wanted = request.options.filter.time;
    const auto zero = zero_of(request.run, "wall");
    if (!zero && (wanted.from || wanted.to))
        return core::fail(
            "{} does not say when the clock of this run began (\"zero\"), so its nodes' lines "
            "cannot "
            "be joined to its times: leave out --from and --to",
            (request.run / "run.json").string());
    const bool named = nodes->size() > 1;
    Listing listing(request, "lines");
    const auto read = for_each_log_line(request.run, *nodes, zero, [&](const NodeLine& line) {
        const bool fits =
            line.time ? wanted.meets(*line.time, *line.time) : !wanted.from && !wanted.to;
        if (!fits) return;
        listing.add([&] { return to_value(line); }, [&] { return line_of(line, named); });
    });
    if (!read) return read;
    listing.finish();
    return {};
}

Result<void> show_messages(const PartRequest& request) {
    const auto messages = read_messages(request.run, zero_of(request.run, "steady"));
    if (messages.empty())
        return core::fail(
            "{} has no traces of messages: there are some where the world sees them (router; sim "
            "with --trace) or the nodes are actors that keep traces",
            request.run.string());
    const TimeFilter& wanted = request.options.filter.time;
    Listing listing(request, "messages");
    for (const SentMessage& message : messages)
        if (wanted.meets(message.sent, message.arrived.value_or(message.sent)))
            listing.add([&] { return to_value(message); }, [&] { return line_of(message); });
    listing.finish();
    return {};
}

}  // namespace ordeal::harness
