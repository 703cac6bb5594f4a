#include "nemesis/mechanisms/home_network.hpp"

#include <cerrno>
#include <cstdlib>

#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

#include "nemesis/mechanisms/netlink.hpp"
#include "nemesis/mechanisms/open_file.hpp"

namespace ordeal::nemesis {

namespace {

std::optional<long> read_number(const char* path) {
    const auto file = open_file(path, O_RDONLY);
    if (!file) return std::nullopt;
    char text[32] = {};
    if (::read(file->get(), text, sizeof text - 1) <= 0) return std::nullopt;
    return std::strtol(text, nullptr, 10);
}

/// Makes the caller uid 0 and gid 0 of its user namespace: user_namespaces(7). setgroups must be
/// given up before a process without privilege may write gid_map.
core::Result<void> write_id_maps(uid_t uid, gid_t gid) {
    if (auto denied = write_file("/proc/self/setgroups", "deny"); !denied) return denied;
    const auto map = [](unsigned id) { return fmt::format("0 {} 1", id); };
    if (auto users = write_file("/proc/self/uid_map", map(uid).c_str()); !users) return users;
    return write_file("/proc/self/gid_map", map(gid).c_str());
}

/// All three together: a network namespace made by a later step would not let setns back in.
core::Result<void> enter_user_namespace() {
    const uid_t uid = ::geteuid();
    const gid_t gid = ::getegid();
    if (::unshare(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWNET) != 0) {
        const int error_number = errno;
        return core::fail("cannot make a user and a network namespace: {}",
                          explain_refusal(error_number, read_namespace_settings()));
    }
    if (auto maps = write_id_maps(uid, gid); !maps)
        return core::fail("cannot set up the user namespace: {} ({})", maps.error().message,
                          explain_refusal(EPERM, read_namespace_settings()));
    return {};
}

}  // namespace

NamespaceSettings read_namespace_settings() {
    const auto kernel = [](const char* name) {
        return read_number(fmt::format("/proc/sys/kernel/{}", name).c_str());
    };
    return {
        .unprivileged_userns_clone = kernel("unprivileged_userns_clone"),
        .apparmor_restrict_unprivileged_userns = kernel("apparmor_restrict_unprivileged_userns"),
        .max_user_namespaces = read_number("/proc/sys/user/max_user_namespaces"),
        .max_net_namespaces = read_number("/proc/sys/user/max_net_namespaces")};
}

std::string explain_refusal(int error_number, const NamespaceSettings& settings) {
    const std::string reason = core::errno_text(error_number);
    if (error_number == EINVAL)
        return reason + ": the process has several threads; this must come before any is started";
    if (settings.unprivileged_userns_clone == 0)
        return reason +
               ": user namespaces are closed to normal users; as root, "
               "sysctl -w kernel.unprivileged_userns_clone=1";
    if (settings.max_user_namespaces == 0)
        return reason +
               ": no user namespace may be made; as root, "
               "sysctl -w user.max_user_namespaces=10000";
    if (settings.max_net_namespaces == 0)
        return reason +
               ": no network namespace may be made; as root, "
               "sysctl -w user.max_net_namespaces=10000";
    if (settings.apparmor_restrict_unprivileged_userns.value_or(0) != 0)
        return reason +
               ": AppArmor keeps user namespaces from programs without a profile; as "
               "root, sysctl -w kernel.apparmor_restrict_unprivileged_userns=0";
    if (error_number == ENOSPC)
        return reason +
               ": too many namespaces exist; see sysctl user.max_user_namespaces and "
               "user.max_net_namespaces";
    return reason +
           ": a container's seccomp profile may forbid it; start the container with "
           "--security-opt seccomp=unconfined or --cap-add SYS_ADMIN, or run as root";
}

core::Result<void> enter_home_network() {
    if (::unshare(CLONE_NEWNET) != 0) {
        if (auto entered = enter_user_namespace(); !entered) return entered;
    }
    auto netlink = Netlink::open();
    if (!netlink) return tl::unexpected(netlink.error());
    return netlink->configure("lo", {});
}

}  // namespace ordeal::nemesis
