#include "nemesis/mechanisms/network_namespace.hpp"

#include <array>
#include <string>

#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

#include "core/check.hpp"
#include "nemesis/mechanisms/netlink.hpp"

namespace ordeal::nemesis {

namespace {

struct Setting {
    const char* path;  // below /proc/sys/net
    const char* value;
};

/// Those that a kernel does not know are skipped: they are absent there, not wrong.
constexpr std::array<Setting, 6> settings = {{
    {"ipv6/conf/all/disable_ipv6", "1"},
    {"ipv6/conf/default/disable_ipv6", "1"},
    {"ipv4/tcp_congestion_control", congestion_control.data()},
    {"ipv4/tcp_rto_max_ms", "1000"},    // or TCP heals as late as its back-off grew
    {"ipv4/tcp_retries2", "255"},       // or those short time-outs end a connection in 15 s
    {"ipv4/tcp_no_metrics_save", "1"},  // or one connection's losses slow the next one
}};

core::Result<void> set_up_tcp() {
    for (const auto& setting : settings) {
        const std::string path = std::string("/proc/sys/net/") + setting.path;
        if (::access(path.c_str(), F_OK) != 0) continue;
        if (auto written = write_file(path.c_str(), setting.value); !written) return written;
    }
    return {};
}

core::Result<void> set_up() {
    if (auto tcp = set_up_tcp(); !tcp) return tcp;
    auto netlink = Netlink::open();
    if (!netlink) return tl::unexpected(netlink.error());
    return netlink->configure("lo", {});
}

core::Result<FileDescriptor> current() {
    return open_file("/proc/thread-self/ns/net", O_RDONLY);
}

void go_back(const FileDescriptor& home) {
    CHECK(::setns(home.get(), CLONE_NEWNET) == 0, "the way back to a network namespace: {}",
          core::errno_text());
}

}  // namespace

core::Result<NetworkNamespace> NetworkNamespace::create() {
    const auto home = current();
    if (!home) return tl::unexpected(home.error());
    if (::unshare(CLONE_NEWNET) != 0)
        return core::fail(
            "cannot make a network namespace: {} (a normal user enters the home network first)",
            core::errno_text());
    auto fresh = current();
    auto ready = fresh ? set_up() : core::Result<void>(tl::unexpected(fresh.error()));
    go_back(*home);
    if (!ready) return tl::unexpected(ready.error());
    return NetworkNamespace(std::move(*fresh));
}

core::Result<NetworkNamespace::Visit> NetworkNamespace::enter() const {
    auto home = current();
    if (!home) return tl::unexpected(home.error());
    if (auto joined = join(); !joined) return tl::unexpected(joined.error());
    return Visit(std::move(*home));
}

core::Result<void> NetworkNamespace::join() const {
    if (::setns(fd(), CLONE_NEWNET) != 0)
        return core::fail("cannot enter a node's network namespace: {}", core::errno_text());
    return {};
}

NetworkNamespace::Visit::~Visit() {
    if (home_) go_back(home_);
}

}  // namespace ordeal::nemesis
