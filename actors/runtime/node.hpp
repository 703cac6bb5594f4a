// One actor as a node: takes messages and due timers to its handlers and carries out what they ask
// for, always in this order: trace, save, send. Events are handled in batches: a batch's effects
// are carried out together by commit(), so one save serves many messages and nothing is sent before
// what was saved is durable. The node waits for nothing and reads no clock but the one it is given.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "actors/any_actor.hpp"
#include "actors/runtime/directory.hpp"
#include "actors/runtime/envelope.hpp"
#include "actors/runtime/storage.hpp"
#include "actors/runtime/timers.hpp"
#include "actors/runtime/trace.hpp"
#include "actors/runtime/transport.hpp"
#include "core/clock.hpp"
#include "core/random.hpp"
#include "core/result.hpp"

namespace ordeal::runtime {

struct NodeOptions {
    std::string data;                // a directory; empty: no storage, and saves are lost
    bool data_of_id = false;         // use a folder in it named after the node
    std::string trace;               // a file; empty: trace.jsonl in the data directory, if any
    std::uint64_t seed = 0;          // of timers and choices; each node draws its own
    core::Value configuration{};     // goes into the trace, for replay
    std::optional<actors::Id> id{};  // the only one that an init may give this node
};

class Node {
  public:
    /// Requires: transport and clock outlive the node.
    Node(std::unique_ptr<actors::AnyActor> actor, NodeOptions options, Transport& transport,
         const core::Clock& clock);

    /// Recovers and starts the actor. Error: storage or trace cannot be used.
    core::Result<void> start(actors::Self self);
    bool started() const { return started_; }

    /// One line or datagram, whatever it holds. Error: an init that cannot be served.
    core::Result<void> receive(const Incoming& incoming);
    /// Fires what is due, and delivers what the node sent to itself.
    core::Result<void> take_turn();
    /// When take_turn has something to do.
    std::optional<core::Nanoseconds> next_turn() const;

    /// Carries out what the handlers asked for. Error: the trace or the storage failed, or nobody
    /// listens; nothing more was sent, and the node must stop.
    core::Result<void> commit();

    /// "n1: 20 messages, 3 timers, 5 saves, 41 sent, 2 dropped (1 not JSON, 1 unknown type)".
    std::string summary() const;

  private:
    core::Result<void> open_files(const std::string& id);
    core::Result<void> on_init(const Envelope& init);
    core::Result<void> on_message(const Envelope& envelope);
    void deliver(actors::Id from, const std::string& name, const core::Value& body);
    core::Result<void> fire(const core::Value& timer);
    core::Result<void> handled(const core::Value& event, const actors::AnyOutbox& effects);
    core::Result<void> make_choices();
    void refuse(const std::string& why, const std::string& detail,
                const std::optional<ReplyTo>& requester, actors::ErrorCode code);
    void drop(const std::string& why, const std::string& detail);
    void answer(const std::string& name, const core::Value& body);

    std::unique_ptr<actors::AnyActor> actor_;
    NodeOptions options_;
    Transport& transport_;
    const core::Clock& clock_;
    actors::Self self_;
    std::string name_;
    bool started_ = false;
    Directory directory_;
    Timers timers_;
    std::optional<Storage> storage_;
    std::optional<Trace> trace_;
    core::Random timer_random_;
    core::Random choice_random_;
    std::vector<actors::Choose<core::Value>> choices_;
    std::vector<std::pair<std::string, core::Value>> outgoing_;
    std::vector<core::Value> to_self_;
    std::optional<core::Value> unsaved_;
    std::map<std::string, std::uint64_t> counts_;
    std::map<std::string, std::uint64_t> drops_;
};

}  // namespace ordeal::runtime
