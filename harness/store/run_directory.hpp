// The directory of one run, store/<scenario>/<UTC time>/: everything that is known of the run, as
// files that other programs can read. `store/latest` points at the run that began last.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "core/value.hpp"

namespace ordeal::harness {

class RunDirectory {
  public:
    /// Makes the directory and points `latest` at it. Two runs that begin in the same millisecond
    /// get directories of their own. Error: what could not be made, and why.
    static core::Result<RunDirectory> create(const std::filesystem::path& store,
                                             const std::string& scenario_name);

    const std::filesystem::path& path() const { return path_; }

    /// Writes a whole file. It appears complete or not at all.
    core::Result<void> write(std::string_view file, std::string_view content) const;
    /// Writes a document, indented, with a line break at its end.
    core::Result<void> write_json(std::string_view file, const core::Value& document) const;

  private:
    explicit RunDirectory(std::filesystem::path path) : path_(std::move(path)) {}

    std::filesystem::path path_;
};

/// Points the `latest` of the run's store at it.
void make_latest(const std::filesystem::path& run);

/// The run that a command line names: a run's directory itself, a store (its "latest"), or all runs
/// of a scenario (the one that began last). What is not there is looked for within `store`, so that
/// the name of a scenario stands for its newest run. Error: what was looked for, and where.
core::Result<std::filesystem::path> find_run(const std::filesystem::path& given,
                                             const std::filesystem::path& store = "store");

}  // namespace ordeal::harness
