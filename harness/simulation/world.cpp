#include "harness/simulation/world.hpp"

#include <algorithm>
#include <utility>

#include "actors/trace_line.hpp"
#include "core/check.hpp"
#include "core/json.hpp"
#include "harness/scenario/validate.hpp"
#include "nemesis/targets.hpp"

namespace ordeal::harness {

using actors::Id;
using core::Value;
using nemesis::Evidence;

namespace {

Id id_of(std::size_t node) {
    return Id::node(static_cast<std::uint32_t>(node + 1));
}

}  // namespace

SimWorld::SimWorld(const Parts& parts, const nemesis::LinkRule& rule, std::uint64_t seed)
    : parts_(parts),
      names_(node_names(parts.cluster.size())),
      network_(parts.cluster.size(), rule, seed),
      seed_(seed) {
    if (parts.trace != nullptr) parts.cluster.remember_effects();
    for (const auto& name : names_) {
        const core::Random random = core::Random(seed).split(name);
        members_.push_back({.killed_by = {},
                            .paused_by = {},
                            .timer_versions = {},
                            .waiting = {},
                            .timer_random = random.split("timers"),
                            .choice_random = random.split("choices")});
    }
}

void SimWorld::start() {
    for (std::size_t node = 0; node < members_.size(); ++node)
        start(node);
}

void SimWorld::start(std::size_t node) {
    std::optional<Value> recovered;
    if (parts_.trace != nullptr) recovered = parts_.cluster.saved(node);
    const actors::ClusterEffects& effects = parts_.cluster.start(node);
    if (parts_.trace != nullptr) {
        const Value told = parts_.cluster.configuration(node);
        note(node, actors::start_event(parts_.cluster.self(node), seed_,
                                       told.is_null() ? parts_.configuration : told, recovered));
    }
    carry_out(node, effects);
}

void SimWorld::note(std::size_t node, Value event) {
    if (parts_.trace != nullptr) parts_.trace->add(parts_.cluster, node, parts_.clock.now(), event);
}

void SimWorld::happen(const Occurrence& occurrence) {
    Member& member = members_[occurrence.place];
    if (occurrence.kind == OccurrenceKind::message && !arrives(occurrence))
        return parts_.cluster.drop(occurrence.number);
    if (!member.running()) return lose(occurrence);
    if (member.paused()) return member.waiting.push_back(occurrence);
    handle(occurrence);
}

/// Whether the network lets a message through at its end.
bool SimWorld::arrives(const Occurrence& message) {
    const std::size_t from = Id::from_bits(message.peer).number() - std::size_t{1};
    return from == message.place || network_.arrives(from, message.place);
}

void SimWorld::handle(const Occurrence& occurrence) {
    switch (occurrence.kind) {
        case OccurrenceKind::message:
            return deliver(occurrence);
        case OccurrenceKind::request:
            return serve(occurrence);
        case OccurrenceKind::timer:
            return fire(occurrence);
        default:
            CHECK(false, "nothing of this kind happens to a node");
    }
}

void SimWorld::deliver(const Occurrence& occurrence) {
    const std::size_t node = occurrence.place;
    const actors::ClusterEffects& effects =
        parts_.cluster.message(node, Id::from_bits(occurrence.peer), occurrence.number);
    if (parts_.trace != nullptr)
        note(node, actors::message_event(Id::from_bits(occurrence.peer),
                                         parts_.cluster.body(occurrence.number)));
    carry_out(node, effects);
    parts_.cluster.drop(occurrence.number);
}

void SimWorld::serve(const Occurrence& occurrence) {
    const std::size_t node = occurrence.place;
    const Id client = Id::from_bits(occurrence.peer);
    const Value body = parts_.mail[occurrence.number];
    parts_.mail.drop(occurrence.number);
    const auto effects = parts_.cluster.request(node, client, body);
    if (effects) {
        if (parts_.trace != nullptr) note(node, actors::message_event(client, body));
        return carry_out(node, **effects);
    }
    const Value* const msg_id = body.find("msg_id");
    CHECK(msg_id != nullptr, "a request has a msg_id");
    const auto letter = parts_.mail.put(actors::error_body(msg_id->as_int(), effects.error()));
    parts_.agenda.plan({.time = parts_.clock.now() + client_latency,
                        .kind = OccurrenceKind::error,
                        .place = occurrence.place,
                        .peer = occurrence.peer,
                        .number = letter});
}

void SimWorld::fire(const Occurrence& occurrence) {
    const std::size_t node = occurrence.place;
    if (members_[node].timer_versions[occurrence.number] != occurrence.version) return;
    const actors::ClusterEffects& effects = parts_.cluster.timer(node, occurrence.number);
    if (parts_.trace != nullptr)
        note(node, actors::timer_event(parts_.cluster.timer_name(node, occurrence.number)));
    carry_out(node, effects);
}

/// What comes to a node that does not run.
void SimWorld::lose(const Occurrence& occurrence) {
    if (occurrence.kind == OccurrenceKind::message) parts_.cluster.drop(occurrence.number);
    if (occurrence.kind != OccurrenceKind::request) return;
    parts_.mail.drop(occurrence.number);
    Occurrence refusal = occurrence;
    refusal.time = parts_.clock.now() + client_latency;
    refusal.kind = OccurrenceKind::refusal;
    parts_.agenda.plan(refusal);
}

void SimWorld::carry_out(std::size_t node, const actors::ClusterEffects& effects) {
    Member& member = members_[node];
    for (const auto& sent : effects.sent)
        send(node, sent);
    for (const auto& change : effects.timers) {
        if (member.timer_versions.size() <= change.timer)
            member.timer_versions.resize(change.timer + 1);
        const std::uint64_t version = ++member.timer_versions[change.timer];
        if (!change.set) continue;
        const core::Nanoseconds delay(
            member.timer_random.between(change.low.count(), change.high.count()));
        parts_.agenda.plan({.time = parts_.clock.now() + delay,
                            .kind = OccurrenceKind::timer,
                            .place = static_cast<std::uint32_t>(node),
                            .number = static_cast<std::uint32_t>(change.timer),
                            .version = version});
    }
    if (effects.chooses) make_choices(node);
}

void SimWorld::make_choices(std::size_t node) {
    const auto choice = parts_.cluster.next_choice(node);
    if (!choice) return;
    const std::size_t number = members_[node].choice_random.below(choice->alternatives);
    Value event;
    if (parts_.trace != nullptr)
        event = actors::choice_event(choice->name, parts_.cluster.alternative(node, number));
    const actors::ClusterEffects& effects = parts_.cluster.choose(node, number);
    note(node, std::move(event));
    carry_out(node, effects);
}

void SimWorld::send(std::size_t node, const actors::ClusterEffects::Sent& sent) {
    const core::Nanoseconds now = parts_.clock.now();
    Occurrence arrival{.time = now, .peer = id_of(node).bits(), .number = sent.letter};
    if (sent.to.is_client()) {
        arrival.time += client_latency;
        arrival.kind = OccurrenceKind::answer;
        arrival.place = static_cast<std::uint32_t>(node);
        arrival.peer = sent.to.bits();
        return parts_.agenda.plan(arrival);
    }
    const std::size_t to = sent.to.number() - std::size_t{1};
    if (to >= members_.size()) return parts_.cluster.drop(sent.letter);  // nobody has that name
    arrival.place = static_cast<std::uint32_t>(to);
    if (to == node) return parts_.agenda.plan(arrival);
    std::size_t size_bytes = 0;
    if (network_.looks_at_sizes())
        size_bytes = core::to_json(parts_.cluster.body(sent.letter)).size();
    const nemesis::Decision decision = network_.decide(node, to, now, size_bytes);
    for (const nemesis::Delivery& delivery : decision.deliveries()) {
        arrival.time = delivery.due;
        parts_.cluster.hold(sent.letter);
        parts_.agenda.plan(arrival);
    }
    parts_.cluster.drop(sent.letter);
}

core::Result<void> SimWorld::can(std::string_view kind) const {
    if (kind == "partition" || kind == "kill" || kind == "pause") return {};
    return core::fail("world sim cannot suffer \"{}\"; it can partition, kill and pause", kind);
}

core::Result<Evidence> SimWorld::begin(nemesis::FaultId id, const nemesis::Fault& fault) {
    if (const auto* partition = std::get_if<nemesis::Partition>(&fault)) {
        const auto report = network_.begin_cut(id, partition->grudge);
        if (!report) return tl::unexpected(report.error());
        return Evidence{nemesis::to_value(*report), report->total() > 0};
    }
    if (active_.contains(id)) return core::fail("fault {} has begun already", id);
    const auto nodes = nemesis::places_of(*nodes_of(fault), names_);
    if (!nodes) return tl::unexpected(nodes.error());
    Evidence evidence{Value::object({}), false};
    for (const std::size_t node : *nodes) {
        const bool running = members_[node].running();
        evidence.append(running ? "running" : "not-running", names_[node]);
        evidence.bit |= running;
        if (std::holds_alternative<nemesis::Kill>(fault))
            kill(node, id);
        else
            members_[node].paused_by.insert(id);
    }
    active_.emplace(id, evidence.details);
    return evidence;
}

void SimWorld::kill(std::size_t node, nemesis::FaultId id) {
    Member& member = members_[node];
    if (!member.killed_by.insert(id).second || member.killed_by.size() > 1) return;
    parts_.cluster.crash(node);
    for (std::uint64_t& version : member.timer_versions)
        ++version;
    // What waited in the socket of a paused node is gone without a word.
    for (const Occurrence& occurrence : std::exchange(member.waiting, {})) {
        if (occurrence.kind == OccurrenceKind::message) parts_.cluster.drop(occurrence.number);
        if (occurrence.kind == OccurrenceKind::request) parts_.mail.drop(occurrence.number);
    }
}

core::Result<Evidence> SimWorld::end(nemesis::FaultId id, const nemesis::Fault& fault) {
    if (std::holds_alternative<nemesis::Partition>(fault)) {
        const nemesis::CutReport report = network_.end_cut(id);
        return Evidence{nemesis::to_value(report), report.total() > 0};
    }
    const auto nodes = nemesis::places_of(*nodes_of(fault), names_);
    const auto active = active_.find(id);
    if (!nodes || active == active_.end()) return core::fail("fault {} is not active", id);
    Evidence evidence{active->second, active->second.find("running") != nullptr};
    active_.erase(active);
    for (const std::size_t node : *nodes)
        evidence.append(release(node, id), names_[node]);
    return evidence;
}

std::string_view SimWorld::release(std::size_t node, nemesis::FaultId id) {
    Member& member = members_[node];
    const bool killed = member.killed_by.erase(id) > 0;
    const bool paused = member.paused_by.erase(id) > 0;
    if (!member.running()) return "held-by-another-fault";
    if (killed) {
        start(node);
        return "restarted";
    }
    if (!paused || member.paused()) return "held-by-another-fault";
    for (const Occurrence& occurrence : std::exchange(member.waiting, {}))
        handle(occurrence);
    return "resumed";
}

}  // namespace ordeal::harness
