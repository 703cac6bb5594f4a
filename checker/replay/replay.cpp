#include "checker/replay/replay.hpp"

#include <array>

#include "actors/trace_line.hpp"
#include "checker/replay/path_of.hpp"
#include "core/json.hpp"

namespace ordeal::checker {

namespace {

using core::Value;

constexpr std::array<std::string_view, 6> compared = {"sent",   "set",   "cancelled",
                                                      "choose", "saved", "state"};

/// What the actors did, as a line of a trace.
Value replayed_line(actors::Cluster& cluster, std::size_t node) {
    return actors::trace_line({}, Value::object({}), cluster.last_effects(),
                              cluster.state_hash(node));
}

std::optional<Difference> compare(std::size_t number, const Value& recorded,
                                  const Value& replayed) {
    for (const std::string_view name : compared) {
        const Value* before = recorded.find(name);
        const Value* here = replayed.find(name);
        const Value a = before == nullptr ? Value() : *before;
        const Value b = here == nullptr ? Value() : *here;
        if (a != b) return Difference{number, std::string(name), a, b};
    }
    return std::nullopt;
}

/// What a node starts from.
std::optional<Difference> compare_recovered(std::size_t number, const RecordedStep& step,
                                            const actors::Cluster& cluster) {
    const auto saved = cluster.saved(step.whom.number() - std::size_t{1});
    if (saved == step.recovered) return std::nullopt;
    return Difference{number, "recovered", step.recovered.value_or(nullptr),
                      saved.value_or(nullptr)};
}

}  // namespace

Replayed replay_run(const Recording& recording, actors::Cluster& cluster, const Claims& claims) {
    cluster.remember_effects();
    Follower follower(cluster, recording.steps.size(), recording.missing_key_is_null);
    Replayed out;
    for (std::size_t i = 0; i < recording.steps.size(); ++i) {
        const RecordedStep& step = recording.steps[i];
        const bool begins =
            step.kind == actors::StepKind::start || step.kind == actors::StepKind::restart;
        if (begins) out.difference = compare_recovered(i, step, cluster);
        if (!out.difference && !follower.apply(i, step))
            out.difference = Difference{i, "it cannot happen", step.line, nullptr};
        if (!out.difference && !step.line.is_null())
            out.difference =
                compare(i, step.line, replayed_line(cluster, step.whom.number() - std::size_t{1}));
        if (out.difference) break;
        ++out.steps;
        if (!claims || out.broken || step.line.is_null()) continue;
        if (const auto broken = claims(follower); !broken.empty())
            out.broken = BrokenClaim{i, broken.front()};
    }
    out.history = follower.history();
    return out;
}

std::string to_text(const Difference& difference, const Recording& recording) {
    const RecordedStep& step = recording.steps[difference.step];
    std::string out = fmt::format("step {} of {} differs: {}\n", difference.step + 1,
                                  recording.steps.size(), actors::to_text(path_step(step)));
    if (difference.where == "it cannot happen")
        return out + "  the actors cannot take this step: what it follows from did not happen\n";
    return out + fmt::format("  {} as recorded: {}\n  {} as replayed: {}\n", difference.where,
                             core::to_json(difference.recorded), difference.where,
                             core::to_json(difference.replayed));
}

}  // namespace ordeal::checker
