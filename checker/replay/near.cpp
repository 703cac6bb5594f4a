#include "checker/replay/near.hpp"

#include "checker/replay/reply.hpp"
#include "core/history/jsonl.hpp"
#include "core/json.hpp"

namespace ordeal::checker {

using actors::StepKind;
using core::Event;
using core::EventType;
using core::Value;

namespace {

std::int64_t number_in(const Value& body, std::string_view name) {
    const Value* found = body.find(name);
    return found != nullptr && found->is_int() ? found->as_int() : -1;
}

Event event_of(const NearHistory::Operation& operation, EventType type) {
    Event event;
    event.process = {operation.process, ""};
    event.type = type;
    event.f = operation.what.f;
    event.key = operation.what.key;
    event.value = operation.what.value;
    return event;
}

}  // namespace

NearHistory::NearHistory(const Recording& recording, const core::History& history)
    : recording_(recording) {
    for (std::size_t i = 0; i < recording.steps.size(); ++i) {
        const RecordedStep& step = recording.steps[i];
        const bool answer = step.kind == StepKind::deliver && step.whom.is_client();
        if (step.kind == StepKind::invoke) {
            const Request request(step.whom, number_in(step.body, "msg_id"));
            invocations_[i] = request;
            operations_[request] = {i, recording.steps.size(), step.whom.number(), step.operation};
        } else if (answer) {
            const auto found = operations_.find({step.whom, number_in(step.body, "in_reply_to")});
            if (found != operations_.end()) found->second.answered = i;
        }
    }
    for (const Event& event : history)
        by_key_[event.key].push_back(event);
}

bool NearHistory::valid(std::size_t position, const core::History& events) {
    core::History together;
    for (const Event& event : by_key_[events.front().key])
        if (static_cast<std::size_t>(event.time.count()) < position) together.push_back(event);
    std::string question = core::to_json(events.front().key.value_or(nullptr));
    question += fmt::format("/{}/", together.size()) + core::to_jsonl(events);
    if (const auto known = verdicts_.find(question); known != verdicts_.end()) return known->second;
    together.insert(together.end(), events.begin(), events.end());
    for (std::size_t i = 0; i < together.size(); ++i)
        together[i].index = i;
    const auto verdict =
        verdict_of(together, {recording_.model, recording_.initial, recording_.consistency});
    return verdicts_[question] = !verdict || *verdict != core::Verdict::invalid;
}

const NearHistory::Operation* NearHistory::answered_by(actors::Id client,
                                                       const Value& answer) const {
    const auto found = operations_.find({client, number_in(answer, "in_reply_to")});
    return found == operations_.end() ? nullptr : &found->second;
}

const NearHistory::Operation* NearHistory::invoked_at(std::size_t step) const {
    const auto found = invocations_.find(step);
    return found == invocations_.end() ? nullptr : &operations_.at(found->second);
}

std::optional<std::size_t> NearHistory::next_invocation(std::size_t position) const {
    const auto found = invocations_.lower_bound(position);
    return found == invocations_.end() ? std::nullopt : std::optional(found->first);
}

Event NearHistory::invocation(const Operation& operation) {
    return event_of(operation, EventType::invoke);
}

std::optional<Event> NearHistory::completion(const Operation& operation,
                                             const Value& answer) const {
    const Reply reply = meaning_of(answer, operation.what.f, recording_.missing_key_is_null);
    if (reply.type == EventType::info) return std::nullopt;
    Event event = event_of(operation, reply.type);
    if (reply.has_value) event.value = reply.value;
    return event;
}

}  // namespace ordeal::checker
