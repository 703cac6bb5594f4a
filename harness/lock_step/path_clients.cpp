#include "harness/lock_step/path_clients.hpp"

#include <utility>
#include <variant>

#include "core/json.hpp"

namespace ordeal::harness {

namespace maelstrom = clients::maelstrom;
using core::EventType;

void PathClients::record(const Client& client, EventType type, const core::Value& value,
                         std::optional<std::string> error) {
    core::Event event;
    event.index = history_.size();
    event.process.number = client.process;
    event.type = type;
    event.f = client.request->invocation.f;
    event.key = client.request->invocation.key;
    event.value = value;
    event.error = std::move(error);
    history_.push_back(std::move(event));
}

core::Result<void> PathClients::invoke(const actors::PathStep& step) {
    const auto msg_id = core::int_at(step.body, "msg_id");
    if (!msg_id) return core::fail("body: {}", msg_id.error().message);
    const auto [place, added] = clients_.try_emplace(step.src);
    Client& client = place->second;
    // A process whose last operation may still happen asks nothing more: its client is another one.
    if (added || client.retired || client.request) client.process = next_process_++;
    client.retired = false;
    client.request = maelstrom::Request{
        .invocation = {step.operation.f, step.operation.key, step.operation.value},
        .msg_id = *msg_id,
        .src = step.src,
        .dest = step.dest};
    record(client, EventType::invoke, step.operation.value, std::nullopt);
    return {};
}

void PathClients::deliver(const actors::PathStep& step) {
    const auto found = clients_.find(step.dest);
    if (found == clients_.end() || !found->second.request) return;
    Client& client = found->second;
    auto meaning = maelstrom::interpret_body(step.body, *client.request);
    if (const auto* malformed = std::get_if<maelstrom::Malformed>(&meaning))
        if (malformed->answers) meaning = maelstrom::unknown_outcome(*client.request, *malformed);
    auto* const completion = std::get_if<clients::Completion>(&meaning);
    if (completion == nullptr) return;
    record(client, completion->type, completion->value, std::move(completion->error));
    client.retired = completion->type == EventType::info;
    client.request.reset();
}

}  // namespace ordeal::harness
