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
    std::uint64_t seeds = 16;
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

/// "26 operations (of 1,204), 1 fault (of 8), ..." and how many tries it took, in two lines.
std::string summary(const ShrinkReport& report);
core::Value to_value(const ShrinkReport& report);

}  // namespace ordeal::harness
