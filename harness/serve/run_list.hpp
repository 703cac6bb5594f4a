// The runs of a store, as lists and pages need them: what each was, how it ended or how far it is.
// Only what lies in the store is ever read: a name that leads elsewhere (a link, "..") is no run.
#pragma once

#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/value.hpp"

namespace ordeal::harness {

struct RunName {
    std::string scenario;
    std::string time;  // the name of its directory: UTC
    friend auto operator<=>(const RunName&, const RunName&) = default;
};

/// Safe to use from many threads. What is known of a run that is over is kept.
class RunList {
  public:
    explicit RunList(std::filesystem::path store);

    /// All runs, the latest first: {"scenario","time","state","verdict"?,"sentence"?,"seed"?,
    /// "seconds"?,"operations"?,"repeat"?,"faults"?}. `state` is "over", or "unfinished"
    /// while there is no verdict yet; `faults` counts them.
    core::Value all();
    /// The same of one; null: there is no such run.
    core::Value one(const RunName& name);

    /// Where a run is; none: there is no such run in the store.
    std::optional<std::filesystem::path> find(const RunName& name) const;
    /// A file of a run that may be read: one of those that docs/run-directory.md names, or the
    /// output of a node. None: there is none of the name, or it leads out of the store.
    std::optional<std::filesystem::path> file(const RunName& run, const std::string& name) const;

    const std::filesystem::path& store() const { return store_; }

  private:
    std::filesystem::path store_;
    std::mutex mutex_;
    std::map<RunName, core::Value> over_;
};

}  // namespace ordeal::harness
