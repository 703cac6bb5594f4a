#include "checker/replay/reply.hpp"

#include "actors/message.hpp"

namespace ordeal::checker {

using core::EventType;
using core::Value;

namespace {

Reply meaning_of_error(const Value& body, const std::string& f, bool missing_key_is_null) {
    const Value* code = body.find("code");
    if (code == nullptr || !code->is_int()) return {EventType::info, nullptr, false};
    const auto missing = static_cast<std::int64_t>(actors::ErrorCode::key_does_not_exist);
    if (code->as_int() == missing && f == "read" && missing_key_is_null)
        return {EventType::ok, nullptr, true};
    return {actors::is_definite(code->as_int()) ? EventType::fail : EventType::info, nullptr,
            false};
}

}  // namespace

Reply meaning_of(const Value& body, const std::string& f, bool missing_key_is_null) {
    const Value* type = body.find("type");
    if (type == nullptr || !type->is_string()) return {EventType::info, nullptr, false};
    if (type->as_string() == "error") return meaning_of_error(body, f, missing_key_is_null);
    if (type->as_string() != f + "_ok") return {EventType::info, nullptr, false};
    const Value* value = body.find("value");
    if (value == nullptr && f == "read") return {EventType::info, nullptr, false};
    return {EventType::ok, value == nullptr ? Value() : *value, value != nullptr};
}

}  // namespace ordeal::checker
