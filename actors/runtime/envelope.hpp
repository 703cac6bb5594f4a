// One message of the Maelstrom protocol as it comes off the wire, and what is wrong with it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "actors/message.hpp"
#include "core/value.hpp"

namespace ordeal::runtime {

struct Envelope {
    std::string src;
    std::string dest;
    core::Value body;
};

/// Where an error reply goes: to the sender of a request, by the request's msg_id.
struct ReplyTo {
    std::string name;
    std::int64_t msg_id = 0;
};

struct Malformed {
    std::string why;                   // a kind, for counting: "not JSON"
    std::string detail;                // for the reader of a log, and for the error reply
    std::optional<ReplyTo> requester;  // none: nobody can be told
};

tl::expected<Envelope, Malformed> parse_envelope(std::string_view text);

/// None unless the body is a request: it has an integer msg_id and is no answer itself.
std::optional<ReplyTo> requester_of(std::string_view src, const core::Value& body);

/// One line, without the line break.
std::string to_json(std::string_view src, std::string_view dest, const core::Value& body);

}  // namespace ordeal::runtime
