// Walks through a schedule, when told what time it is: the runner's nemesis thread sleeps until
// next_due(), a simulation jumps there.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "core/clock.hpp"
#include "core/result.hpp"
#include "nemesis/ledger.hpp"
#include "nemesis/schedule.hpp"

namespace ordeal::nemesis {

class NemesisDriver {
  public:
    /// What a step that is on a role becomes when these nodes hold it.
    using OnHolders = std::function<core::Result<Fault>(const Step&, const std::vector<Node>&)>;

    /// `start` is the start of the run phase on the run's clock. Requires: the ledger outlives it;
    /// `on_holders` is given if a step is on a role.
    NemesisDriver(Schedule schedule, core::Nanoseconds start, Ledger& ledger,
                  OnHolders on_holders = {})
        : schedule_(std::move(schedule)),
          start_(start),
          ledger_(ledger),
          on_holders_(std::move(on_holders)) {}

    /// When the next step is due on the run's clock; none: the schedule is done.
    std::optional<core::Nanoseconds> next_due() const;

    /// Applies, in order, every step that is due at `now` or before; a late one at once. Returns
    /// what failed; the rest of the schedule goes on regardless.
    std::vector<core::Error> advance(core::Nanoseconds now);

  private:
    core::Result<void> apply(const Step& step);

    Schedule schedule_;
    core::Nanoseconds start_;
    Ledger& ledger_;
    OnHolders on_holders_;
    std::size_t next_ = 0;
};

}  // namespace ordeal::nemesis
