// The packets of a run in a file for Wireshark and tshark: pcapng (draft-ietf-opsawg-pcapng), with
// an interface for each endpoint and times to the nanosecond, which are those of the run's clock.
// A packet stands there once, when its sender sent it, with what became of it as a comment; again
// at its receiver's interface only if what came there was something else: a copy, a packet with a
// bit flipped, a reset, or nothing because a cut caught it under way.
//
// Whoever records never waits for the disk: a thread of its own writes, from a buffer of bounded
// size. What does not fit, or not on the disk, is counted, in the figures and in the file.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "core/clock.hpp"
#include "core/file_descriptor.hpp"
#include "core/result.hpp"
#include "core/value.hpp"

namespace ordeal::nemesis {

struct CaptureFigures {
    std::uint64_t packets = 0;  // in the file
    std::uint64_t missed = 0;   // not in it: the buffer or the disk was full
    std::uint64_t bytes = 0;    // of the file
    std::string error;          // why writing ended; empty: it did not

    friend bool operator==(const CaptureFigures&, const CaptureFigures&) = default;
};

/// {"packets","missed","bytes"} and, if there is one, "error".
core::Value to_value(const CaptureFigures& figures);

/// Thread-safe.
class Capture {
  public:
    using Moment = std::chrono::steady_clock::time_point;
    enum class Seen : std::uint8_t { received = 1, sent = 2 };  // by the interface's node

    static constexpr std::size_t most_waiting_bytes = std::size_t{16} << 20;

    /// Makes the file, or empties it. Error: what the operating system says, and the remedy.
    static core::Result<std::unique_ptr<Capture>> create(
        const std::filesystem::path& path, const std::vector<std::string>& interfaces,
        std::size_t buffer_bytes = most_waiting_bytes);
    Capture(const Capture&) = delete;
    Capture& operator=(const Capture&) = delete;
    ~Capture();

    /// The run's clock is at zero at that moment. What was recorded before is written from now on,
    /// with times below zero. Of several calls the first counts.
    void begin_run(Moment zero);

    /// Requires: `interface` is a place among the interfaces.
    void record(Moment time, std::size_t interface, Seen seen, std::span<const std::uint8_t> packet,
                std::string_view comment);

    /// Writes what waits, and for each interface how much was missed. Idempotent; nothing is
    /// recorded any more. Where no run began, the times are those since create().
    void close();

    CaptureFigures figures() const;

  private:
    struct Counts {
        std::uint64_t written = 0;
        std::uint64_t missed = 0;
    };
    Capture(std::filesystem::path path, core::FileDescriptor file, std::size_t interfaces,
            std::size_t buffer_bytes);

    void work();
    bool may_write() const;
    void write_waiting(std::unique_lock<std::mutex>& lock);
    core::Result<void> append(const std::vector<std::uint8_t>& blocks);

    const std::filesystem::path path_;
    const std::size_t buffer_bytes_;
    const core::FileDescriptor file_;

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    Moment zero_ = std::chrono::steady_clock::now();  // of the times in the blocks
    bool has_begun_ = false;                          // zero_ is that of the run
    std::vector<std::uint8_t> waiting_;               // blocks
    std::vector<Counts> counts_;                      // by interface
    std::uint64_t file_bytes_ = 0;
    std::string error_;
    bool is_closed_ = false;
    std::thread writer_;
};

}  // namespace ordeal::nemesis
