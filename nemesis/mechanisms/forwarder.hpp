// The heart of the fabric: takes packets from ports, lets links decide, holds what is not due yet,
// and hands over what is. One thread runs it, turn by turn; others reach it in between (Turns).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "core/clock.hpp"
#include "nemesis/mechanisms/capture.hpp"
#include "nemesis/mechanisms/counters.hpp"
#include "nemesis/mechanisms/cuts.hpp"
#include "nemesis/mechanisms/delay_queue.hpp"
#include "nemesis/mechanisms/link.hpp"
#include "nemesis/mechanisms/open_file.hpp"
#include "nemesis/mechanisms/port.hpp"
#include "nemesis/mechanisms/tcp_reset.hpp"
#include "nemesis/mechanisms/turns.hpp"

namespace ordeal::nemesis {

class Forwarder {
  public:
    /// Packets under way at once; more are dropped, and counted as unexplained.
    static constexpr std::size_t most_held = 200'000;

    /// `links[from * addresses.size() + to]` is the link between two endpoints; addresses are
    /// IPv4 in host order.
    /// Requires: `wake` is an eventfd.
    Forwarder(std::unique_ptr<Ports> ports, const std::vector<std::uint32_t>& addresses,
              std::vector<Link> links, FileDescriptor wake);

    std::size_t link_index(std::size_t from, std::size_t to) const { return from * size_ + to; }

    /// Forwards until stop() is called. All other members are for tasks between its turns.
    void run(Turns& turns);
    void stop();

    Cuts& cuts() { return cuts_; }
    Link& link(std::size_t index) { return links_[index]; }
    /// By link.
    const std::vector<LinkCounters>& counters() const { return counters_; }
    /// Where packets are recorded from here on, by endpoints as interfaces; null: nowhere.
    /// Requires: it outlives the run, or the next call.
    void capture_to(Capture* capture) { capture_ = capture; }
    std::uint64_t unroutable() const { return unroutable_; }
    std::uint64_t unfinished() const { return discarded_ + queue_.size(); }
    Unexplained unexplained();

  private:
    void start_afresh();
    void take_turn(std::size_t most_reads, const Turns& turns);
    void wait(int epoll, std::optional<core::Nanoseconds> due);
    void read_from(std::size_t source, std::size_t most, const Turns& turns);
    void receive(const Arrival& arrival);
    Decision decide(std::size_t link, core::Nanoseconds now, Packet bytes);
    bool is_reset(Packet bytes);
    void reset(std::size_t link, Packet bytes);
    void send_reset(std::size_t endpoint, const ResetPacket& packet);
    void count_drop(std::size_t link, DropReason reason);
    void hold(std::size_t link, const Delivery& delivery, Packet bytes);
    void forward(std::size_t link, Packet bytes);
    void lose_under_way(const HeldPacket& packet, DropReason reason);
    void capture(std::size_t endpoint, Capture::Seen seen, Packet bytes, std::string_view comment);
    void deliver_due(const Turns& turns);

    FileDescriptor wake_;
    std::unique_ptr<Ports> ports_;
    std::size_t size_;  // endpoints
    std::unordered_map<std::uint32_t, std::size_t> endpoint_of_;
    std::vector<Link> links_;
    Cuts cuts_;
    ResetConnections resets_;
    DelayQueue queue_;
    std::vector<LinkCounters> counters_;
    Unexplained unexplained_;
    std::uint64_t unroutable_ = 0;
    std::uint64_t discarded_ = 0;  // by stopping
    core::MonotonicClock clock_;
    Capture* capture_ = nullptr;
    std::vector<std::size_t> readable_;  // sources, after wait()
    bool is_stopping_ = false;
};

}  // namespace ordeal::nemesis
