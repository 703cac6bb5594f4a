// Mounts a file system that a program serves (FUSE) in the mount namespace of the caller, by raw
// system calls: ordeal-init, which is small and static, does it for a node. The kernel answers
// nobody who comes near the mount until somebody serves the descriptor; when the descriptor's last
// copy is closed, whoever waits gets an error and nothing hangs.
#pragma once

#include <cerrno>
#include <cstdio>

#include <fcntl.h>
#include <sys/mount.h>
#include <unistd.h>

namespace ordeal::nemesis {

/// The mount's descriptor, close-on-exec; -errno. Everybody may look at the mount; the kernel
/// checks modes and owners. Requires: the caller may mount where it is.
inline int mount_fuse(const char* folder) {
    const int device = ::open("/dev/fuse", O_RDWR | O_CLOEXEC);
    if (device < 0) return -errno;
    char options[128];
    std::snprintf(options, sizeof options,
                  "fd=%d,rootmode=40000,user_id=%u,group_id=%u,allow_other,default_permissions",
                  device, ::getuid(), ::getgid());
    if (::mount("ordeal", folder, "fuse", MS_NOSUID | MS_NODEV, options) == 0) return device;
    const int error = errno;
    ::close(device);
    return -error;
}

}  // namespace ordeal::nemesis
