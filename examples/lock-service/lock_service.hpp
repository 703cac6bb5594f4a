// A lock for each register, given out for a time: leases (Gray & Cheriton 1989). n1 is the lock
// server and keeps the registers. The other servers do what clients ask, each under the lock of
// the register: who has it reads its own copy without asking anybody, and writes through to n1.
// A lease that is not given back ends by itself, so a holder that is dead or cut off stops nobody
// for long. This is the one example in which clocks matter: timers measure time, and it is right
// as long as no two of them run more apart than a quarter.
//
// What makes it right:
// - A holder counts its lease from before it asked for it, the lock server from when it gave it
//   out, and for longer. So the holder stops first, however slow the messages are.
// - A lease has a token, which grows with each one that is given out. The lock server stores only
//   what comes under the token of the lease that it last gave out: a write that was under way when
//   the lease ended comes too late (a fencing token).
// - Who holds what is saved before it is given out; after a restart, the whole time of each lease
//   is waited for once more.
// - A holder's request has a number that no other has, saved at every start. The answer to an old
//   one starts no lease, and an old request takes none away.
//
// A process that is stopped and goes on (SIGSTOP, a frozen machine) may read once more before it
// looks at its timer. No lease that is looked at by timer alone survives that.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <variant>
#include <vector>

#include "examples/support/registers.hpp"

namespace ordeal::examples {

enum class LockBug {
    none,
    counts_from_answer,  // a holder counts its lease from when it got it
    impatient,           // the lock server counts a lease for less time than the holder
    forgets_leases,      // the lock server has forgotten after a restart who holds what
    no_fencing           // the lock server stores whatever comes
};

struct LockService {
    struct Round {
        std::int64_t incarnation = 0;
        std::int64_t number = 0;
    };

    struct Lock {
        core::Value key;
        Round round;
    };
    struct Locked {
        core::Value key;
        Round round;
        std::int64_t token = 0;
        core::Value value;
    };
    /// To the holder: others wait for it.
    struct Recall {
        core::Value key;
        std::int64_t token = 0;
    };
    struct Unlock {
        core::Value key;
        std::int64_t token = 0;
    };
    /// The `number`-th write under this token.
    struct Store {
        core::Value key;
        std::int64_t token = 0;
        std::int64_t number = 0;
        core::Value value;
    };
    struct Stored {
        core::Value key;
        std::int64_t token = 0;
        std::int64_t number = 0;
    };
    struct Forward {
        Command command;
    };
    using Message = std::variant<actors::Read, actors::ReadOk, actors::Write, actors::WriteOk,
                                 actors::ErrorReply, Lock, Locked, Recall, Unlock, Store, Stored,
                                 Forward, Answer>;
    using Request = std::variant<actors::Read, actors::Write>;

    enum class Alarm { lease, expiry, again };
    struct Timer {
        Alarm alarm = Alarm::lease;
        core::Value key;
    };

    /// A register at the lock server, and who has its lock.
    struct Cell {
        core::Value value;
        std::int64_t token = 0;   // of the lease that was given out last
        std::int64_t number = 0;  // of the last write under it
        std::optional<actors::Id> holder;
        Round round;               // the request that it was given out for
        std::int64_t expired = 0;  // the last token whose lease ended by time
    };
    /// What a server knows of a register for which it was asked.
    struct Hold {
        std::vector<Command> queue;         // what clients want of it, in order
        std::optional<Round> asked;         // for the lock
        std::optional<std::int64_t> token;  // it has the lock
        core::Value value;
        std::int64_t number = 0;  // writes under this token
        bool storing = false;     // the first of the queue is on its way
        bool recalled = false;
    };
    struct Waiting {
        actors::Id server;
        Round round;
    };
    struct Storage {
        std::int64_t incarnation = 0;
        std::map<core::Value, Cell> cells;
    };
    struct State {
        Storage stored;
        std::int64_t rounds = 0;
        std::map<core::Value, Hold> holds;
        std::map<core::Value, std::vector<Waiting>> waiting;  // at the lock server, in order
    };
    using Out = actors::Outbox<LockService>;

    LockBug bug = LockBug::none;
    bool repeats = true;  // a write that is not confirmed is sent again
    core::Nanoseconds lease = std::chrono::milliseconds(200);
    core::Nanoseconds again = std::chrono::milliseconds(30);

    /// For how long the lock server waits.
    core::Nanoseconds expiry() const {
        return bug == LockBug::impatient ? lease * 2 / 3 : lease * 5 / 4;
    }

    State start(const actors::Self&, const std::optional<Storage>& recovered, Out&) const;
    void message(const actors::Self&, State&, actors::Id from, const Message&, Out&) const;
    void timer(const actors::Self&, State&, const Timer&, Out&) const;

    /// n1.
    static constexpr actors::Id lock_server = actors::Id::node(1);
};

ORDEAL_DESCRIBE(LockService::Round, incarnation, number)
ORDEAL_DESCRIBE(LockService::Lock, key, round)
ORDEAL_DESCRIBE(LockService::Locked, key, round, token, value)
ORDEAL_DESCRIBE(LockService::Recall, key, token)
ORDEAL_DESCRIBE(LockService::Unlock, key, token)
ORDEAL_DESCRIBE(LockService::Store, key, token, number, value)
ORDEAL_DESCRIBE(LockService::Stored, key, token, number)
ORDEAL_DESCRIBE(LockService::Forward, command)
BOOST_DESCRIBE_ENUM(LockService::Alarm, lease, expiry, again)
ORDEAL_DESCRIBE(LockService::Timer, alarm, key)
ORDEAL_DESCRIBE(LockService::Cell, value, token, number, holder, round, expired)
ORDEAL_DESCRIBE(LockService::Hold, queue, asked, token, value, number, storing, recalled)
ORDEAL_DESCRIBE(LockService::Waiting, server, round)
ORDEAL_DESCRIBE(LockService::Storage, incarnation, cells)
ORDEAL_DESCRIBE(LockService::State, stored, rounds, holds, waiting)

}  // namespace ordeal::examples
