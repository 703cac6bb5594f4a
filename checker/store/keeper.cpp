#include "checker/store/keeper.hpp"

#include <utility>

namespace ordeal::checker {

void Keeper::write(Checkpoint checkpoint, std::span<const Links* const> links) {
    checkpoint.program = options_.program;
    const auto result = write_checkpoint(options_.path, checkpoint, links);
    error_ = result ? "" : result.error().message;
    if (result) ++written_;
    last_ = Clock::now();
}

Configuration configuration_of(const SearchOptions& options) {
    const auto yes = [](bool value) { return std::string(value ? "yes" : ""); };
    Configuration all = options.checkpoint.configuration;
    all.emplace_back("strategy", to_text(options.strategy));
    all.emplace_back("memory", to_text(options.memory));
    all.emplace_back("fairness", to_text(options.fairness));
    all.emplace_back("symmetry", yes(options.symmetry));
    all.emplace_back("explore-all", yes(options.explore_all));
    return all;
}

std::string refusal_of_store(const SearchOptions& options) {
    const auto& checkpoint = options.checkpoint;
    const bool kept = !checkpoint.path.empty() || checkpoint.resume;
    if (!options.disk.directory.empty()) {
        if (options.strategy != Strategy::breadth_first)
            return "only breadth-first searches use the disk: leave out --disk, or --strategy";
        if (kept)
            return "checkpoints are not kept of searches on disk: leave out --disk, or "
                   "--checkpoint "
                   "and --resume";
    }
    if (!kept) return "";
    if (options.strategy != Strategy::breadth_first)
        return "checkpoints are kept of breadth-first searches only: leave out --checkpoint and "
               "--resume, or --strategy";
    if (options.partial_order)
        return "checkpoints are not kept of searches with partial order reduction, which are made "
               "of rounds: leave out --checkpoint and --resume, or --partial-order";
    if (!checkpoint.resume) return "";
    if (checkpoint.resume->program != checkpoint.program)
        return fmt::format("the checkpoint {} is one of {}, and this is {}",
                           checkpoint.resume->path, checkpoint.resume->program, checkpoint.program);
    return difference(*checkpoint.resume, configuration_of(options));
}

}  // namespace ordeal::checker
