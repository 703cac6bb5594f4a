// The command line of a shrink, the same for `ordeal shrink` and for `PROGRAM shrink`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/program/options.hpp"
#include "harness/hunt/trial.hpp"
#include "harness/shrink/shrink.hpp"

namespace ordeal::harness {

struct ShrinkArguments {
    std::string source;  // a run's directory, or a scenario's file
    std::optional<std::uint64_t> seed;
    std::optional<std::uint64_t> seeds;
    std::optional<core::Nanoseconds> budget;
    std::string store = "store";
    std::string output;  // empty: only in the run's directory
    std::string bug;
    bool json = false;
};

/// Binds the options to `arguments`, which must outlive the parsing.
void add_shrink_options(core::Options& options, ShrinkArguments& arguments);

/// Where the scenario of a run's directory, or of a file, is, and the seed that belongs to it.
struct ShrinkSource {
    std::string scenario;
    std::optional<std::uint64_t> seed;  // none: no run, so any seed may be the one that fails
};
/// Error: a directory that is no run.
core::Result<ShrinkSource> find_source(const ShrinkArguments& arguments);

/// A line for stderr while it goes on.
std::string status(const ShrinkProgress& progress);

/// What came of it, and where it is.
struct ShrinkOutcome {
    const ShrinkReport& report;
    unsigned times_again = 0;   // the small scenario was run
    unsigned failed_again = 0;  // of those
    std::string repro;          // the small scenario's file
    std::string repeat;         // the command line that runs it
    std::string story;
    std::string directory;  // of the small run
};
/// On stdout, for people or as one JSON document.
void print_shrink(const ShrinkOutcome& outcome, bool json);

}  // namespace ordeal::harness
