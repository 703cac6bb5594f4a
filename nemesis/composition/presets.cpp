#include "nemesis/composition/presets.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include <fmt/format.h>

#include "nemesis/fault_names.hpp"
#include "nemesis/shapes.hpp"
#include "nemesis/targets.hpp"

namespace ordeal::nemesis {

namespace {

using namespace std::chrono_literals;

using Plans = std::vector<FaultPlan>;

constexpr core::Nanoseconds longest_interval = 10s;
constexpr int least_in_a_run = 4;

FaultPlan on(std::string_view fault, std::string_view target) {
    FaultPlan plan;
    plan.fault = fault;
    plan.target = target;
    return plan;
}

FaultPlan partition(std::string_view shape) {
    FaultPlan plan;
    plan.fault = "partition";
    plan.shape = shape;
    return plan;
}

/// A packet with a wrong checksum is lost on its way to any program: so it is on real networks, and
/// no protocol without checksums of its own is asked for too much.
FaultPlan corrupted(std::string_view target) {
    FaultPlan plan = on("corrupt", target);
    plan.mend_checksum = false;
    return plan;
}

/// More than the few pages of its default: a server gets somewhere before it ends.
FaultPlan little_memory() {
    FaultPlan plan = on("memory", "one");
    plan.size = 16U << 20U;
    return plan;
}

struct Group {
    std::string_view name;
    std::string_view description;
    Plans (*plans)();
};

Plans partitions() {
    return {partition("one"), partition("majority"), partition("majorities-ring")};
}
Plans kills() {
    return {on("kill", "one"), on("kill", "majority"), on("kill", "all")};
}
Plans pauses() {
    return {on("pause", "one"), on("pause", "majority"), on("pause", "all")};
}
Plans packet() {
    return {on("latency", "majority"), on("loss", "majority"), on("duplicate", "all"),
            on("reorder", "all"),      corrupted("majority"),  on("rate", "one"),
            on("reset", "majority")};
}
Plans clocks() {
    return {on("clock-bump", "one"), on("clock-drift", "all"), on("clock-strobe", "one")};
}
Plans disk() {
    return {on("slow", "one"), on("eio", "one"), on("enospc", "one"), on("torn-write", "one"),
            on("full-disk", "one")};
}
Plans file_corruption() {
    return {on("bit-rot", "one"), on("truncate", "one")};
}
Plans resources() {
    return {on("cpu", "one"), little_memory(), on("descriptors", "one"), on("processes", "one")};
}

/// In everything is what a correct system withstands: no disk that lies, and nothing that damages
/// files for good.
Plans everything() {
    Plans all{partition("one-way"),    on("kill", "one"),       on("kill", "all"),
              on("pause", "one"),      on("term", "one"),       on("stutter", "one"),
              on("crash-loop", "one"), on("power-loss", "one"), on("kill-at-call", "one")};
    for (Plans (*const part)() : {partitions, packet, clocks, disk, resources})
        for (FaultPlan& plan : part())
            all.push_back(std::move(plan));
    return all;
}

constexpr std::array<Group, 9> groups{{
    {"partition", "partitions of several shapes", partitions},
    {"kill", "kills of one node, of a majority, of all", kills},
    {"pause", "pauses of one node, of a majority, of all", pauses},
    {"packet", "links that delay, lose, double, reorder, damage, throttle and reset", packet},
    {"clock", "clocks that jump, drift, and jump to and fro", clocks},
    {"disk", "calls on files that are slow, fail, or do a part only; a full disk", disk},
    {"file-corruption", "files that are damaged while their node is down", file_corruption},
    {"resources", "too little processor time, memory, descriptors, processes", resources},
    {"everything", "all that a correct system withstands", everything},
}};

struct Alias {
    std::string_view name;
    std::string_view fault;
    std::string_view whom;  // its target, or its shape
    std::string_view description;
};

constexpr std::array<Alias, 5> aliases{{
    {"partition-ring", "partition", "majorities-ring", "partition-majorities-ring"},
    {"partition-random-node", "partition", "one", "partition-one"},
    {"hammer-time", "pause", "one", "pause-one"},
    {"clock-scrambler", "clock-bump", "all", "clock-bump-all"},
    {"rolling-restart", "kill", "next", "kill-next"},
}};

template <typename Names>
bool contains(const Names& names, std::string_view name) {
    return std::ranges::find(names, name) != names.end();
}

/// A fault of which a plan may leave out all but its times: not one of a point that has no usual
/// name.
bool is_complete(std::string_view fault) {
    return find_fault(fault) != nullptr && !has_key(fault, "point");
}

std::optional<FaultPlan> of_fault(std::string_view fault, std::string_view whom) {
    if (fault == "partition")
        return contains(names_of(shape_names()), whom) ? std::optional(partition(whom))
                                                       : std::nullopt;
    return is_complete(fault) && contains(names_of(target_names()), whom)
               ? std::optional(on(fault, whom))
               : std::nullopt;
}

}  // namespace

core::Nanoseconds usual_interval(core::Nanoseconds run) {
    return std::clamp<core::Nanoseconds>(run / least_in_a_run, 4ns, longest_interval);
}

Timing rhythm(core::Nanoseconds interval) {
    Timing timing;
    timing.every = interval;
    timing.after = interval / 4;
    timing.stagger = interval / 4;
    timing.lasts = std::max<core::Nanoseconds>(interval / 2, 1ns);
    return timing;
}

std::optional<FaultPlan> preset(std::string_view word) {
    for (const Alias& alias : aliases)
        if (alias.name == word) return of_fault(alias.fault, alias.whom);
    if (!group(word).empty()) return std::nullopt;
    if (auto plan = of_fault(word, "one"); plan && plan->fault != "partition") return plan;
    for (auto dash = word.find('-'); dash != word.npos; dash = word.find('-', dash + 1))
        if (auto plan = of_fault(word.substr(0, dash), word.substr(dash + 1))) return plan;
    return std::nullopt;
}

std::vector<FaultPlan> group(std::string_view word) {
    const auto* const found = std::ranges::find(groups, word, &Group::name);
    return found == groups.end() ? Plans{} : found->plans();
}

std::vector<Described> preset_names() {
    std::vector<Described> names;
    for (const Group& one : groups)
        names.push_back({one.name, one.description});
    names.push_back({"partition-SHAPE", "that partition: partition-halves, ..."});
    names.push_back({"FAULT", "that fault, of one node: power-loss, stutter, ..."});
    names.push_back({"FAULT-TARGET", "that fault, of that target: kill-all, pause-minority, ..."});
    for (const Alias& alias : aliases)
        names.push_back({alias.name, alias.description});
    return names;
}

std::vector<std::string> preset_words() {
    std::vector<std::string> words;
    for (const Group& one : groups)
        words.emplace_back(one.name);
    for (const Alias& alias : aliases)
        words.emplace_back(alias.name);
    for (const auto shape : names_of(shape_names()))
        words.push_back(fmt::format("partition-{}", shape));
    for (const auto fault : names_of(fault_names())) {
        if (fault == "partition" || !is_complete(fault)) continue;
        if (!contains(words, fault)) words.emplace_back(fault);
        for (const auto target : names_of(target_names()))
            words.push_back(fmt::format("{}-{}", fault, target));
    }
    return words;
}

}  // namespace ordeal::nemesis
