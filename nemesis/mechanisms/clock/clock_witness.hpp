// The harness's end of the witness of a node's clock (witness.hpp): the node's offset as measured.
#pragma once

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "core/clock.hpp"
#include "core/result.hpp"
#include "nemesis/mechanisms/clock/witness.hpp"
#include "nemesis/mechanisms/open_file.hpp"

namespace ordeal::nemesis {

/// Outlives the lives of the node; each has a witness of its own. Thread-safe.
class ClockWitness {
  public:
    /// Error: the kernel refuses memory that can be shared.
    static core::Result<std::unique_ptr<ClockWitness>> create();

    ClockWitness(const ClockWitness&) = delete;
    ClockWitness& operator=(const ClockWitness&) = delete;
    ~ClockWitness();

    /// Of the file with the page.
    int descriptor() const { return file_.get(); }

    /// The last sample, if it is not older than `age`: a node that is down or stopped has none.
    std::optional<ClockSample> latest(core::Nanoseconds age) const;

    /// The first sample that is taken after this moment. Waits for it. None: there was none in
    /// time.
    std::optional<ClockSample> next(core::Nanoseconds most) const;

    /// The samples taken from that moment (by CLOCK_MONOTONIC) on, oldest first, as far as the ring
    /// goes back.
    std::vector<ClockSample> since(std::int64_t moment) const;

  private:
    ClockWitness(FileDescriptor file, const WitnessPage* page)
        : file_(std::move(file)), page_(page) {}

    FileDescriptor file_;
    const WitnessPage* page_;  // mapped
};

}  // namespace ordeal::nemesis
