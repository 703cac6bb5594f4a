// The clock of one node as the harness sets it: a ClockPage in a nameless file, which the programs
// of the node map (clock_patch.hpp). It outlives them: the node's next life has the same clock.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>

#include "core/clock.hpp"
#include "core/result.hpp"
#include "nemesis/fault.hpp"
#include "nemesis/mechanisms/clock/clock_page.hpp"
#include "nemesis/mechanisms/open_file.hpp"

namespace ordeal::nemesis {

/// Of the file, as /proc shows it.
inline constexpr const char* clock_file_name = "ordeal-clock";

/// Thread-safe.
class NodeClock {
  public:
    /// Error: the kernel refuses memory that can be shared.
    static core::Result<std::unique_ptr<NodeClock>> create();

    NodeClock(const NodeClock&) = delete;
    NodeClock& operator=(const NodeClock&) = delete;
    ~NodeClock();

    /// Of the file with the page.
    int descriptor() const { return file_.get(); }

    /// From this moment on a fault adds to the time what the term says; the term's `since` is set.
    /// All running programs of the node see it at once. What several faults add is added up.
    /// Error: most_clock_terms faults hold already.
    core::Result<void> begin(FaultId fault, ClockTerm term);
    /// It adds nothing any more. How long it had.
    core::Nanoseconds end(FaultId fault);

    /// What is to be added at this moment.
    core::Nanoseconds offset() const;
    /// What one fault adds at this moment; 0 if it does not hold.
    core::Nanoseconds offset_by(FaultId fault) const;

  private:
    NodeClock(FileDescriptor file, ClockPage* page) : file_(std::move(file)), page_(page) {}
    void publish();

    FileDescriptor file_;
    ClockPage* page_;  // mapped
    mutable std::mutex mutex_;
    std::map<FaultId, ClockTerm> terms_;
};

/// The term of a clock that runs at a rate.
ClockTerm drift_term(double rate);

}  // namespace ordeal::nemesis
