// Counters on every server, which anyone may be asked to add to or to read, whatever it can hear of
// the others: the PN-counter of Shapiro, Preguica, Baquero & Zawirski (2011), exchanged as a whole
// state. Each server has a tally of its own, up and down apart, and copies of the others'; the
// counter is the sum. Servers tell each other all that they have, and of two copies of a tally the
// greater numbers are the newer ones, so it does not matter what arrives how often and in which
// order.
//
// What it promises: when all adding has ended and the servers have heard of each other, all read
// the same number, and every addition that was answered is in it, once. A read before that may lack
// anything. What makes it right beyond the mathematics: a server saves its tally before it answers.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <variant>

#include "actors/actor.hpp"
#include "actors/client_messages.hpp"
#include "core/value.hpp"

namespace ordeal::examples {

enum class CrdtCounterBug {
    none,
    adds_up,       // two copies of a tally are added, not compared
    overwrites,    // what arrives replaces what was there
    unsaved,       // an addition is answered and not saved, so a restart goes on from less
    single_number  // one number up and down, so of two copies the newer one may be the smaller
};

struct CrdtCounter {
    struct Add {
        std::int64_t msg_id = 0;
        core::Value key;
        std::int64_t value = 0;
    };
    struct AddOk {
        std::int64_t in_reply_to = 0;
    };
    struct Tally {
        std::int64_t up = 0;
        std::int64_t down = 0;
    };
    /// Of each counter, what each server has added.
    using Counters = std::map<core::Value, std::map<actors::Id, Tally>>;
    struct Merge {
        Counters counters;
    };
    using Message = std::variant<actors::Read, actors::ReadOk, Add, AddOk, Merge>;
    using Request = std::variant<actors::Read, Add>;
    enum class Timer { tell };

    struct State {
        Counters counters;
    };
    struct Storage {
        Counters counters;
    };
    using Out = actors::Outbox<CrdtCounter>;

    CrdtCounterBug bug = CrdtCounterBug::none;
    bool repeats = true;  // tell the others at intervals; without, at each addition
    core::Nanoseconds interval = std::chrono::milliseconds(50);

    State start(const actors::Self&, const std::optional<Storage>& recovered, Out&) const;
    void message(const actors::Self&, State&, actors::Id from, const Message&, Out&) const;
    void timer(const actors::Self&, State&, const Timer&, Out&) const;

    /// What a server with these reads.
    static std::int64_t sum(const Counters& counters, const core::Value& key);
};

ORDEAL_DESCRIBE(CrdtCounter::Add, msg_id, key, value)
ORDEAL_DESCRIBE(CrdtCounter::AddOk, in_reply_to)
ORDEAL_DESCRIBE(CrdtCounter::Tally, up, down)
ORDEAL_DESCRIBE(CrdtCounter::Merge, counters)
BOOST_DESCRIBE_ENUM(CrdtCounter::Timer, tell)
ORDEAL_DESCRIBE(CrdtCounter::State, counters)
ORDEAL_DESCRIBE(CrdtCounter::Storage, counters)

}  // namespace ordeal::examples
