// A register for each key, kept by one server in its memory: what is read is what was written last.
// With several servers nothing is copied between them: each keeps registers of its own, and clients
// that ask different servers notice. That is the point of the example: with one server it is
// linearizable, with two it is not, and the model checker shows the shortest way to see it.
//
// A write is saved before it is answered, so a server that crashes goes on where it was.
#pragma once

#include <map>
#include <optional>
#include <variant>

#include "actors/actor.hpp"
#include "actors/client_messages.hpp"
#include "core/value.hpp"

namespace ordeal::examples {

enum class SingleCopyBug {
    none,
    forgets,      // a start ignores what was saved
    stale_reads,  // a read is answered with the value before the last
};

struct SingleCopy {
    using Message = std::variant<actors::Read, actors::ReadOk, actors::Write, actors::WriteOk>;
    using Request = std::variant<actors::Read, actors::Write>;

    struct State {
        std::map<core::Value, core::Value> values;
        std::map<core::Value, core::Value> replaced;  // by the last write; for stale_reads only
    };
    struct Storage {
        std::map<core::Value, core::Value> values;
    };
    using Out = actors::Outbox<SingleCopy>;

    SingleCopyBug bug = SingleCopyBug::none;

    State start(const actors::Self&, const std::optional<Storage>& recovered, Out&) const {
        if (!recovered || bug == SingleCopyBug::forgets) return {};
        return {recovered->values, {}};
    }

    void message(const actors::Self&, State& state, actors::Id from, const Message& message,
                 Out& out) const {
        if (const auto* write = std::get_if<actors::Write>(&message)) {
            core::Value& value = state.values[write->key];
            if (bug == SingleCopyBug::stale_reads) state.replaced[write->key] = value;
            value = write->value;
            out.save({state.values});
            out.reply(from, write->msg_id, actors::WriteOk{});
        } else if (const auto* read = std::get_if<actors::Read>(&message)) {
            const auto& values = bug == SingleCopyBug::stale_reads ? state.replaced : state.values;
            const auto found = values.find(read->key);
            out.reply(from, read->msg_id,
                      actors::ReadOk{0, found == values.end() ? core::Value() : found->second});
        }
    }
};

ORDEAL_DESCRIBE(SingleCopy::State, values, replaced)
ORDEAL_DESCRIBE(SingleCopy::Storage, values)

}  // namespace ordeal::examples
