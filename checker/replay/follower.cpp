#include "checker/replay/follower.hpp"

#include <algorithm>

#include "checker/replay/reply.hpp"
#include "core/check.hpp"

namespace ordeal::checker {

using actors::Id;
using actors::StepKind;
using core::EventType;
using core::Value;

Follower::Follower(actors::Cluster& cluster, std::size_t steps, bool missing_key_is_null)
    : cluster_(cluster),
      missing_key_is_null_(missing_key_is_null),
      logs_(steps),
      up_(cluster.size(), false),
      timer_versions_(cluster.size()) {
    cluster.remember_saves();
}

bool Follower::apply(std::size_t number, const RecordedStep& step) {
    switch (step.kind) {
        case StepKind::start:
        case StepKind::restart:
            return start(number, step);
        case StepKind::crash:
            return crash(step);
        case StepKind::invoke:
            return invoke(number, step);
        case StepKind::deliver:
            return deliver(number, step);
        case StepKind::timer:
            return fire(number, step);
        case StepKind::choice:
            return choose(number, step);
    }
    return false;
}

bool Follower::runs(Id node) const {
    return node.is_node() && place_of(node) < up_.size() && up_[place_of(node)];
}

bool Follower::start(std::size_t number, const RecordedStep& step) {
    const std::size_t node = place_of(step.whom);
    if (node >= up_.size() || up_[node]) return false;
    up_[node] = true;
    return note(number, node, cluster_.start(node));
}

bool Follower::crash(const RecordedStep& step) {
    if (!runs(step.whom)) return false;
    const std::size_t node = place_of(step.whom);
    cluster_.crash(node);
    up_[node] = false;
    cluster_.forget_saves(node, step.lost_saves);
    for (std::uint64_t& version : timer_versions_[node])
        version += version % 2;
    return true;
}

bool Follower::invoke(std::size_t number, const RecordedStep& step) {
    const Value* msg_id = step.body.find("msg_id");
    const auto last = last_asked_.find(step.whom);
    std::int64_t process = step.whom.number();
    if (last != last_asked_.end()) {
        Asked& before = asked_.at(last->second);
        process = before.open ? next_process_++ : before.process;
        before.open = false;  // who asks again has given up: what comes for it is not heard
    }
    if (msg_id != nullptr && msg_id->is_int()) {
        const std::pair key(step.whom, msg_id->as_int());
        if (asked_.contains(key)) return false;
        asked_[key] = {process, step.operation, true};
        last_asked_[step.whom] = key;
    }
    record(number, process, EventType::invoke, step.operation, step.operation.value);
    return true;
}

bool Follower::deliver(std::size_t number, const RecordedStep& step) {
    if (step.whom.is_client()) return answer(number, step);
    if (!runs(step.whom)) return false;
    if (step.from.is_client()) return request(number, step);
    const Sent* sent = sent_at(step.origin, step.whom);
    if (sent == nullptr) return false;
    const actors::Letter letter = sent->letter;
    const std::size_t node = place_of(step.whom);
    return note(number, node, cluster_.message(node, step.from, letter));
}

bool Follower::request(std::size_t number, const RecordedStep& step) {
    const Value* msg_id = step.body.find("msg_id");
    if (msg_id == nullptr || !msg_id->is_int() || !asked_.contains({step.from, msg_id->as_int()}))
        return false;
    const std::size_t node = place_of(step.whom);
    const auto effects = cluster_.request(node, step.from, step.body);
    return effects && note(number, node, **effects);
}

bool Follower::answer(std::size_t number, const RecordedStep& step) {
    const Sent* sent = sent_at(step.origin, step.whom);
    if (sent == nullptr) return false;
    const Value body = cluster_.body(sent->letter);
    const Value* in_reply_to = body.find("in_reply_to");
    if (in_reply_to == nullptr || !in_reply_to->is_int()) return false;
    const auto asked = asked_.find({step.whom, in_reply_to->as_int()});
    if (asked == asked_.end() || !asked->second.open) return false;
    const actors::PathOperation& operation = asked->second.operation;
    const Reply reply = meaning_of(body, operation.f, missing_key_is_null_);
    if (reply.type == EventType::info) return false;  // it leaves open what was open
    asked->second.open = false;
    record(number, asked->second.process, reply.type, operation,
           reply.has_value ? reply.value : operation.value);
    return true;
}

bool Follower::fire(std::size_t number, const RecordedStep& step) {
    if (!runs(step.whom)) return false;
    const std::size_t node = place_of(step.whom);
    const auto timer = timer_meant(step);
    if (!timer) return false;
    ++timer_versions_[node][*timer];
    return note(number, node, cluster_.timer(node, *timer));
}

/// The timer that was set by the step's origin, else one of that name: a timer that sets itself
/// again and again is the same though some of its firings are left out.
std::optional<std::size_t> Follower::timer_meant(const RecordedStep& step) const {
    const auto& versions = timer_versions_[place_of(step.whom)];
    if (step.origin.step < logs_.size()) {
        const auto& set = logs_[step.origin.step].timers;
        if (step.origin.place < set.size()) {
            const SetTimer timer = set[step.origin.place];
            if (versions[timer.timer] == timer.version) return timer.timer;
        }
    }
    for (std::size_t timer = 0; timer < versions.size(); ++timer)
        if (versions[timer] % 2 == 1 &&
            cluster_.timer_name(place_of(step.whom), timer) == step.what)
            return timer;
    return std::nullopt;
}

bool Follower::choose(std::size_t number, const RecordedStep& step) {
    if (!runs(step.whom)) return false;
    const std::size_t node = place_of(step.whom);
    const auto choice = cluster_.next_choice(node);
    if (!choice || choice->name != step.name) return false;
    for (std::size_t i = 0; i < choice->alternatives; ++i)
        if (cluster_.alternative(node, i) == step.what)
            return note(number, node, cluster_.choose(node, i));
    return false;
}

const Follower::Sent* Follower::sent_at(const Origin& origin, Id to) const {
    if (origin.step >= logs_.size()) return nullptr;
    std::size_t place = 0;
    for (const Sent& sent : logs_[origin.step].sent)
        if (sent.to == to && place++ == origin.place) return &sent;
    return nullptr;
}

Value Follower::body_at(const Origin& origin, Id to) const {
    const Sent* sent = sent_at(origin, to);
    return sent == nullptr ? Value() : cluster_.body(sent->letter);
}

Value Follower::timer_at(std::size_t node, const Origin& origin) const {
    if (origin.step >= logs_.size() || origin.place >= logs_[origin.step].timers.size()) return {};
    return cluster_.timer_name(node, logs_[origin.step].timers[origin.place].timer);
}

Value Follower::timer_for(const RecordedStep& step) const {
    const auto timer = timer_meant(step);
    return timer ? cluster_.timer_name(place_of(step.whom), *timer) : Value();
}

/// What the step asked for.
bool Follower::note(std::size_t number, std::size_t node, const actors::ClusterEffects& effects) {
    StepLog& log = logs_[number];
    for (const auto& sent : effects.sent)
        log.sent.push_back({sent.to, sent.letter});
    auto& versions = timer_versions_[node];
    for (const auto& change : effects.timers) {
        if (versions.size() <= change.timer) versions.resize(change.timer + 1, 0);
        std::uint64_t& version = versions[change.timer];
        version += version % 2;  // what was set is not any more
        if (!change.set) continue;
        ++version;
        log.timers.push_back({change.timer, version});
    }
    return true;
}

void Follower::record(std::size_t number, std::int64_t process, EventType type,
                      const actors::PathOperation& operation, Value value) {
    core::Event event;
    event.index = history_.size();
    event.time = core::Nanoseconds(static_cast<std::int64_t>(number));
    event.process = {process, ""};
    event.type = type;
    event.f = operation.f;
    event.key = operation.key;
    event.value = std::move(value);
    history_.push_back(std::move(event));
}

}  // namespace ordeal::checker
