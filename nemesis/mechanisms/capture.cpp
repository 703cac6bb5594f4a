#include "nemesis/mechanisms/capture.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include "core/check.hpp"
#include "nemesis/mechanisms/pcapng.hpp"

namespace ordeal::nemesis {

namespace {

/// How long a packet waits at most until it is handed to the operating system, and how much at
/// least is handed over at once if more comes in.
constexpr std::chrono::milliseconds flush_period{100};
constexpr std::size_t flush_bytes = std::size_t{256} << 10;

}  // namespace

core::Value to_value(const CaptureFigures& figures) {
    core::Value value = core::Value::object(
        {{"packets", figures.packets}, {"missed", figures.missed}, {"bytes", figures.bytes}});
    if (!figures.error.empty()) value.set("error", figures.error);
    return value;
}

core::Result<std::unique_ptr<Capture>> Capture::create(const std::filesystem::path& path,
                                                       const std::vector<std::string>& interfaces,
                                                       std::size_t buffer_bytes) {
    core::FileDescriptor file(
        ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0644));
    if (!file) return core::fail("cannot make {}: {}", path.string(), core::errno_text());
    std::unique_ptr<Capture> capture(
        new Capture(path, std::move(file), interfaces.size(), buffer_bytes));
    if (auto written = capture->append(pcapng::header(interfaces)); !written)
        return tl::unexpected(written.error());
    capture->writer_ = std::thread([made = capture.get()] { made->work(); });
    return capture;
}

Capture::Capture(std::filesystem::path path, core::FileDescriptor file, std::size_t interfaces,
                 std::size_t buffer_bytes)
    : path_(std::move(path)),
      buffer_bytes_(buffer_bytes),
      file_(std::move(file)),
      counts_(interfaces) {}

Capture::~Capture() {
    close();
}

void Capture::begin_run(Moment zero) {
    const std::lock_guard lock(mutex_);
    if (has_begun_) return;
    has_begun_ = true;
    pcapng::shift_times(waiting_, zero_ - zero);
    zero_ = zero;
}

void Capture::record(Moment time, std::size_t interface, Seen seen,
                     std::span<const std::uint8_t> packet, std::string_view comment) {
    const std::lock_guard lock(mutex_);
    if (is_closed_) return;
    const std::size_t size_bytes = pcapng::packet_bytes(packet.size(), comment.size());
    if (!error_.empty() || waiting_.size() + size_bytes > buffer_bytes_) {
        ++counts_[interface].missed;
        return;
    }
    const std::size_t before_bytes = waiting_.size();
    pcapng::append_packet(waiting_, {.interface = static_cast<std::uint32_t>(interface),
                                     .time = time - zero_,
                                     .direction = static_cast<std::uint32_t>(seen),
                                     .bytes = packet,
                                     .comment = comment});
    if (before_bytes < flush_bytes && waiting_.size() >= flush_bytes) changed_.notify_one();
}

/// Times are not known before the run has begun, unless none ever does.
bool Capture::may_write() const {
    return has_begun_ || is_closed_;
}

void Capture::work() {
    std::unique_lock lock(mutex_);
    while (!is_closed_) {
        changed_.wait_for(lock, flush_period, [this] {
            return is_closed_ || (has_begun_ && waiting_.size() >= flush_bytes);
        });
        if (may_write()) write_waiting(lock);
    }
    write_waiting(lock);
}

void Capture::write_waiting(std::unique_lock<std::mutex>& lock) {
    if (waiting_.empty()) return;
    const std::vector<std::uint8_t> blocks = std::exchange(waiting_, {});
    lock.unlock();
    const auto written = append(blocks);
    lock.lock();
    if (!written && error_.empty()) error_ = written.error().message;
    for (const std::uint32_t interface : pcapng::interfaces_of(blocks))
        ++(written ? counts_[interface].written : counts_[interface].missed);
}

core::Result<void> Capture::append(const std::vector<std::uint8_t>& blocks) {
    std::span<const std::uint8_t> rest = blocks;
    while (!rest.empty()) {
        const ssize_t count = ::write(file_.get(), rest.data(), rest.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) {
            const int problem = errno;
            [[maybe_unused]] const int cut =
                ::ftruncate(file_.get(), static_cast<off_t>(file_bytes_));
            return core::fail("cannot write {}: {}; free some space or choose another --store",
                              path_.string(), core::errno_text(problem));
        }
        rest = rest.subspan(static_cast<std::size_t>(count));
    }
    const std::lock_guard lock(mutex_);
    file_bytes_ += blocks.size();
    return {};
}

void Capture::close() {
    {
        const std::lock_guard lock(mutex_);
        if (is_closed_) return;
        is_closed_ = true;
    }
    changed_.notify_one();
    if (writer_.joinable()) writer_.join();
    std::vector<std::uint8_t> blocks;
    for (std::uint32_t i = 0; i < counts_.size(); ++i)
        pcapng::append_statistics(blocks, i, counts_[i].written + counts_[i].missed,
                                  counts_[i].missed);
    const auto written = append(blocks);
    const std::lock_guard lock(mutex_);
    if (!written && error_.empty()) error_ = written.error().message;
}

CaptureFigures Capture::figures() const {
    const std::lock_guard lock(mutex_);
    CaptureFigures figures{.bytes = file_bytes_, .error = error_};
    for (const Counts& one : counts_) {
        figures.packets += one.written;
        figures.missed += one.missed;
    }
    return figures;
}

}  // namespace ordeal::nemesis
