// What the explorer does in the background: the check of the whole model, and searches for the
// nearest state of some kind. Each is asked about by its number while it runs and when it is over.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <mutex>

#include "checker/explorer/address.hpp"
#include "checker/explorer/find.hpp"
#include "checker/program/any_model.hpp"
#include "core/result.hpp"
#include "core/value.hpp"

namespace ordeal::checker {

/// Limits of one job.
struct JobLimits {
    std::uint64_t states = 3'000'000;
    std::size_t memory_bytes = std::size_t{2} << 30;
    unsigned threads = 1;
};

/// May be used by several threads at once.
class Jobs {
  public:
    explicit Jobs(AnyModel& model) : model_(model) {}
    ~Jobs();
    Jobs(const Jobs&) = delete;
    Jobs& operator=(const Jobs&) = delete;

    // The number of a job that was begun. Error: too many are under way.

    core::Result<std::size_t> check(const JobLimits& limits);
    core::Result<std::size_t> find(const Places& from, Goal goal, const JobLimits& limits);

    /// {"job","do","state",...}; see docs/explorer.md. Null: there is no such job.
    core::Value status(std::size_t job) const;
    core::Value all() const;
    /// False: there is no such job.
    bool stop(std::size_t job);

  private:
    class Job;
    class CheckJob;
    class FindJob;

    core::Result<std::size_t> add(std::unique_ptr<Job> job);
    std::shared_ptr<Job> job(std::size_t number) const;

    AnyModel& model_;
    mutable std::mutex mutex_;
    std::size_t next_ = 1;
    std::map<std::size_t, std::shared_ptr<Job>> jobs_;
};

}  // namespace ordeal::checker
