#include "actors/message.hpp"

namespace ordeal::actors {

tl::expected<std::string, Refusal> body_type(const core::Value& body) {
    const auto malformed = [](std::string text) {
        return tl::unexpected(Refusal{ErrorCode::malformed_request, std::move(text)});
    };
    if (!body.is_object())
        return malformed("body: expected an object, got " + std::string(body.kind()));
    const core::Value* type = body.find("type");
    if (type == nullptr) return malformed("body.type: is missing");
    if (!type->is_string())
        return malformed("body.type: expected a string, got " + std::string(type->kind()));
    return type->as_string();
}

core::Value error_body(std::int64_t in_reply_to, const Refusal& refusal) {
    return core::Value::object({{"type", "error"},
                                {"in_reply_to", in_reply_to},
                                {"code", static_cast<int>(refusal.code)},
                                {"text", refusal.text}});
}

}  // namespace ordeal::actors
