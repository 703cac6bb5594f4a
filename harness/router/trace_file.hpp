// trace.jsonl of world `router`: every message with what became of it, one a line, in the order in
// which that was known:
//
//     {"time":8120034,"sent":6120034,"src":"n1","dest":"n2","fate":"delivered","body":{...}}
//
// Times are those of the run; before its beginning they are negative. The file is written by a
// thread of its own, so that a slow disk does not hold up messages.
#pragma once

#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "core/clock.hpp"
#include "core/result.hpp"
#include "harness/store/line_file.hpp"

namespace ordeal::harness {

struct TracedMessage {
    core::Nanoseconds time{0};  // of its fate
    core::Nanoseconds sent{0};
    std::string_view src;
    std::string_view dest;
    std::string_view fate;  // "delivered", "lost", "cut", ...
    bool is_copy = false;   // made by the link
    std::string_view body;  // JSON
};

/// add() and use_origin() come from one thread at a time.
class TraceFile {
  public:
    /// Error: the file cannot be made.
    static core::Result<std::unique_ptr<TraceFile>> create(const std::filesystem::path& path);
    ~TraceFile();
    TraceFile(const TraceFile&) = delete;
    TraceFile& operator=(const TraceFile&) = delete;

    void add(const TracedMessage& message);
    /// When, in the time of the messages, the run begins. What was added before waits for that.
    void use_origin(core::Nanoseconds origin);

    /// Writes all that was added; the first error of writing, if there was one. Idempotent.
    core::Result<void> close();

  private:
    struct Early {
        core::Nanoseconds time{0};
        core::Nanoseconds sent{0};
        std::string rest;
    };
    explicit TraceFile(LineFile file);
    void append(core::Nanoseconds time, core::Nanoseconds sent, std::string_view rest);
    void work(const std::stop_token& token);

    std::vector<Early> early_;
    std::optional<core::Nanoseconds> origin_;

    LineFile file_;
    std::mutex mutex_;
    std::condition_variable_any more_;
    std::string text_;  // not yet written
    core::Result<void> written_;
    std::jthread thread_;
};

}  // namespace ordeal::harness
