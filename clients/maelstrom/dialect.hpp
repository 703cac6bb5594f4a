// How the operations of one kind of workload are said in Maelstrom's protocol: which message an
// invocation becomes, and which value its reply brings. Pure. The fields of each message are those
// of Maelstrom's reference of workloads, so that a node written for it is understood as it is.
// Below: kind, function, fields of the request, what its _ok brings (else the invoked value).
//
// | echo       | echo      | echo: value            | echo |
// | unique-ids | generate  |                        | id |
// | broadcast  | broadcast | message: value         | |
// |            | read      |                        | messages: list |
// | g-set, set | add       | element: value         | |
// |            | read      |                        | value: list |
// | g-counter, | add       | delta: value           | |
// | pn-counter | read      |                        | value: integer |
// | kafka      | send      | key, msg: [key, msg]   | offset: integer |
// |            | poll      | offsets: key -> offset | msgs: key -> [[offset, msg]] |
// |            | commit    | offsets: value         | (the type is commit_offsets) |
// |            | committed | keys: value            | offsets (list_committed_offsets) |
// |            | assign    | keys: value            | (list_committed_offsets) |
// | txn-...    | txn       | txn: value             | txn: the same, reads filled in |
// | any other  | cas       | key, from, to          | |
// |            | read      | key                    | value |
// |            | other     | key, value             | value, if there is one |
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
