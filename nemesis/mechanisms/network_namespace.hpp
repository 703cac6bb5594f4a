// The network namespace of one node, held by a file descriptor and nothing else: when the last
// descriptor and the last process in it are gone, so are its interfaces. Nothing is written to
// the file system (as `ip netns add` would), so nothing can be left behind by a crash.
#pragma once

#include <string_view>

#include "core/result.hpp"
#include "nemesis/mechanisms/open_file.hpp"

namespace ordeal::nemesis {

class NetworkNamespace {
  public:
    /// A fresh namespace: loopback up, IPv6 off, TCP set as described in docs/fabric.md (Reno,
    /// retransmission time-outs of at most 1 s where the kernel knows how, patience instead of
    /// few retries). The calling thread is back in its own namespace when this returns.
    /// Error: names the call that was refused; a normal user calls enter_home_network() first.
    static core::Result<NetworkNamespace> create();

    /// For setns(fd, CLONE_NEWNET) in a child process. Closed on exec.
    int fd() const { return fd_.get(); }

    /// While it lives, its thread is in the namespace: sockets opened meanwhile belong to it, for
    /// good. Ends in the thread that made it, in reverse order of making.
    class Visit {
      public:
        Visit(Visit&& other) noexcept = default;
        Visit& operator=(Visit&&) = delete;
        ~Visit();

      private:
        friend class NetworkNamespace;
        explicit Visit(FileDescriptor home) : home_(std::move(home)) {}
        FileDescriptor home_;
    };

    /// The calling thread visits the namespace; other threads stay where they are.
    [[nodiscard]] core::Result<Visit> enter() const;

    /// The calling thread moves in and stays. For worker threads and children after fork.
    core::Result<void> join() const;

  private:
    explicit NetworkNamespace(FileDescriptor fd) : fd_(std::move(fd)) {}
    FileDescriptor fd_;
};

/// The congestion control of every namespace of ours: compiled into every kernel and open to all
/// users, so that a run is the same on every machine.
inline constexpr std::string_view congestion_control = "reno";

}  // namespace ordeal::nemesis
