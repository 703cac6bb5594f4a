#include "harness/simulation/world.hpp"

#include <algorithm>
#include <utility>

#include "actors/trace_line.hpp"
#include "core/check.hpp"
#include "core/json.hpp"
#include "harness/scenario/validate.hpp"

namespace ordeal::harness {

using actors::Id;
using core::Value;

namespace {

Id id_of(std::size_t node) {
    return Id::node(static_cast<std::uint32_t>(node + 1));
}

}  // namespace

SimWorld::SimWorld(const Parts& parts, const nemesis::LinkRule& rule, std::uint64_t seed)
    : parts_(parts),
      names_(node_names(parts.cluster.size())),
      network_(names_, {}, rule, seed),
      timers_(names_, seed, parts.clock, parts.agenda),
      seed_(seed) {
    if (parts.trace != nullptr) parts.cluster.remember_effects();
    for (const auto& name : names_) {
        const core::Random random = core::Random(seed).split(name);
        members_.push_back({.killed_by = {},
                            .paused_by = {},
                            .lies = {},
                            .waiting = {},
                            .choice_random = random.split("choices"),
                            .points = SavePoints(nemesis::random_of_points(seed, name))});
    }
}

core::Value SimWorld::statistics() const {
    return core::Value::object({{"messages", nemesis::to_value(network_.between_nodes())}});
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
    const Value& body = parts_.mail[occurrence.number];
    const auto effects = parts_.cluster.request(node, client, body);
    if (effects) {
        if (parts_.trace != nullptr) note(node, actors::message_event(client, body));
        parts_.mail.drop(occurrence.number);
        return carry_out(node, **effects);
    }
    const Value* const msg_id = body.find("msg_id");
    CHECK(msg_id != nullptr, "a request has a msg_id");
    Value error = actors::error_body(msg_id->as_int(), effects.error());
    parts_.mail.drop(occurrence.number);
    const auto letter = parts_.mail.put(std::move(error));
    parts_.agenda.plan({.time = parts_.clock.now() + client_latency,
                        .kind = OccurrenceKind::error,
                        .place = occurrence.place,
                        .peer = occurrence.peer,
                        .number = letter});
}

void SimWorld::fire(const Occurrence& occurrence) {
    const std::size_t node = occurrence.place;
    if (!timers_.fires(occurrence)) return;
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
    if (effects.saves > 0)
        if (const auto fault = members_[node].points.save()) return give_up(node, *fault, effects);
    for (const auto& sent : effects.sent)
        send(node, sent);
    for (const auto& change : effects.timers)
        timers_.change(node, change);
    for (auto& [id, lies] : members_[node].lies)
        lies.saves += effects.saves;
    if (effects.chooses) make_choices(node);
}

/// The save failed: the node ends before it sends anything that depends on it.
void SimWorld::give_up(std::size_t node, nemesis::FaultId id,
                       const actors::ClusterEffects& effects) {
    for (const auto& sent : effects.sent)
        parts_.cluster.drop(sent.letter);
    const std::size_t saves = effects.saves;
    members_[node].killed_by.insert(id);
    crash(node);
    parts_.cluster.forget_saves(node, saves);
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
    if (decision.count == 0) return parts_.cluster.drop(sent.letter);
    for (std::size_t copies = 1; copies < decision.count; ++copies)
        parts_.cluster.hold(sent.letter);
    for (const nemesis::Delivery& delivery : decision.deliveries()) {
        arrival.time = delivery.due;
        parts_.agenda.plan(arrival);
    }
}

}  // namespace ordeal::harness
