// Registers on a primary and a backup (Alsberg & Day 1976), and a view server, n1, that says who
// is which. The other servers report to it; one that has not been heard of for a while is believed
// dead, and the view server draws up the next view: the backup becomes the primary, a server that
// idles the backup. The view server is never asked for an operation but to pass it on.
//
// What makes it right, although the dead may only be slow and views are learnt late:
// - The primary does nothing, and reads nothing, until the backup of its view has done the same. A
//   backup does what its view's primary says and nobody else. So a primary that has been replaced
//   without knowing it gets no operation through: its backup knows better or is the new primary.
// - There is no next view before the primary has said that the backup of this one has all of the
//   state. So whoever becomes primary has it.
// - Views, registers and what is not yet done are saved before anything is said that rests on
//   them. A crash is a pause.
// - What was asked is sent to the primary again until it is answered, and done once: the registers
//   hold each client's last write.
//
// Losing primary and backup in one view, or the view server, stops everything until they are back.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <variant>
#include <vector>

#include "examples/support/registers.hpp"

namespace ordeal::examples {

enum class PrimaryBackupBug {
    none,
    answers_early,    // the primary answers a write before the backup has it
    reads_locally,    // the primary answers a read by itself
    promotes_early,   // the next view does not wait until the backup has the state
    obeys_old_views,  // a backup does what the primary of any view says
    repeats           // a request that comes again is done again
};

struct PrimaryBackup {
    struct View {
        std::int64_t number = 0;
        actors::Id primary;
        std::optional<actors::Id> backup;
    };

    /// The sender's view; `ready`: it has all that its part in this view takes.
    struct Ping {
        std::int64_t view = 0;
        bool ready = false;
    };
    struct NewView {
        View view;
    };
    struct Transfer {
        std::int64_t view = 0;
        std::int64_t done = 0;
        Registers registers;
    };
    struct Transferred {
        std::int64_t view = 0;
    };
    /// The `number`-th command since the beginning.
    struct Update {
        std::int64_t view = 0;
        std::int64_t number = 0;
        Command command;
    };
    /// The backup has done this many.
    struct Updated {
        std::int64_t view = 0;
        std::int64_t done = 0;
    };
    struct Forward {
        Command command;
    };
    using Message = std::variant<actors::Read, actors::ReadOk, actors::Write, actors::WriteOk,
                                 actors::ErrorReply, Ping, NewView, Transfer, Transferred, Update,
                                 Updated, Forward, Answer>;
    using Request = std::variant<actors::Read, actors::Write>;

    enum class Alarm { ping, suspect, retry };
    struct Timer {
        Alarm alarm = Alarm::ping;
        actors::Id about;  // suspect: this server; retry: what this client asked
    };

    struct Storage {
        View view;
        bool ready = true;  // see Ping; at the view server: the view's primary has said so
        std::int64_t done = 0;
        Registers registers;           // after what is done
        std::vector<Command> pending;  // a primary's: what comes next, and the backup may lack
    };
    /// What a client asked this server for, and how often that was sent.
    struct Asked {
        Command command;
        std::int64_t sent = 0;
    };
    struct State {
        Storage stored;
        std::set<actors::Id> suspected;  // by the view server
        std::map<actors::Id, Asked> asked;
    };
    using Out = actors::Outbox<PrimaryBackup>;

    PrimaryBackupBug bug = PrimaryBackupBug::none;
    bool repeats = true;  // send again what may be lost; without, whoever learns something says so
    std::int64_t retries = 6;
    core::Nanoseconds ping = std::chrono::milliseconds(25);
    core::Nanoseconds patience = std::chrono::milliseconds(120);
    core::Nanoseconds retry = std::chrono::milliseconds(60);

    State start(const actors::Self&, const std::optional<Storage>& recovered, Out&) const;
    void message(const actors::Self&, State&, actors::Id from, const Message&, Out&) const;
    void timer(const actors::Self&, State&, const Timer&, Out&) const;

    /// n1.
    static constexpr actors::Id view_server = actors::Id::node(1);
};

ORDEAL_DESCRIBE(PrimaryBackup::View, number, primary, backup)
ORDEAL_DESCRIBE(PrimaryBackup::Ping, view, ready)
ORDEAL_DESCRIBE(PrimaryBackup::NewView, view)
ORDEAL_DESCRIBE(PrimaryBackup::Transfer, view, done, registers)
ORDEAL_DESCRIBE(PrimaryBackup::Transferred, view)
ORDEAL_DESCRIBE(PrimaryBackup::Update, view, number, command)
ORDEAL_DESCRIBE(PrimaryBackup::Updated, view, done)
ORDEAL_DESCRIBE(PrimaryBackup::Forward, command)
BOOST_DESCRIBE_ENUM(PrimaryBackup::Alarm, ping, suspect, retry)
ORDEAL_DESCRIBE(PrimaryBackup::Timer, alarm, about)
ORDEAL_DESCRIBE(PrimaryBackup::Storage, view, ready, done, registers, pending)
ORDEAL_DESCRIBE(PrimaryBackup::Asked, command, sent)
ORDEAL_DESCRIBE(PrimaryBackup::State, stored, suspected, asked)

}  // namespace ordeal::examples
