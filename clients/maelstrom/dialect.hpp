// How the operations of one kind of workload are said in Maelstrom's protocol: which message an
// invocation becomes, and which value its reply brings. Pure. The fields of each message are those
// of Maelstrom's reference of workloads, so that a node written for it is understood as it is:
//
// | kind                        | f         | request                                  | its _ok
// brings |
// |---|---|---|---|
// | echo                        | echo      | echo: the value                          | echo |
// | unique-ids                  | generate  |                                          | id |
// | broadcast                   | broadcast | message: the value                       | |
// |                             | read      |                                          | messages,
// a list | | set, g-set                  | add       | element: the value                       | |
// |                             | read      |                                          | value, a
// list | | g-counter, pn-counter       | add       | delta: the value                         | |
// |                             | read      |                                          | value, an
// integer | | kafka                       | send      | key, msg: of the value [key, msg]        |
// offset, an integer | |                             | poll      | offsets: where the polls of a
// key go on  | msgs: key -> [[offset, msg]...] | |                             | commit    |
// commit_offsets with offsets: the value   | | |                             | committed |
// list_committed_offsets with keys: the value | offsets: key -> offset | | | assign    |
// list_committed_offsets                   | as above; the value stays | | txn-list-append,
// txn-rw-register | txn  | txn: the value                           | txn: the same, reads filled
// in | | every other: a model, ...   | cas       | key, from, to: of the value [from, to]   | | |
// | read, ... | key, and what is not null as value       | value, of a read always |
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "clients/client.hpp"
#include "core/result.hpp"
#include "core/value.hpp"

namespace ordeal::clients::maelstrom {

/// Belongs to one client, because one may remember: that of kafka knows where polls go on.
class Dialect {
  public:
    virtual ~Dialect() = default;

    /// The type of the request; that of its reply is the same with "_ok" behind.
    virtual std::string type_of(std::string_view f) const { return std::string(f); }

    /// Appends the members of the request, but for type and msg_id.
    /// Error: there is no such function, or the value does not fit it.
    virtual core::Result<void> ask(const Invocation& invocation,
                                   core::Value::Object& body) const = 0;

    /// The value of the completed operation, of a reply of the right type.
    /// Error: which field was expected, as "value, a list".
    virtual core::Result<core::Value> answer(const Invocation& invocation,
                                             const core::Value& body) = 0;
};

/// For every kind that Maelstrom has not: any function, its key and its value. It remembers
/// nothing, so all clients can share this one.
Dialect& plain_dialect();

/// Error: no kind of this name, with the nearest one. Empty: as the plain one.
core::Result<std::unique_ptr<Dialect>> make_dialect(std::string_view workload);

/// The kinds of workload that can be said; those of the models of registers, queues and so on too.
std::vector<std::string_view> kinds_that_can_be_said();

}  // namespace ordeal::clients::maelstrom
