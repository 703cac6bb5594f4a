#include "nemesis/mechanisms/forwarder.hpp"

#include <algorithm>
#include <array>
#include <cerrno>

#include <sys/epoll.h>
#include <sys/eventfd.h>

#include "core/check.hpp"
#include "nemesis/mechanisms/ipv4.hpp"
#include "nemesis/mechanisms/prompt_thread.hpp"

namespace ordeal::nemesis {

namespace {

/// Packets read for each endpoint, and packets written, before the other has its turn. Reading goes
/// first: it is cheap, memory of ours is larger than the kernel's queues, and what overflows there
/// is lost. A turn takes well under a millisecond.
constexpr std::size_t reads_per_endpoint = 64;
constexpr std::size_t writes_in_turn = 32;

/// What epoll says of stop(), among the indices of sources.
constexpr std::uint64_t wake_source = ~std::uint64_t{0};

void watch(int epoll, int fd, std::uint64_t source) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = source;
    CHECK(::epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) == 0, "epoll_ctl: {}", core::errno_text());
}

timespec to_timespec(core::Nanoseconds time) {
    return {.tv_sec = time.count() / 1'000'000'000, .tv_nsec = time.count() % 1'000'000'000};
}

}  // namespace

Forwarder::Forwarder(std::unique_ptr<Ports> ports, const std::vector<std::uint32_t>& addresses,
                     std::vector<Link> links, FileDescriptor wake)
    : wake_(std::move(wake)),
      ports_(std::move(ports)),
      size_(addresses.size()),
      links_(std::move(links)),
      cuts_(size_ * size_),
      counters_(size_ * size_) {
    CHECK(links_.size() == size_ * size_);
    for (std::size_t i = 0; i < size_; ++i)
        endpoint_of_.emplace(addresses[i], i);
}

void Forwarder::run(Turns& turns) {
    ask_for_prompt_wakeups();
    const FileDescriptor epoll(::epoll_create1(EPOLL_CLOEXEC));
    CHECK(epoll, "epoll_create1: {}", core::errno_text());
    watch(epoll.get(), wake_.get(), wake_source);
    const auto descriptors = ports_->descriptors();
    for (std::size_t source = 0; source < descriptors.size(); ++source)
        watch(epoll.get(), descriptors[source], source);

    const std::size_t most_reads = reads_per_endpoint * size_ / descriptors.size();
    readable_.clear();
    for (;;) {
        auto turn = turns.take();
        if (is_stopping_) return start_afresh();
        take_turn(most_reads, turns);
        const auto due = queue_.next_due();
        turn.unlock();
        wait(epoll.get(), due);
    }
}

void Forwarder::start_afresh() {
    eventfd_t ignored = 0;
    ::eventfd_read(wake_.get(), &ignored);
    discarded_ += queue_.size();
    queue_ = {};
    is_stopping_ = false;
}

void Forwarder::stop() {
    is_stopping_ = true;
    CHECK(::eventfd_write(wake_.get(), 1) == 0, "cannot wake the fabric: {}", core::errno_text());
}

void Forwarder::take_turn(std::size_t most_reads, const Turns& turns) {
    for (const std::size_t source : readable_)
        read_from(source, most_reads, turns);
    deliver_due(turns);
}

/// Until a packet comes in, one falls due, or stop() is called.
void Forwarder::wait(int epoll, std::optional<core::Nanoseconds> due) {
    std::array<epoll_event, 64> events;
    timespec timeout{};
    if (due) timeout = to_timespec(std::max(*due - clock_.now(), core::Nanoseconds(0)));
    const int count = ::epoll_pwait2(epoll, events.data(), static_cast<int>(events.size()),
                                     due ? &timeout : nullptr, nullptr);
    CHECK(count >= 0 || errno == EINTR, "epoll_pwait2 (Linux 5.11 and later): {}",
          core::errno_text());
    readable_.clear();
    for (int i = 0; i < count; ++i)
        if (events[i].data.u64 != wake_source) readable_.push_back(events[i].data.u64);
}

void Forwarder::read_from(std::size_t source, std::size_t most, const Turns& turns) {
    for (std::size_t i = 0; i < most && !turns.is_wanted(); ++i) {
        const auto arrival = ports_->read(source);
        if (!arrival) return;
        receive(*arrival);
    }
}

void Forwarder::receive(const Arrival& arrival) {
    const auto address = ipv4_destination(arrival.bytes);
    const auto to = address ? endpoint_of_.find(*address) : endpoint_of_.end();
    if (to == endpoint_of_.end()) {
        ++unroutable_;
        return;
    }
    const std::size_t link = link_index(arrival.endpoint, to->second);
    ++counters_[link].received;
    const core::Nanoseconds now = clock_.now();
    const Decision decision = decide(link, now, arrival.bytes);
    if (capture_ != nullptr)
        capture(arrival.endpoint, Capture::Seen::sent, arrival.bytes, to_text(decision, now));
    if (decision.dropped == DropReason::reset) reset(link, arrival.bytes);
    if (decision.dropped != DropReason::none) return count_drop(link, decision.dropped);
    counters_[link].duplicated += decision.count - 1;
    for (const Delivery& delivery : decision.deliveries())
        hold(link, delivery, arrival.bytes);
}

Decision Forwarder::decide(std::size_t link, core::Nanoseconds now, Packet bytes) {
    if (cuts_.is_cut(link)) return {.dropped = DropReason::cut, .count = 0, .all = {}};
    if (is_reset(bytes)) return {.dropped = DropReason::reset, .count = 0, .all = {}};
    Link& rules = links_[link];
    if (rules.rule().reset == 0) return rules.decide(now, bytes.size());
    const auto segment = tcp_segment(bytes);
    return rules.decide(now, bytes.size(), segment && segment->is_of_connection());
}

/// Whether the packet is of a connection that was reset.
bool Forwarder::is_reset(Packet bytes) {
    if (resets_.empty()) return false;
    const auto segment = tcp_segment(bytes);
    return segment && resets_.holds(*segment);
}

/// In place of the packet, which is the first that a connection loses or one that comes after:
/// its sender is told so each time, its receiver once.
void Forwarder::reset(std::size_t link, Packet bytes) {
    const auto segment = tcp_segment(bytes);
    CHECK(segment, "only segments of TCP are reset");
    if (resets_.add(*segment)) {
        ++counters_[link].connections_reset;
        send_reset(link % size_, reset_for_receiver(*segment));
    }
    if (segment->ack && !segment->rst) send_reset(link / size_, reset_for_sender(*segment));
}

void Forwarder::send_reset(std::size_t endpoint, const ResetPacket& packet) {
    capture(endpoint, Capture::Seen::received, packet, "made by the reset");
    if (!ports_->write(endpoint, packet)) ++unexplained_.write_failed;
}

void Forwarder::capture(std::size_t endpoint, Capture::Seen seen, Packet bytes,
                        std::string_view comment) {
    if (capture_ != nullptr)
        capture_->record(std::chrono::steady_clock::now(), endpoint, seen, bytes, comment);
}

void Forwarder::count_drop(std::size_t link, DropReason reason) {
    LinkCounters& counters = counters_[link];
    switch (reason) {
        case DropReason::cut:
            ++counters.dropped_by_cut;
            cuts_.count_drop(link);
            break;
        case DropReason::loss:
            ++counters.dropped_by_loss;
            break;
        case DropReason::rate:
            ++counters.dropped_by_rate;
            break;
        case DropReason::reset:
            ++counters.dropped_by_reset;
            break;
        case DropReason::none:
            break;
    }
}

void Forwarder::hold(std::size_t link, const Delivery& delivery, Packet bytes) {
    if (queue_.size() >= most_held) {
        ++unexplained_.too_many;
        return;
    }
    HeldPacket& held = queue_.push(delivery.due, link, bytes);
    counters_[link].reordered += delivery.overtakes ? 1 : 0;
    if (delivery.corrupt &&
        corrupt_payload(held.bytes, delivery.corruption, links_[link].rule().mend_checksum)) {
        ++counters_[link].corrupted;
        capture(link % size_, Capture::Seen::received, held.bytes, "corrupted");
    }
}

void Forwarder::forward(std::size_t link, Packet bytes) {
    if (ports_->write(link % size_, bytes))
        ++counters_[link].forwarded;
    else
        ++unexplained_.write_failed;
}

/// A fault that began while the packet was held.
void Forwarder::lose_under_way(const HeldPacket& packet, DropReason reason) {
    count_drop(packet.link, reason);
    if (capture_ != nullptr)
        capture(packet.link % size_, Capture::Seen::received, packet.bytes,
                fmt::format("lost under way: {}", to_text(reason)));
}

void Forwarder::deliver_due(const Turns& turns) {
    for (std::size_t i = 0; i < writes_in_turn && !turns.is_wanted(); ++i) {
        const HeldPacket* packet = queue_.pop_due(clock_.now());
        if (packet == nullptr) return;
        if (cuts_.is_cut(packet->link) || links_[packet->link].rule().cut)
            lose_under_way(*packet, DropReason::cut);
        else if (is_reset(packet->bytes))
            lose_under_way(*packet, DropReason::reset);
        else
            forward(packet->link, packet->bytes);
    }
}

Unexplained Forwarder::unexplained() {
    Unexplained all = unexplained_;
    all.queue_overflow = ports_->overflows();
    return all;
}

}  // namespace ordeal::nemesis
