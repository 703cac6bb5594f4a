#include "actors/runtime/envelope.hpp"

#include "core/json.hpp"

namespace ordeal::runtime {

namespace {

tl::expected<Envelope, Malformed> check(const core::Value& message) {
    const core::Value* src = message.find("src");
    const core::Value* dest = message.find("dest");
    const core::Value* body = message.find("body");
    const auto malformed = [&](std::string detail) {
        std::optional<ReplyTo> requester;
        if (src != nullptr && src->is_string() && body != nullptr)
            requester = requester_of(src->as_string(), *body);
        return tl::unexpected(Malformed{"no envelope", std::move(detail), std::move(requester)});
    };
    if (!message.is_object())
        return malformed("expected an object, got " + std::string(message.kind()));
    if (src == nullptr || !src->is_string()) return malformed("src: expected a string");
    if (dest == nullptr || !dest->is_string()) return malformed("dest: expected a string");
    if (body == nullptr || !body->is_object()) return malformed("body: expected an object");
    return Envelope{src->as_string(), dest->as_string(), *body};
}

}  // namespace

tl::expected<Envelope, Malformed> parse_envelope(std::string_view text) {
    const auto message = core::parse_json(text);
    if (!message) return tl::unexpected(Malformed{"not JSON", message.error().message, {}});
    return check(*message);
}

std::optional<ReplyTo> requester_of(std::string_view src, const core::Value& body) {
    const core::Value* msg_id = body.find("msg_id");
    if (msg_id == nullptr || !msg_id->is_int()) return std::nullopt;
    if (body.find("in_reply_to") != nullptr) return std::nullopt;
    if (const core::Value* type = body.find("type"); type && *type == core::Value("error"))
        return std::nullopt;
    return ReplyTo{std::string(src), msg_id->as_int()};
}

std::string to_json(std::string_view src, std::string_view dest, const core::Value& body) {
    std::string out = "{\"src\":";
    core::append_json(out, src);
    out += ",\"dest\":";
    core::append_json(out, dest);
    out += ",\"body\":";
    core::append_json(out, body);
    out += '}';
    return out;
}

}  // namespace ordeal::runtime
