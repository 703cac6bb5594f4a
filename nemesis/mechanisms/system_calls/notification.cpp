#include "nemesis/mechanisms/system_calls/notification.hpp"

#include <algorithm>
#include <cerrno>
#include <utility>

#include <linux/seccomp.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

// Linux 6.6: whoever waits on the other side wakes up on this processor, at once.
#ifndef SECCOMP_IOCTL_NOTIF_SET_FLAGS
#define SECCOMP_IOCTL_NOTIF_SET_FLAGS SECCOMP_IOW(4, __u64)
#define SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP (1UL << 0)
#endif

namespace ordeal::nemesis {

CallListener::CallListener(core::FileDescriptor listener) : listener_(std::move(listener)) {
    seccomp_notif_sizes sizes{};
    ::syscall(SYS_seccomp, SECCOMP_GET_NOTIF_SIZES, 0, &sizes);
    const std::size_t size_bytes =
        std::max<std::size_t>(sizes.seccomp_notif, sizeof(seccomp_notif));
    buffer_.resize((size_bytes + 7) / 8);
    ::ioctl(listener_.get(), SECCOMP_IOCTL_NOTIF_SET_FLAGS, SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP);
}

std::optional<WaitingCall> CallListener::receive() {
    std::ranges::fill(buffer_, 0);  // as the kernel demands
    auto& notification = *reinterpret_cast<seccomp_notif*>(buffer_.data());
    if (::ioctl(listener_.get(), SECCOMP_IOCTL_NOTIF_RECV, &notification) != 0) return std::nullopt;
    WaitingCall call{.id = notification.id,
                     .thread = static_cast<pid_t>(notification.pid),
                     .number = notification.data.nr};
    std::ranges::copy(notification.data.args, call.arguments.begin());
    return call;
}

bool CallListener::still_waits(std::uint64_t call) const {
    return ::ioctl(listener_.get(), SECCOMP_IOCTL_NOTIF_ID_VALID, &call) == 0;
}

void CallListener::answer(std::uint64_t call, const CallAnswer& answer) const {
    seccomp_notif_resp response{.id = call, .val = answer.value, .error = -answer.error};
    if (answer.proceed)
        response = {.id = call, .flags = static_cast<__u32>(SECCOMP_USER_NOTIF_FLAG_CONTINUE)};
    ::ioctl(listener_.get(), SECCOMP_IOCTL_NOTIF_SEND, &response);
}

}  // namespace ordeal::nemesis
