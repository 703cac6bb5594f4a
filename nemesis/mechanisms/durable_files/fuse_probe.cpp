#include "nemesis/mechanisms/durable_files/fuse_probe.hpp"

#include <cerrno>

#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include "nemesis/mechanisms/durable_files/fuse_mount.hpp"

namespace ordeal::nemesis {

namespace {

constexpr int no_namespace = 200;  // beyond every errno

/// In a child: its namespaces and its mount end with it. 0, an errno of the mount, no_namespace.
int try_to_mount() {
    if (::unshare(CLONE_NEWNS) != 0 && ::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0)
        return no_namespace;
    if (::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return no_namespace;
    const int device = mount_fuse("/tmp");
    return device < 0 ? -device : 0;
}

}  // namespace

core::Result<void> power_loss_available() {
    const pid_t child = ::fork();
    if (child == 0) ::_exit(try_to_mount());
    int status = 0;
    while (child > 0 && ::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    const int answer = child > 0 && WIFEXITED(status) ? WEXITSTATUS(status) : ECHILD;
    if (answer == 0) return {};
    if (answer == no_namespace)
        return core::fail(
            "no mount namespace is to be had: run as root, or allow user namespaces "
            "(sysctl kernel.unprivileged_userns_clone=1)");
    if (answer == EACCES)
        return core::fail(
            "/dev/fuse cannot be opened ({}): run as root, or make it what it is on "
            "most machines (chmod 0666 /dev/fuse)",
            core::errno_text(answer));
    if (answer == ENOENT || answer == ENODEV || answer == ENXIO)
        return core::fail(
            "this kernel has no FUSE ({}): load it (modprobe fuse), or give the "
            "container /dev/fuse",
            core::errno_text(answer));
    return core::fail(
        "a FUSE file system cannot be mounted ({}): the container or the kernel "
        "refuses mounts; run as root outside of it",
        core::errno_text(answer));
}

}  // namespace ordeal::nemesis
