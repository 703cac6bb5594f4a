// Bodies of messages as Maelstrom has them: {"type": "read_ok", ...members}. `msg_id` of a request
// and `in_reply_to` of its answer are members like any other.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "actors/codec.hpp"
#include "core/value.hpp"

namespace ordeal::actors {

/// Error codes of the Maelstrom protocol, as far as we send them.
enum class ErrorCode : int {
    timeout = 0,
    not_supported = 10,
    temporarily_unavailable = 11,
    malformed_request = 12,
    crash = 13,
    key_does_not_exist = 20,
    precondition_failed = 22
};

/// Whether an error of that code says that the request certainly did not happen: timeouts, crashes
/// and the codes that are the actor's own (1000 and above) leave it open.
constexpr bool is_definite(std::int64_t code) {
    return code > 0 && code < 1000 && code != static_cast<std::int64_t>(ErrorCode::crash);
}

/// Why a message was not handled: what an error reply says, if there is someone to tell.
struct Refusal {
    ErrorCode code = ErrorCode::malformed_request;
    std::string text;
};

/// The body of an error reply that says so.
core::Value error_body(std::int64_t in_reply_to, const Refusal& refusal);

/// The type of a body. Refusal: it is no object, or has no type that is a string.
tl::expected<std::string, Refusal> body_type(const core::Value& body);

template <typename Message>
core::Value encode_message(const Message& message) {
    return encode(message);
}

/// Refusal: an unknown type (not_supported), or members that do not fit (malformed_request).
template <typename Message>
tl::expected<Message, Refusal> decode_message(const core::Value& body) {
    constexpr std::size_t unknown = std::variant_size_v<Message>;
    const core::Value* named = body.find("type");
    const bool is_name = named != nullptr && named->is_string();
    const std::size_t index =
        is_name ? detail::alternative_named<Message>(named->as_string()) : unknown;
    if (index == unknown) {
        const auto type = body_type(body);
        if (!type) return tl::unexpected(type.error());
        return tl::unexpected(Refusal{ErrorCode::not_supported,
                                      "the type \"" + *type + "\" is unknown: expected one of " +
                                          detail::alternative_names<Message>()});
    }
    tl::expected<Message, Refusal> message;
    detail::Decoding how;
    if (!detail::decode_alternative(index, body, {nullptr, "body"}, *message, how))
        return tl::unexpected(Refusal{ErrorCode::malformed_request, std::move(how.error)});
    return message;
}

/// Whether a body has a type that one of the alternatives has.
template <typename Message>
bool names_alternative(const core::Value& body) {
    const core::Value* type = body.find("type");
    return type != nullptr && type->is_string() &&
           detail::alternative_named<Message>(type->as_string()) < std::variant_size_v<Message>;
}

}  // namespace ordeal::actors
