#include "checker/replay/short_path.hpp"

#include <algorithm>
#include <numeric>
#include <set>

#include "checker/replay/path_of.hpp"
#include "checker/replay/resolve.hpp"

namespace ordeal::checker {

using actors::StepKind;

namespace {

/// The header of the recording, and no steps.
actors::Path bare(const Recording& recording) {
    return {recording.program, recording.bug,     recording.nodes,
            recording.model,   recording.initial, {}};
}

/// The steps of the model on the nodes as they are as processes. None: they do not go wrong there.
std::optional<actors::Path> gone_wrong(const Recording& recording,
                                       std::vector<actors::PathStep> steps, const MakeNodes& make,
                                       const Claims& claims, const Wrong& wrong) {
    actors::Path path = bare(recording);
    path.steps = std::move(steps);
    auto cluster = make();
    auto resolved = resolve(path, *cluster);
    if (!resolved) return std::nullopt;
    Recording found = recording;
    found.steps = *std::move(resolved);
    std::vector<std::size_t> all(found.steps.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    const Attempt attempt = attempt_steps(found, all, make, claims, wrong);
    if (!attempt.wrong) return std::nullopt;
    cluster = make();
    return path_of(bare(recording), selected(found.steps, *attempt.wrong), *cluster,
                   recording.missing_key_is_null);
}

/// The path without the operations that nobody blames.
actors::Path only_to_blame(actors::Path path, const Counterpath& shrunk, const MakeNodes& make) {
    const Recording& run = shrunk.recording;
    const auto cluster = make();
    Follower follower(*cluster, run.steps.size(), run.missing_key_is_null);
    for (std::size_t i = 0; i < run.steps.size(); ++i)
        follower.apply(i, run.steps[i]);
    const auto violation = first_violation(follower.history(), specification_of(run));
    if (!violation || !*violation) return path;
    std::set<std::size_t> blamed;
    for (const std::size_t event : (*violation)->concerned)
        blamed.insert(static_cast<std::size_t>(follower.history()[event].time.count()));
    std::size_t number = 0;
    std::erase_if(path.steps, [&](const actors::PathStep& step) {
        return !blamed.contains(number++) && step.kind == StepKind::invoke;
    });
    return path;
}

/// A shortest path of the model of the candidate, if it is found and no longer than what is there.
std::optional<actors::Path> searched(const actors::Path& candidate, const Counterpath& shrunk,
                                     const ReplayedProgram& program, const Wrong& wrong,
                                     ShortPath& out, SearchOptions limits) {
    auto model = program.model(candidate, Undelivered::stay_under_way);
    if (!model) {
        out.trouble = model.error().message;
        return std::nullopt;
    }
    const auto& run = shrunk.recording;
    limits.max_depth = static_cast<std::uint32_t>(out.path.steps.size() - run.nodes + 1);
    const auto found = model->shortest(wrong.claim.value_or("linearizable"), limits);
    if (!found) return std::nullopt;
    const MakeNodes make = [&] { return program.make(run.bug, run.nodes); };
    const Claims claims = wrong.claim ? program.claims(run.bug, run.nodes) : Claims();
    auto path = gone_wrong(run, *found, make, claims, wrong);
    if (!path || length_of(*path) > out.shrunk_length) return std::nullopt;
    return path;
}

}  // namespace

std::size_t length_of(const actors::Path& path) {
    return static_cast<std::size_t>(
        std::ranges::count_if(path.steps, [](const actors::PathStep& step) {
            return step.kind != StepKind::start && step.kind != StepKind::invoke;
        }));
}

core::Result<actors::Path> on_nodes(const actors::Path& path, const MakeNodes& make) {
    auto cluster = make();
    const auto resolved = resolve(path, *cluster);
    if (!resolved) return tl::unexpected(resolved.error());
    actors::Path header = path;
    header.steps.clear();
    cluster = make();
    return path_of(std::move(header), *resolved, *cluster, true);
}

core::Result<ShortPath> short_path(const Recording& recording, const ReplayedProgram& program,
                                   const Wrong& wrong, const std::function<bool()>& go_on,
                                   const SearchOptions& limits) {
    const MakeNodes make = [&] { return program.make(recording.bug, recording.nodes); };
    const Claims claims = wrong.claim ? program.claims(recording.bug, recording.nodes) : Claims();
    auto shrunk = shrink_run(recording, make, claims, wrong, go_on);
    if (!shrunk) return tl::unexpected(shrunk.error());
    ShortPath out;
    const auto cluster = make();
    out.path =
        path_of(bare(recording), shrunk->recording.steps, *cluster, recording.missing_key_is_null);
    out.attempts = shrunk->attempts;
    out.minimal = shrunk->minimal;
    out.shrunk_length = length_of(out.path);
    for (const actors::Path& candidate : {only_to_blame(out.path, *shrunk, make), out.path})
        if (auto shorter = searched(candidate, *shrunk, program, wrong, out, limits)) {
            out.path = *std::move(shorter);
            out.shortest = true;
            break;
        }
    return out;
}

}  // namespace ordeal::checker
