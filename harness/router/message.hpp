// A message of Maelstrom's protocol as the router sees it: a line of JSON whose addresses decide
// where it goes. The line is passed on as it was written; what is looked at is what routing and the
// protocol ask for, so that a node that breaks the protocol is found at its first such line.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "core/value.hpp"

namespace ordeal::harness {

struct Message {
    std::string src;
    std::string dest;
    core::Value body;
    std::string_view body_text;  // of the line
};

/// {"src":"n1","dest":"n2","body":{"type":"...",...}}: `src`, `dest` and the body's `type` are
/// strings; `msg_id` and `in_reply_to`, if there, are integers; more members may be there.
/// `body_text` is valid as long as the line. Error: what is wrong with it.
core::Result<Message> parse_message(std::string_view line);

/// The line of a message, without its end.
std::string message_line(std::string_view src, std::string_view dest, std::string_view body_text);

}  // namespace ordeal::harness
