// A seccomp filter that makes chosen system calls wait for the answer of a supervisor. It is
// installed by the thread that is to be supervised, before it becomes the server, and stays with
// all that it forks and executes: static programs, Go and the JVM too. This file needs the kernel
// only, because it is also part of ordeal-init.
#pragma once

namespace ordeal::nemesis {

/// How many calls can be trapped at most.
inline constexpr int most_trapped_calls = 96;

/// From here on the calling thread, and every process and thread that it starts, waits in each call
/// of these numbers until whoever reads the returned descriptor (which closes on exec) answers.
/// Ways around it are shut: io_uring_setup and io_setup, and calls of the 32-bit and x32 tables,
/// fail with ENOSYS. Everything else runs at full speed. Once the descriptor and its copies are
/// closed the trapped calls fail with ENOSYS.
/// Where the kernel can (Linux 5.19), a call that the supervisor has received is interrupted by
/// deadly signals only; elsewhere any signal makes it begin anew. Where the caller is not
/// privileged in its user namespace, it gets no_new_privs.
/// Returns the descriptor or, negative, the errno. Requires: count <= most_trapped_calls.
int trap_calls(const int* numbers, int count);

}  // namespace ordeal::nemesis
