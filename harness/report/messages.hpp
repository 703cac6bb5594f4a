// The messages between the nodes of a run, read back from its traces: that of a world which sees
// every message, or those that the nodes themselves kept.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/value.hpp"
#include "harness/report/columns.hpp"

namespace ordeal::harness {

struct SentMessage {
    core::Nanoseconds sent{0};
    std::optional<core::Nanoseconds> arrived;  // none: it never did, as far as is known
    std::string src;
    std::string dest;
    std::string fate;  // "delivered", "lost", "cut", ...; "copy": delivered once more; "unseen"
    std::string body;  // JSON
};

/// Of RUN/trace.jsonl, or else of RUN/nodes/*/data/trace.jsonl, whose times are those of the
/// machine's monotonic clock: `steady_zero` is what it showed when the run's clock began. In order
/// of `sent`. Nothing where there are no traces, and of those that cannot be read.
///
/// The nodes' traces tell what was sent and what was handled; the two are joined by source,
/// destination and content, the first sent to the first handled. What nobody handled was lost, and
/// what was handled more often than sent are copies. Who keeps no trace is a client: what is sent
/// to one counts as arrived at once, and is "unseen".
std::vector<SentMessage> read_messages(const std::filesystem::path& run,
                                       std::optional<core::Nanoseconds> steady_zero);

/// A stretch of a run.
struct Stretch {
    core::Nanoseconds from{0};
    core::Nanoseconds to{0};
};

/// Adds the messages of a stretch (all of them without one), at most a few thousand: "message-sent"
/// and "message-took" (microseconds; -1: never arrived), "message-src", "message-dest",
/// "message-fate" (places in "message-names"), "message-body" (places in "message-bodies", which
/// are JSON and may be cut). Returns how many there are, how many are shown and of which stretch.
core::Value add_messages(Columns& columns, const std::vector<SentMessage>& messages,
                         std::optional<Stretch> stretch);

}  // namespace ordeal::harness
