#include "clients/exec/protocol.hpp"

#include <chrono>

#include "core/json.hpp"
#include "core/text/words.hpp"

namespace ordeal::clients::exec {

using core::EventType;
using core::Value;

namespace {

Value to_value(const Endpoint& endpoint) {
    return Value::object(
        {{"node", endpoint.node}, {"ip", endpoint.ip}, {"port", int{endpoint.port}}});
}

}  // namespace

std::string opening_line(const ClientOptions& client, const Value& options) {
    Value endpoints = Value::List{};
    for (const Endpoint& endpoint : client.endpoints)
        endpoints.push(to_value(endpoint));
    const std::chrono::duration<double> timeout = client.timeout;
    return core::to_json(Value::object({{"type", "open"},
                                        {"process", client.process},
                                        {"node", client.endpoints[client.home].node},
                                        {"endpoints", std::move(endpoints)},
                                        {"workload", client.workload},
                                        {"timeout", timeout.count()},
                                        {"options", options}})) +
           "\n";
}

std::string invocation_line(const Invocation& invocation) {
    Value line = Value::object({{"type", "invoke"}, {"f", invocation.f}});
    if (invocation.key) line.set("key", *invocation.key);
    line.set("value", invocation.value);
    return core::to_json(line) + "\n";
}

core::Result<Completion> read_answer(std::string_view line, const Value& invoked) {
    const auto answer = core::parse_json(line);
    if (!answer)
        return core::fail("{} is no JSON: {}", core::in_quotes(line), answer.error().message);
    const Value* type = answer->find("type");
    const Value* value = answer->find("value");
    if (type && *type == Value("ok"))
        return Completion{EventType::ok, value ? *value : invoked, std::nullopt};
    if (!type || (*type != Value("fail") && *type != Value("info")))
        return core::fail("{} has no \"type\" of ok, fail or info", core::in_quotes(line));
    const Value* error = answer->find("error");
    return Completion{*type == Value("fail") ? EventType::fail : EventType::info, invoked,
                      !error               ? "no reason given"
                      : error->is_string() ? error->as_string()
                                           : core::to_json(*error)};
}

}  // namespace ordeal::clients::exec
