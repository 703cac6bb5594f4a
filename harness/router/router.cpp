#include "harness/router/router.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include <sys/epoll.h>
#include <sys/eventfd.h>

#include "core/check.hpp"
#include "nemesis/mechanisms/prompt_thread.hpp"

namespace ordeal::harness {

using core::FileDescriptor;
using core::Result;
using std::chrono::steady_clock;

namespace {

/// What epoll says of stop(), among the tags of pipes.
constexpr std::uint64_t wake_tag = 0;
constexpr std::size_t events_in_turn = 64;
/// How often somebody who waits for a node looks.
constexpr std::chrono::milliseconds look_period{2};

timespec to_timespec(core::Nanoseconds time) {
    return {.tv_sec = time.count() / 1'000'000'000, .tv_nsec = time.count() % 1'000'000'000};
}

}  // namespace

Result<std::unique_ptr<Router>> Router::create(RouterOptions options,
                                               const std::filesystem::path& trace) {
    auto file = TraceFile::create(trace);
    if (!file) return tl::unexpected(file.error());
    FileDescriptor epoll(::epoll_create1(EPOLL_CLOEXEC));
    FileDescriptor wake(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = wake_tag;
    if (!epoll || !wake || ::epoll_ctl(epoll.get(), EPOLL_CTL_ADD, wake.get(), &event) != 0)
        return core::fail("cannot make the router's event queue: {}", core::errno_text());
    return std::unique_ptr<Router>(
        new Router(std::move(epoll), std::move(wake), *std::move(file), std::move(options)));
}

Router::Router(FileDescriptor epoll, FileDescriptor wake, std::unique_ptr<TraceFile> trace,
               RouterOptions options)
    : epoll_(std::move(epoll)),
      wake_(std::move(wake)),
      trace_(std::move(trace)),
      switchboard_(std::make_unique<Switchboard>(std::move(options), epoll_.get(), *trace_)),
      thread_([this] { work(); }) {}

Router::~Router() {
    static_cast<void>(stop());
}

void Router::work() {
    nemesis::ask_for_prompt_wakeups();
    std::array<epoll_event, events_in_turn> events;
    int ready = 0;
    for (;;) {
        auto turn = turns_.take();
        if (is_stopping_) return;
        for (int i = 0; i < ready && (i == 0 || !turns_.is_wanted()); ++i)
            if (events[static_cast<std::size_t>(i)].data.u64 != wake_tag)
                switchboard_->on_ready(events[static_cast<std::size_t>(i)].data.u64);
        switchboard_->deliver_due();
        switchboard_->flush_all();
        const auto wait = switchboard_->time_to_next();
        turn.unlock();
        timespec timeout{};
        if (wait) timeout = to_timespec(*wait);
        ready = ::epoll_pwait2(epoll_.get(), events.data(), static_cast<int>(events.size()),
                               wait ? &timeout : nullptr, nullptr);
        CHECK(ready >= 0 || errno == EINTR, "epoll_pwait2 (Linux 5.11 and later): {}",
              core::errno_text());
    }
}

Router::Greeted Router::wait_until_greeted(std::size_t node, steady_clock::time_point deadline) {
    for (;;) {
        const auto state = ask([node](const Switchboard& board) {
            return board.failure()                 ? Greeted::failed
                   : board.is_greeted(node)        ? Greeted::yes
                   : board.has_fallen_silent(node) ? Greeted::silent
                                                   : Greeted::no;
        });
        if (state != Greeted::no || steady_clock::now() >= deadline) return state;
        std::this_thread::sleep_for(look_period);
    }
}

Result<void> Router::stop() {
    if (thread_.joinable()) {
        turns_.between([this] {
            is_stopping_ = true;
            switchboard_->finish();
        });
        ::eventfd_write(wake_.get(), 1);
        thread_.join();
    }
    return trace_->close();
}

}  // namespace ordeal::harness
