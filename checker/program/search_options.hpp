// What the command line of a program says about the search: its order, its limits, its output.
#pragma once

#include <optional>
#include <string>

#include "checker/search/options.hpp"
#include "core/program/options.hpp"

namespace ordeal::checker {

struct SearchArguments {
    SearchOptions search;
    std::optional<std::uint64_t> seed;
    bool json = false;
    std::string junit;   // a path; empty: none
    std::string resume;  // likewise
    std::optional<std::chrono::nanoseconds> checkpoint_every;
};

// Requires: all live until `options` has parsed.

void declare_limits(core::Options& options, SearchArguments& arguments);
/// Which paths that never end count.
void declare_fairness(core::Options& options, SearchArguments& arguments);
void declare_output(core::Options& options, SearchArguments& arguments);
/// What a search of all states has besides.
void declare_search(core::Options& options, SearchArguments& arguments);
/// Where a search is kept, and from where it goes on.
void declare_checkpoint(core::Options& options, SearchArguments& arguments);
/// Where it goes when it is too large for memory.
void declare_disk(core::Options& options, SearchArguments& arguments);
/// What follows from both. Puts the search where --resume says it was: what was not said on the
/// command line is as it was then. `of_model` options, the first ones, are the model's. Error: the
/// file, or what differs.
core::Result<void> complete_store(core::Options& options, std::size_t of_model,
                                  const std::string& program, SearchArguments& arguments);
/// What random walks have besides.
void declare_walks(core::Options& options, SearchArguments& arguments);

}  // namespace ordeal::checker
