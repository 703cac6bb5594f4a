// The kernel's end of a mounted file system that this program serves: requests are read from the
// descriptor by several threads and answered by them, each as <linux/fuse.h> lays it out (protocol
// version 7). It knows nothing of files: a handler does.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

#include <linux/fuse.h>

#include "core/file_descriptor.hpp"
#include "core/result.hpp"

namespace ordeal::nemesis {

/// The most bytes of one read or write.
inline constexpr std::uint32_t most_fuse_bytes = 1U << 20U;

/// One request: what stands behind the header is the operation's structure, then names or data.
struct FuseRequest {
    fuse_in_header header{};
    std::span<const char> body;

    /// The operation's structure; zeros where the kernel sent less.
    template <typename T>
    T as() const {
        T value{};
        const std::size_t size = body.size() < sizeof value ? body.size() : sizeof value;
        __builtin_memcpy(&value, body.data(), size);
        return value;
    }
    /// What stands behind a structure of that size: names end with a zero.
    const char* text(std::size_t offset) const { return body.data() + offset; }
};

/// The answer under construction: an error or some bytes.
class FuseReply {
  public:
    FuseReply();

    /// 0 or -errno.
    void set_error(int error) { error_ = error; }
    int error() const { return error_; }
    /// Nothing is to be answered.
    void set_none() { none_ = true; }
    bool none() const { return none_; }

    template <typename T>
    void put(const T& value) {
        put({reinterpret_cast<const char*>(&value), sizeof value});
    }
    void put(std::span<const char> bytes);
    /// Room behind what was put; extend() says how much of it was used.
    std::span<char> room();
    void extend(std::size_t bytes) { size_ += bytes; }

    void clear();
    /// The whole datagram for the request of that number.
    std::span<const char> finish(std::uint64_t unique);

  private:
    std::unique_ptr<char[]> buffer_;
    std::size_t size_ = sizeof(fuse_out_header);
    int error_ = 0;
    bool none_ = false;
};

class FuseConnection {
  public:
    /// Called by several threads at once.
    using Handler = std::function<void(const FuseRequest&, FuseReply&)>;

    /// Serves from here on, once `before` has returned (it may wait for something).
    FuseConnection(core::FileDescriptor device, Handler handler, std::function<void()> before);
    /// Breaks the connection: who waits for an answer gets an error.
    ~FuseConnection();
    FuseConnection(const FuseConnection&) = delete;
    FuseConnection& operator=(const FuseConnection&) = delete;

    /// Waits until the file system is unmounted and every request has been answered. False: not
    /// within that time.
    bool wait_until_unmounted(std::chrono::milliseconds most);
    /// Ends it at once.
    void stop();

  private:
    static constexpr int threads = 4;

    void serve();
    bool serve_one(std::span<char> buffer, FuseReply& reply);
    bool wait_for_request(int events) const;
    void ended();

    core::FileDescriptor device_;
    core::FileDescriptor stop_;  // an eventfd: readable when all threads are to end
    const Handler handler_;
    const std::function<void()> before_;
    std::mutex mutex_;
    std::condition_variable changed_;
    int serving_ = threads;
    std::once_flag prepared_;
    std::vector<std::jthread> threads_;
};

}  // namespace ordeal::nemesis
