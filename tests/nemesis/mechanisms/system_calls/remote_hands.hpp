// A process whose system calls are trapped and made to order: the test says which call with which
// arguments, the process makes it, on a thread of its own, and tells what it returned. It handles
// SIGUSR1.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include <sys/types.h>

#include "core/file_descriptor.hpp"

namespace ordeal::nemesis {

/// Arguments that stand for the addresses of a request's texts, in the process that makes the call.
inline constexpr long first_text = 0x7e570001;
inline constexpr long second_text = 0x7e570002;
inline constexpr long both_texts = 0x7e570003;  // an iovec of two parts

struct CallRequest {
    long number = 0;
    std::array<long, 6> arguments{};
    std::array<std::array<char, 4096>, 2> texts{};
    std::array<std::uint64_t, 2> sizes{};
};

struct CallResult {
    long number = 0;
    long value = -1;
    int error = 0;

    friend bool operator==(const CallResult&, const CallResult&) = default;
};

class RemoteHands {
  public:
    /// Forks. `forbidden` is a call that the process refuses itself, by a filter of its own.
    /// Requires: this process has one thread.
    explicit RemoteHands(const std::vector<int>& trapped, int forbidden = -1);
    ~RemoteHands();
    RemoteHands(const RemoteHands&) = delete;
    RemoteHands& operator=(const RemoteHands&) = delete;

    /// Any thread may ask.
    pid_t pid() const { return pid_; }
    /// The listener; negative errno where the trap was refused.
    core::FileDescriptor listener() { return std::move(listener_); }

    /// Begins a call and does not wait for its end.
    void ask(long number, std::vector<long> arguments, const std::string& first = "",
             const std::string& second = "");
    /// The result of the call that ends next. Nothing (all default) when the process has died.
    CallResult next();
    /// Both, for one call.
    CallResult call(long number, std::vector<long> arguments, const std::string& first = "",
                    const std::string& second = "");

    /// Opens, or makes, a file; its descriptor there.
    long open(const std::string& path, int flags);

    /// Waits until the process has ended; its wait status.
    int wait();

  private:
    core::FileDescriptor line_;
    core::FileDescriptor listener_;
    pid_t pid_ = -1;
    bool waited_ = false;
};

}  // namespace ordeal::nemesis
