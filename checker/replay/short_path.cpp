#include "checker/replay/short_path.hpp"

#include <algorithm>
#include <numeric>

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
    auto model = program.model(out.path);
    if (!model) {
        out.trouble = model.error().message;
        return out;
    }
    const auto found = model->shortest(wrong.claim.value_or("linearizable"), limits);
    if (!found) return out;
    auto path = gone_wrong(shrunk->recording, *found, make, claims, wrong);
    if (!path || length_of(*path) > out.shrunk_length) return out;
    out.path = *std::move(path);
    out.shortest = true;
    return out;
}

}  // namespace ordeal::checker
