// What ordeal-init and the harness say to each other over a SOCK_SEQPACKET pair: plain structures,
// one a datagram, between two programs built together. The kernel adds what it alone knows: a pid
// travels as SCM_CREDENTIALS and arrives as the receiver's PID namespace numbers it, a pidfd as
// SCM_RIGHTS.
#pragma once

#include <cstdint>

namespace ordeal::init {

enum class Kind : std::uint32_t {
    entered,    // pid 1 of the node's namespaces; value: inode of the PID namespace; its pidfd, pid
    started,    // the server's exec succeeded; its pid
    failed,     // value: Step that failed, error: errno; nothing follows
    signalled,  // answer to a Request; error: errno or 0
    exited,     // the server ended; value: wait status. The namespace ends with it
    listener,   // of the server's trapped system calls, before its exec
    mounted     // the node's files wait to be served (option files): the mount's descriptor
};

enum class Step : std::uint64_t {
    close_descriptors,
    network_namespace,
    pid_namespace,
    user,
    fork,
    signal_descriptor,
    exec,
    trap,
    mount_files
};

struct Message {
    Kind kind = Kind::failed;
    std::int32_t error = 0;
    std::uint64_t value = 0;
    std::int64_t time_ns = 0;  // CLOCK_MONOTONIC
};

/// Harness to init: send this signal to every process of the node at once.
struct Request {
    std::int32_t signal = 0;
};

}  // namespace ordeal::init
