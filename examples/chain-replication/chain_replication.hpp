// Registers on a chain of servers (van Renesse & Schneider 2004). What clients ask goes to the
// head, which decides about the order, and from each server to the next; when the tail has it, it
// is done and answered. A master, n1, says who is in the chain: a server that has not been heard of
// for a while is taken out, one that is back is put behind the tail.
//
// The paper lets the tail answer reads by itself, and assumes that nobody is believed dead who
// lives. With timeouts that cannot be had: a tail that has been taken out and does not know it
// would answer with what it has. Here a read goes down the chain like a write.
//
// What makes it right, whenever who learns of which chain:
// - A server takes commands from its predecessor, and only if both know the same chain. So behind
//   the back of those who know a newer one nothing gets through to the end of an old one.
// - Each server has all that the servers behind it have. It keeps what the tail is not known to
//   have, and sends that again to whoever comes to be next; a tail that finds itself the last one
//   answers it.
// - A new tail gets the state from its predecessor before it takes commands, and the master does
// not
//   count on it before.
// - All that is saved before anything is said that rests on it. A crash is a pause.
//
// A command is passed on to the head once: if it is lost there is no answer.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <set>
#include <variant>
#include <vector>

#include "examples/support/registers.hpp"

namespace ordeal::examples {

enum class ChainBug {
    none,
    head_answers,   // a write is answered when the head has it
    dirty_reads,    // whoever is asked answers a read, with what may never be done
    reads_at_tail,  // who thinks that it is the tail answers reads by itself
    forgets_open,   // a server that comes to be the tail drops what it passed on and got no word of
    joins_empty     // a new tail does not wait for the state
};

struct ChainReplication {
    /// The tail is last. `joining`: the tail, when it was put there in this chain or has not been
    /// seen to have the state since.
    struct Chain {
        std::int64_t epoch = 0;
        std::vector<actors::Id> servers;
        std::optional<actors::Id> joining;
    };

    struct Ping {
        std::int64_t epoch = 0;
        bool ready = false;
    };
    struct NewChain {
        Chain chain;
    };
    /// To the predecessor: I know this chain, and have got this many commands.
    struct Here {
        std::int64_t epoch = 0;
        bool ready = false;
        std::int64_t got = 0;
    };
    /// To a new tail: all that its predecessor has.
    struct Copy {
        std::int64_t epoch = 0;
        std::int64_t got = 0;
        std::vector<Command> open;
        Registers registers;
    };
    /// To the successor: the `number`-th command since the beginning.
    struct Pass {
        std::int64_t epoch = 0;
        std::int64_t number = 0;
        Command command;
    };
    /// To the predecessor: the tail has done this many.
    struct Passed {
        std::int64_t epoch = 0;
        std::int64_t done = 0;
    };
    struct Forward {
        Command command;
    };
    using Message = std::variant<actors::Read, actors::ReadOk, actors::Write, actors::WriteOk, Ping,
                                 NewChain, Here, Copy, Pass, Passed, Forward, Answer>;
    using Request = std::variant<actors::Read, actors::Write>;

    enum class Alarm { ping, suspect };
    struct Timer {
        Alarm alarm = Alarm::ping;
        actors::Id about;  // suspect: this server
    };

    struct Storage {
        Chain chain;
        bool ready = true;          // it has the state; the master's: all of the chain have
        std::int64_t got = 0;       // how many commands
        std::vector<Command> open;  // the last of them, which the tail is not known to have
        Registers registers;        // after the others
    };
    struct State {
        Storage stored;
        std::set<actors::Id> suspected;  // by the master
    };
    using Out = actors::Outbox<ChainReplication>;

    ChainBug bug = ChainBug::none;
    bool repeats = true;  // send again what may be lost; without, whoever learns something says so
    core::Nanoseconds ping = std::chrono::milliseconds(25);
    core::Nanoseconds patience = std::chrono::milliseconds(120);

    State start(const actors::Self&, const std::optional<Storage>& recovered, Out&) const;
    void message(const actors::Self&, State&, actors::Id from, const Message&, Out&) const;
    void timer(const actors::Self&, State&, const Timer&, Out&) const;

    /// n1.
    static constexpr actors::Id master = actors::Id::node(1);
};

ORDEAL_DESCRIBE(ChainReplication::Chain, epoch, servers, joining)
ORDEAL_DESCRIBE(ChainReplication::Ping, epoch, ready)
ORDEAL_DESCRIBE(ChainReplication::NewChain, chain)
ORDEAL_DESCRIBE(ChainReplication::Here, epoch, ready, got)
ORDEAL_DESCRIBE(ChainReplication::Copy, epoch, got, open, registers)
ORDEAL_DESCRIBE(ChainReplication::Pass, epoch, number, command)
ORDEAL_DESCRIBE(ChainReplication::Passed, epoch, done)
ORDEAL_DESCRIBE(ChainReplication::Forward, command)
BOOST_DESCRIBE_ENUM(ChainReplication::Alarm, ping, suspect)
ORDEAL_DESCRIBE(ChainReplication::Timer, alarm, about)
ORDEAL_DESCRIBE(ChainReplication::Storage, chain, ready, got, open, registers)
ORDEAL_DESCRIBE(ChainReplication::State, stored, suspected)

}  // namespace ordeal::examples
