// Records the history of a run: gives every event its index and time, keeps it, and writes it to
// history.jsonl before the run goes on, so that a crash of the harness loses nothing.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>

#include "core/clock.hpp"
#include "core/history/event.hpp"
#include "core/result.hpp"
#include "harness/store/line_file.hpp"

namespace ordeal::harness {

/// Safe to use from many threads; the order of record() calls is the order of the history.
class Recorder {
  public:
    /// `on_failure` is called once, from the thread that met it, when the file cannot be written;
    /// later events are kept in memory only.
    Recorder(LineFile file, const core::Clock& clock,
             std::function<void(const core::Error&)> on_failure);

    /// Sets index and time of the event and records it. Returns it as recorded.
    core::Event record(core::Event event);

    /// How many events of clients there are of each type, in the order of core::EventType.
    std::array<std::uint64_t, 4> counts() const;

    /// The history so far.
    core::History history() const;
    /// At most so many events of it, from a place on.
    core::History events_from(std::size_t place, std::size_t most) const;
    std::optional<core::Error> failure() const;

  private:
    mutable std::mutex mutex_;
    LineFile file_;
    const core::Clock& clock_;
    std::function<void(const core::Error&)> on_failure_;
    core::History history_;
    std::array<std::uint64_t, 4> counts_{};
    std::optional<core::Error> failure_;
    std::string line_;
};

}  // namespace ordeal::harness
