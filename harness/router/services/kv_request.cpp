#include "harness/router/services/kv_request.hpp"

#include <string>

#include <fmt/format.h>

#include "core/json.hpp"
#include "harness/router/services/service.hpp"

namespace ordeal::harness {

using core::Value;

namespace {

constexpr int not_supported = 10;
constexpr int malformed_request = 12;
constexpr int key_does_not_exist = 20;
constexpr int precondition_failed = 22;

Value missing(std::string_view type, std::string_view member) {
    return service_error(malformed_request, fmt::format("a {} needs a \"{}\"", type, member));
}

Value ok(const char* type) {
    return Value::object({{"type", type}});
}

KvEffect compare_and_set(const KvRequest& request, const Value* present) {
    if (!present && !request.may_create)
        return {service_error(key_does_not_exist, "the key does not exist"), std::nullopt};
    if (present && !(*present == request.from))
        return {service_error(precondition_failed,
                              fmt::format("the value is {}, not {}", core::to_json(*present),
                                          core::to_json(request.from))),
                std::nullopt};
    return {ok("cas_ok"), request.to};
}

}  // namespace

std::variant<KvRequest, Value> read_kv_request(const Value& body) {
    const Value* type = body.find("type");
    const std::string name = type && type->is_string() ? type->as_string() : "";
    KvRequest request;
    std::vector<std::pair<const char*, Value*>> needed{{"key", &request.key}};
    if (name == "write") {
        request.kind = KvRequest::Kind::write;
        needed.emplace_back("value", &request.to);
    } else if (name == "cas") {
        request.kind = KvRequest::Kind::cas;
        needed.emplace_back("from", &request.from);
        needed.emplace_back("to", &request.to);
        const Value* create = body.find("create_if_not_exists");
        request.may_create = create && *create == Value(true);
    } else if (name != "read") {
        return service_error(not_supported,
                             fmt::format("no \"{}\" here: only read, write and cas", name));
    }
    for (const auto& [member, into] : needed) {
        const Value* found = body.find(member);
        if (!found) return missing(name, member);
        *into = *found;
    }
    return request;
}

KvEffect apply(const KvRequest& request, const Value* present) {
    switch (request.kind) {
        case KvRequest::Kind::write:
            return {ok("write_ok"), request.to};
        case KvRequest::Kind::cas:
            return compare_and_set(request, present);
        case KvRequest::Kind::read:
            break;
    }
    if (!present)
        return {service_error(key_does_not_exist, "the key does not exist"), std::nullopt};
    return {Value::object({{"type", "read_ok"}, {"value", *present}}), std::nullopt};
}

}  // namespace ordeal::harness
