#include "actors/runtime/loop.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <ctime>

#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "actors/runtime/file.hpp"

namespace ordeal::runtime {

namespace {

core::Result<FileDescriptor> stop_signals() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    ::sigprocmask(SIG_BLOCK, &signals, nullptr);
    FileDescriptor descriptor(::signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK));
    if (!descriptor) return core::fail("signalfd: {}", core::errno_text());
    return descriptor;
}

/// SIGTERM or SIGINT if one has come, else 0.
int taken_signal(const FileDescriptor& signals) {
    signalfd_siginfo info{};
    if (::read(signals.get(), &info, sizeof info) != sizeof info) return 0;
    return static_cast<int>(info.ssi_signo);
}

/// What to wait for at most; none is for ever.
std::optional<timespec> wait_time(const Node& node, const core::Clock& clock) {
    const auto turn = node.next_turn();
    if (!turn) return std::nullopt;
    const auto wait = std::max(core::Nanoseconds(0), *turn - clock.now());
    return timespec{wait.count() / 1'000'000'000, wait.count() % 1'000'000'000};
}

/// One batch. False: the input has ended.
core::Result<bool> take_batch(Node& node, Transport& transport, bool readable) {
    bool more = true;
    if (readable) {
        std::vector<Incoming> batch;
        auto received = transport.receive(batch);
        if (!received) return received;
        more = *received;
        for (const Incoming& incoming : batch)
            if (auto done = node.receive(incoming); !done) return tl::unexpected(done.error());
    }
    if (auto done = node.take_turn(); !done) return tl::unexpected(done.error());
    if (auto done = node.commit(); !done) return tl::unexpected(done.error());
    return more;
}

}  // namespace

core::Result<core::ExitCode> run_loop(Node& node, Transport& transport, const core::Clock& clock) {
    const auto signals = stop_signals();
    if (!signals) return tl::unexpected(signals.error());
    for (;;) {
        pollfd waiting[] = {{transport.descriptor(), POLLIN, 0}, {signals->get(), POLLIN, 0}};
        const auto wait = wait_time(node, clock);
        if (::ppoll(waiting, 2, wait ? &*wait : nullptr, nullptr) < 0 && errno != EINTR)
            return core::fail("ppoll: {}", core::errno_text());
        if (waiting[1].revents != 0) {
            const int signal = taken_signal(*signals);
            if (signal == SIGTERM) return core::ExitCode::valid;
            if (signal == SIGINT) return core::ExitCode::interrupted;
        }
        const auto more = take_batch(node, transport, waiting[0].revents != 0);
        if (!more) return tl::unexpected(more.error());
        if (!*more) return core::ExitCode::valid;
    }
}

}  // namespace ordeal::runtime
