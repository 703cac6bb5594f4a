#include "nemesis/mechanisms/durable_files/fuse_connection.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <utility>

#include <fcntl.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "core/check.hpp"
#include "core/program/no_signals.hpp"

namespace ordeal::nemesis {

using core::FileDescriptor;

namespace {

constexpr std::size_t buffer_size = most_fuse_bytes + 4096;  // a header beside the bytes

/// Waits for requests, and for the end. Only one thread wakes up for a request.
FileDescriptor watch(int device, int stop) {
    FileDescriptor events(::epoll_create1(EPOLL_CLOEXEC));
    epoll_event request{.events = EPOLLIN | EPOLLEXCLUSIVE, .data = {.fd = device}};
    epoll_event end{.events = EPOLLIN, .data = {.fd = stop}};
    CHECK(events && ::epoll_ctl(events.get(), EPOLL_CTL_ADD, device, &request) == 0 &&
              ::epoll_ctl(events.get(), EPOLL_CTL_ADD, stop, &end) == 0,
          "cannot watch a mounted file system: {}", core::errno_text());
    return events;
}

}  // namespace

FuseReply::FuseReply() : buffer_(std::make_unique_for_overwrite<char[]>(buffer_size)) {}

void FuseReply::put(std::span<const char> bytes) {
    CHECK(size_ + bytes.size() <= buffer_size, "an answer of {} bytes", bytes.size());
    std::memcpy(buffer_.get() + size_, bytes.data(), bytes.size());
    size_ += bytes.size();
}

std::span<char> FuseReply::room() {
    return {buffer_.get() + size_, buffer_size - size_};
}

void FuseReply::clear() {
    size_ = sizeof(fuse_out_header);
    error_ = 0;
    none_ = false;
}

std::span<const char> FuseReply::finish(std::uint64_t unique) {
    if (error_ != 0) size_ = sizeof(fuse_out_header);
    const fuse_out_header header{
        .len = static_cast<std::uint32_t>(size_), .error = error_, .unique = unique};
    std::memcpy(buffer_.get(), &header, sizeof header);
    return {buffer_.get(), size_};
}

FuseConnection::FuseConnection(FileDescriptor device, Handler handler, std::function<void()> before)
    : device_(std::move(device)),
      stop_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      handler_(std::move(handler)),
      before_(std::move(before)) {
    ::fcntl(device_.get(), F_SETFL, ::fcntl(device_.get(), F_GETFL) | O_NONBLOCK);
    const core::NoSignals in_the_threads;
    for (int i = 0; i < threads; ++i) {
        threads_.emplace_back([this] { serve(); });
        pthread_setname_np(threads_.back().native_handle(), "ordeal-files");
    }
}

FuseConnection::~FuseConnection() {
    stop();
}

void FuseConnection::stop() {
    ended();
    threads_.clear();
    device_.close();
}

void FuseConnection::ended() {
    const std::uint64_t one = 1;
    static_cast<void>(!::write(stop_.get(), &one, sizeof one));
}

bool FuseConnection::wait_until_unmounted(std::chrono::milliseconds most) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, most, [this] { return serving_ == 0; });
}

void FuseConnection::serve() {
    std::call_once(prepared_, before_);
    {
        const FileDescriptor events = watch(device_.get(), stop_.get());
        const auto buffer = std::make_unique_for_overwrite<char[]>(buffer_size);
        FuseReply reply;
        while (wait_for_request(events.get()))
            while (serve_one({buffer.get(), buffer_size}, reply)) {
            }
    }
    const std::lock_guard lock(mutex_);
    --serving_;
    changed_.notify_all();
}

/// False: the connection is over.
bool FuseConnection::wait_for_request(int events) const {
    std::array<epoll_event, 2> ready{};
    const int count = ::epoll_wait(events, ready.data(), static_cast<int>(ready.size()), -1);
    for (int i = 0; i < count; ++i)
        if (ready[static_cast<std::size_t>(i)].data.fd == stop_.get()) return false;
    return true;
}

/// False: there is none at the moment. (ENOENT: a request was taken back before it was read.)
bool FuseConnection::serve_one(std::span<char> buffer, FuseReply& reply) {
    const ssize_t size = ::read(device_.get(), buffer.data(), buffer.size());
    if (size < 0) {
        if (errno == EINTR || errno == ENOENT) return true;
        if (errno != EAGAIN) ended();  // ENODEV: unmounted
        return false;
    }
    FuseRequest request;
    if (static_cast<std::size_t>(size) < sizeof request.header) return true;
    std::memcpy(&request.header, buffer.data(), sizeof request.header);
    request.body = {buffer.data() + sizeof request.header,
                    static_cast<std::size_t>(size) - sizeof request.header};
    reply.clear();
    handler_(request, reply);
    if (reply.none()) return true;
    const auto bytes = reply.finish(request.header.unique);
    static_cast<void>(!::write(device_.get(), bytes.data(), bytes.size()));
    return true;
}

}  // namespace ordeal::nemesis
