// The supervisor's end of a trap (trap.hpp): calls that wait, and their answers.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include <sys/types.h>

#include "core/file_descriptor.hpp"

namespace ordeal::nemesis {

/// A system call that waits for its answer.
struct WaitingCall {
    std::uint64_t id = 0;
    pid_t thread = 0;  // as our own /proc numbers it
    int number = 0;
    std::array<std::uint64_t, 6> arguments{};
};

struct CallAnswer {
    bool proceed = true;     // the call is done as if nothing had been; else:
    int error = 0;           // it fails with this errno, or, if 0,
    std::int64_t value = 0;  // returns this
};

/// Answers may be given by any thread; receive() is for one.
class CallListener {
  public:
    explicit CallListener(core::FileDescriptor listener);

    int descriptor() const { return listener_.get(); }

    /// The next call. Nothing when it was withdrawn: its thread got a signal, or died.
    /// Requires: poll(2) says that the descriptor is readable.
    std::optional<WaitingCall> receive();

    /// Whether the call still waits: only then does what /proc says of its thread concern it.
    bool still_waits(std::uint64_t call) const;

    /// Nothing happens when it does not wait any more.
    void answer(std::uint64_t call, const CallAnswer& answer) const;

  private:
    core::FileDescriptor listener_;
    std::vector<std::uint64_t> buffer_;  // as large as the kernel's notification, and aligned
};

}  // namespace ordeal::nemesis
