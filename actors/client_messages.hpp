// What clients and nodes say to each other in Maelstrom's key-value workloads: read, write, cas,
// their answers, and errors. Actors put those they use into their Message; clients of the model
// checker speak them too.
#pragma once

#include <cstdint>
#include <string>

#include "actors/compare.hpp"
#include "actors/message.hpp"
#include "core/value.hpp"

namespace ordeal::actors {

struct Read {
    std::int64_t msg_id = 0;
    core::Value key;
};
ORDEAL_DESCRIBE(Read, msg_id, key)

struct ReadOk {
    std::int64_t in_reply_to = 0;
    core::Value value;
};
ORDEAL_DESCRIBE(ReadOk, in_reply_to, value)

struct Write {
    std::int64_t msg_id = 0;
    core::Value key;
    core::Value value;
};
ORDEAL_DESCRIBE(Write, msg_id, key, value)

struct WriteOk {
    std::int64_t in_reply_to = 0;
};
ORDEAL_DESCRIBE(WriteOk, in_reply_to)

struct Cas {
    std::int64_t msg_id = 0;
    core::Value key;
    core::Value from;
    core::Value to;
};
ORDEAL_DESCRIBE(Cas, msg_id, key, from, to)

struct CasOk {
    std::int64_t in_reply_to = 0;
};
ORDEAL_DESCRIBE(CasOk, in_reply_to)

/// The body {"type":"error"}. `code` is an ErrorCode or, from 1000 on, the actor's own.
struct ErrorReply {
    static constexpr std::string_view wire_name = "error";

    std::int64_t in_reply_to = 0;
    std::int64_t code = 0;
    std::string text;
};
ORDEAL_DESCRIBE(ErrorReply, in_reply_to, code, text)

inline ErrorReply error_reply(ErrorCode code, std::string text) {
    return {0, static_cast<std::int64_t>(code), std::move(text)};
}

}  // namespace ordeal::actors
