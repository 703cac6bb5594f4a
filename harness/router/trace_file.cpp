#include "harness/router/trace_file.hpp"

#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "core/json.hpp"

namespace ordeal::harness {

namespace {

/// The writer is woken once so much waits; until then it looks by itself from time to time.
constexpr std::size_t enough_bytes = std::size_t{1} << 18U;
constexpr std::chrono::milliseconds longest_wait{200};

}  // namespace

core::Result<std::unique_ptr<TraceFile>> TraceFile::create(const std::filesystem::path& path) {
    auto file = LineFile::create(path);
    if (!file) return tl::unexpected(file.error());
    return std::unique_ptr<TraceFile>(new TraceFile(*std::move(file)));
}

TraceFile::TraceFile(LineFile file)
    : file_(std::move(file)), thread_([this](const std::stop_token& token) { work(token); }) {}

TraceFile::~TraceFile() {
    static_cast<void>(close());
}

void TraceFile::add(const TracedMessage& message) {
    std::string rest = ",\"src\":";
    core::append_json(rest, message.src);
    rest += ",\"dest\":";
    core::append_json(rest, message.dest);
    rest += ",\"fate\":\"";
    rest += message.fate;
    rest += message.is_copy ? "\",\"copy\":true,\"body\":" : "\",\"body\":";
    rest += message.body;
    rest += "}\n";
    if (origin_) return append(message.time, message.sent, rest);
    early_.push_back({message.time, message.sent, std::move(rest)});
}

void TraceFile::use_origin(core::Nanoseconds origin) {
    origin_ = origin;
    for (const Early& early : std::exchange(early_, {}))
        append(early.time, early.sent, early.rest);
}

void TraceFile::append(core::Nanoseconds time, core::Nanoseconds sent, std::string_view rest) {
    bool enough = false;
    {
        const std::lock_guard lock(mutex_);
        fmt::format_to(std::back_inserter(text_), "{{\"time\":{},\"sent\":{}{}",
                       (time - *origin_).count(), (sent - *origin_).count(), rest);
        enough = text_.size() >= enough_bytes;
    }
    if (enough) more_.notify_one();
}

void TraceFile::work(const std::stop_token& token) {
    for (bool last = false; !last;) {
        std::string piece;
        {
            std::unique_lock lock(mutex_);
            more_.wait_for(lock, token, longest_wait,
                           [this] { return text_.size() >= enough_bytes; });
            last = token.stop_requested();
            std::swap(piece, text_);
        }
        if (piece.empty() || !written_) continue;
        if (auto done = file_.append(piece); !done) written_ = std::move(done);
    }
}

core::Result<void> TraceFile::close() {
    if (!thread_.joinable()) return written_;
    if (!origin_) use_origin(core::Nanoseconds(0));
    thread_.request_stop();
    thread_.join();
    return written_;
}

}  // namespace ordeal::harness
