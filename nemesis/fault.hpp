// Faults as values: what is to be broken, fully resolved (concrete nodes and links), with no idea
// of how. A mechanism behind nemesis::Target makes it happen; the ledger makes sure that it ends.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "core/clock.hpp"
#include "core/result.hpp"
#include "core/value.hpp"
#include "nemesis/disk_rule.hpp"
#include "nemesis/fault_names.hpp"
#include "nemesis/link_rule.hpp"

namespace ordeal::nemesis {

using Node = std::string;

/// Directed: each node, and the nodes that it refuses to hear.
using Grudge = std::map<Node, std::set<Node>>;

/// A directed link: what `from` sends to `to`.
struct LinkName {
    Node from;
    Node to;
    friend auto operator<=>(const LinkName&, const LinkName&) = default;
};

struct Partition {
    Grudge grudge;
    std::string shape;  // the shape it was made from, for people
    friend bool operator==(const Partition&, const Partition&) = default;
};

/// SIGKILL; the end of the fault is the restart.
struct Kill {
    std::vector<Node> nodes;
    friend bool operator==(const Kill&, const Kill&) = default;
};

/// SIGSTOP; the end of the fault is SIGCONT.
struct Pause {
    std::vector<Node> nodes;
    friend bool operator==(const Pause&, const Pause&) = default;
};

/// While it lasts the clock of each node, by which its timers are due, runs at a rate: at 2 they
/// are due after half the time.
struct ClockDrift {
    std::map<Node, double> rates;
    friend bool operator==(const ClockDrift&, const ClockDrift&) = default;
};

/// While it lasts the clock of each node is ahead by so much (behind, if it is negative): it jumps
/// when the fault begins, and back when it ends.
struct ClockBump {
    std::map<Node, core::Nanoseconds> offsets;
    friend bool operator==(const ClockBump&, const ClockBump&) = default;
};

/// A kill that also takes what was written and not yet synced; the end of the fault is the restart.
struct PowerLoss {
    std::vector<Node> nodes;
    friend bool operator==(const PowerLoss&, const PowerLoss&) = default;
};

/// SIGTERM to the server: it may end in its own way. The end of the fault is the restart; what has
/// not ended by then is killed.
struct Term {
    std::vector<Node> nodes;
    friend bool operator==(const Term&, const Term&) = default;
};

/// The nodes are stopped and go on, again and again, so that they run for `share` of each period.
struct Stutter {
    std::vector<Node> nodes;
    double share = 0.5;
    core::Nanoseconds period{0};
    friend bool operator==(const Stutter&, const Stutter&) = default;
};

/// The nodes are killed, live for `up`, are killed again, ... with as long between; the end of the
/// fault is the last restart.
struct CrashLoop {
    std::vector<Node> nodes;
    core::Nanoseconds up{0};
    friend bool operator==(const CrashLoop&, const CrashLoop&) = default;
};

/// While it lasts the clock of each node jumps to so far ahead (behind, if it is negative) and back
/// again, once in every period each.
struct ClockStrobe {
    std::map<Node, core::Nanoseconds> offsets;
    core::Nanoseconds period{0};
    friend bool operator==(const ClockStrobe&, const ClockStrobe&) = default;
};

/// While it lasts the disk of each node has so much room left.
struct FullDisk {
    std::vector<Node> nodes;
    std::uint64_t free_bytes = 0;
    friend bool operator==(const FullDisk&, const FullDisk&) = default;
};

/// While it lasts a named failure point of libfiu fails in the nodes, as often as that.
struct FailurePoint {
    std::vector<Node> nodes;
    std::string point;
    double probability = 1;
    friend bool operator==(const FailurePoint&, const FailurePoint&) = default;
};

/// While it lasts calls on files of the nodes go wrong.
struct BadDisk {
    std::string name;  // "eio", "lying-fsync", ...: of Family::disks
    std::vector<Node> nodes;
    DiskRule rule;
    friend bool operator==(const BadDisk&, const BadDisk&) = default;
};

/// A kill; before the restart, which is its end, files are damaged.
struct DamagedFiles {
    std::string name;  // "bit-rot", "truncate"
    std::vector<Node> nodes;
    std::string files;         // a glob, as DiskRule::files
    std::uint64_t amount = 1;  // bits flipped in each file; bytes cut off its end
    friend bool operator==(const DamagedFiles&, const DamagedFiles&) = default;
};

/// While it lasts the nodes have less of something than they need.
struct Starvation {
    std::string name;  // "cpu", "memory", "descriptors", "processes"
    std::vector<Node> nodes;
    double share = 1;         // of one processor
    std::uint64_t limit = 0;  // of the others: bytes, or how many
    friend bool operator==(const Starvation&, const Starvation&) = default;
};

/// While it lasts these links do worse than they should: see worse() in link_rule.hpp.
struct BadLinks {
    std::string name;  // "latency", "loss", ...: of Family::links
    std::vector<LinkName> links;
    LinkRule change;
    friend bool operator==(const BadLinks&, const BadLinks&) = default;
};

using Fault =
    std::variant<Partition, Kill, Pause, Term, Stutter, CrashLoop, PowerLoss, ClockDrift, ClockBump,
                 ClockStrobe, FullDisk, FailurePoint, BadDisk, DamagedFiles, Starvation, BadLinks>;

/// "partition", "kill", ...: the name in scenarios, histories and `ordeal list faults`.
std::string_view kind(const Fault& fault);

/// What the end of the fault is called in histories: "heal-partition", "restart", "resume", ...
std::string_view end_kind(const Fault& fault);

/// The value of the nemesis's event in the history: the grudge, the list of nodes, or each node
/// with its rate, or with its offset in nanoseconds; of bad links each node that sends over some,
/// with those that it sends to.
core::Value to_value(const Fault& fault);

/// {"n1":["n2","n3"]}: each node with those that it refuses to hear.
core::Value to_value(const Grudge& grudge);

/// For people: "kill n1, n3", "partition (one): n1 refuses n2, n3; n2 refuses n1; ...".
std::string to_text(const Fault& fault);

/// The nodes that the fault is for, in its order; none of one that is for links.
std::optional<std::vector<Node>> nodes_of(const Fault& fault);

/// One fault of a run, from the moment it begins until it ends.
using FaultId = std::uint64_t;

}  // namespace ordeal::nemesis
