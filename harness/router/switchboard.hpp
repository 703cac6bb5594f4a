// The heart of the router: takes lines that nodes and clients write, finds out where they are to
// go, lets links decide, holds what is not due yet, and hands over what is. It notices whoever
// breaks the protocol. One thread at a time works on it (see router.hpp); it never blocks.
//
// | message | what becomes of it |
// |---|---|
// | between two nodes | what the link between them does: latency, loss, copies, cuts |
// | between a node and a service | the latency and the loss of the scenario, never a cut |
// | between a client and a node, of a node to itself | it is handed over at once |
// | to a node that is down, or a client that has gone | it is dropped |
//
// A node's first message is `init`, and what else the harness greets it with follows its answer.
// What is sent to it meanwhile stands behind `init` in its stdin.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/clock.hpp"
#include "core/result.hpp"
#include "core/value.hpp"
#include "harness/router/mailbox.hpp"
#include "harness/router/message.hpp"
#include "harness/router/node_pipe.hpp"
#include "harness/router/parcels.hpp"
#include "harness/router/services/service.hpp"
#include "harness/router/trace_file.hpp"
#include "harness/worlds/message_links.hpp"

namespace ordeal::harness {

/// Who greets nodes: it is no client of the workload.
inline constexpr std::string_view greeter = "c-init";

struct RouterOptions {
    std::uint64_t seed = 0;
    std::vector<std::string> nodes;
    nemesis::LinkRule rule;  // of every link between two nodes
    /// How long a node that has too much to read may take nothing of it.
    core::Nanoseconds patience{5'000'000'000};
    /// What each node is asked in each of its lives, in this order, `init` first: bodies without
    /// msg_id. One is sent when the one before it is answered.
    std::vector<std::vector<core::Value>> greetings;
};

class Switchboard {
  public:
    /// Requires: epoll and trace outlive it; greetings has an entry for each node.
    Switchboard(RouterOptions options, int epoll, TraceFile& trace);
    ~Switchboard();
    Switchboard(const Switchboard&) = delete;
    Switchboard& operator=(const Switchboard&) = delete;

    /// A life of a node begins: its pipes; it is greeted. Error: the pipes were refused.
    core::Result<StdioEnds> attach(std::size_t node);
    /// The node's life is about to end: nothing is handed to it any more; what it has written is
    /// still read.
    void detach(std::size_t node);
    /// Whether the node is kept from reading.
    void set_paused(std::size_t node, bool paused) { nodes_[node].paused = paused; }
    bool is_greeted(std::size_t node) const;
    /// What the node is waited for: "init_ok".
    std::string awaited(std::size_t node) const;
    /// The last line that it has written in this life.
    const std::string& last_line(std::size_t node) const { return nodes_[node].last_line; }
    /// The node's present life has closed its stdout.
    bool has_fallen_silent(std::size_t node) const;

    /// What epoll tells of the pipe of that number.
    void on_ready(std::uint64_t tag);
    /// Hands over what is due.
    void deliver_due();
    /// Writes what nodes take of what waits for them.
    void flush_all();
    /// How long until something falls due; nothing: nothing is under way.
    std::optional<core::Nanoseconds> time_to_next() const;

    /// The mailbox of a client; it is known by its name, "c" and the number, from here on.
    std::shared_ptr<Mailbox> open_mailbox(std::int64_t client);
    /// A message of a client to a node. False: the node is down.
    bool post(std::int64_t client, std::size_t node, std::string line);

    MessageLinks& links() { return links_; }
    /// The first trouble, if there was any: it ends what clients wait for.
    const std::optional<core::Error>& failure() const { return failure_; }
    void fail(core::Error error);
    /// What to say of a line with which a node breaks the protocol.
    std::string protocol_trouble(std::size_t node, std::uint64_t number, std::string_view line,
                                 const std::string& what) const;
    void use_clock(const core::MonotonicClock& clock);
    core::Value statistics() const;
    /// Writes down what is under way, and that it never arrived. Nothing is handed over any more.
    void finish();

  private:
    struct Node {
        std::string name;
        std::vector<core::Value> greetings;
        std::uint64_t pipe = 0;   // of its present life; 0: it is down
        std::size_t greeted = 0;  // how many of the greetings it has answered
        std::uint64_t lives = 0;
        bool paused = false;
        std::string last_line;
    };
    struct OpenPipe {
        std::size_t node = 0;
        std::unique_ptr<NodePipe> pipe;
    };
    /// What a node wrote, and which of its lines it is.
    struct Line {
        std::size_t node = 0;
        std::uint64_t number = 0;
        std::string_view text;
        bool is_of_present_life = true;
    };
    struct Counts {
        std::uint64_t from_clients = 0;
        std::uint64_t to_clients = 0;
        std::uint64_t to_itself = 0;
        std::uint64_t down = 0;        // dropped: the node was down
        std::uint64_t gone = 0;        // dropped: the client had gone
        std::uint64_t overflowed = 0;  // dropped: too much waited already
        std::uint64_t unfinished = 0;  // under way at the end
    };

    void take_line(const Line& line);
    void route(const Line& line, const Message& message);
    void send(std::size_t from, std::size_t to, std::string_view line, std::string_view body);
    void hold(core::Nanoseconds due, Parcel parcel);
    void arrive(Parcel parcel);
    void hand_over(Parcel parcel);
    void serve(const Parcel& parcel);
    void to_client(const Line& line, const Message& message);
    void answered_greeting(const Line& line, const Message& message);
    void greet(std::size_t node);
    bool write_to(std::size_t node, std::string_view line);
    void flush(std::uint64_t number, OpenPipe& open);
    void watch_for_writing(std::uint64_t number, NodePipe& pipe, bool wanted);
    void close_pipe(std::uint64_t number);
    void overflowed(const Parcel& parcel);
    core::Value per_operation(std::uint64_t messages) const;
    void trace(const Parcel& parcel, std::string_view fate);
    void broken(const Line& line, const std::string& what);
    const std::string& name_of(std::size_t endpoint) const;
    NodePipe* pipe_of(std::size_t node);

    const int epoll_;
    TraceFile& trace_;
    const core::Nanoseconds patience_;
    core::MonotonicClock clock_;
    std::vector<Node> nodes_;
    std::vector<NamedService> services_;  // endpoints behind the nodes
    std::unordered_map<std::string, std::size_t> endpoints_;
    MessageLinks links_;
    Parcels parcels_;
    std::map<std::uint64_t, OpenPipe> pipes_;  // of lives that may still write
    std::uint64_t last_pipe_ = 0;
    std::vector<std::uint64_t> dirty_;  // pipes that something was queued for
    std::unordered_map<std::string, std::weak_ptr<Mailbox>> clients_;
    Counts counts_;
    std::optional<core::Error> failure_;
};

}  // namespace ordeal::harness
