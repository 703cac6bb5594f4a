#include "harness/simulation/clients.hpp"

#include <utility>
#include <variant>

#include <fmt/format.h>

#include "core/check.hpp"
#include "core/duration.hpp"
#include "harness/scenario/kinds.hpp"
#include "harness/simulation/world.hpp"

namespace ordeal::harness {

namespace maelstrom = clients::maelstrom;
using actors::Id;
using clients::Completion;
using core::EventType;

namespace {

Id id_of(const core::Process& process) {
    return Id::client(static_cast<std::uint32_t>(process.number));
}

}  // namespace

core::Result<SimClients> SimClients::create(const Parts& parts, const WorkloadSpec& workload) {
    const auto kind = kind_name(workload);
    const auto conventions = maelstrom::read_conventions(workload.options, kind);
    if (!conventions) return tl::unexpected(conventions.error());
    if (const auto dialect = maelstrom::make_dialect(kind); !dialect)
        return tl::unexpected(dialect.error());
    return SimClients(parts, workload, *conventions);
}

SimClients::SimClients(const Parts& parts, const WorkloadSpec& workload,
                       maelstrom::Conventions conventions)
    : parts_(parts),
      kind_(kind_name(workload)),
      conventions_(std::move(conventions)),
      timeout_(workload.timeout),
      workers_(workload.concurrency) {}

bool SimClients::invoke(gen::Invocation invocation, core::History& history) {
    const auto number = static_cast<std::size_t>(invocation.thread);
    Worker& worker = workers_.at(number);
    CHECK(!worker.request, "worker {} has a call under way", number);
    if (!worker.dialect || worker.process != invocation.process) {  // a client of its own
        worker.msg_id = 0;
        worker.dialect = *maelstrom::make_dialect(kind_);
    }
    worker.process = std::move(invocation.process);
    const std::size_t node = number % parts_.cluster.size();
    const Id id = id_of(worker.process);
    worker.request = {.invocation = std::move(invocation),
                      .msg_id = ++worker.msg_id,
                      .src = {},
                      .dest = {},
                      .missing_key_is_null = conventions_.missing_key_is_null,
                      .dialect = worker.dialect.get()};
    auto body = maelstrom::body_of(*worker.request);
    if (!body)
        return complete(worker,
                        {EventType::fail, worker.request->invocation.value,
                         fmt::format("not sent: {}", body.error().message)},
                        history);
    const core::Nanoseconds now = parts_.clock.now();
    parts_.agenda.plan({.time = now + SimWorld::client_latency,
                        .kind = OccurrenceKind::request,
                        .place = static_cast<std::uint32_t>(node),
                        .peer = id.bits(),
                        .number = parts_.mail.put(*std::move(body))});
    parts_.agenda.plan({.time = now + timeout_,
                        .kind = OccurrenceKind::deadline,
                        .peer = id.bits(),
                        .version = ++worker.calls});
    return false;
}

/// The worker that stands for the client and has a call under way; null when there is none.
SimClients::Worker* SimClients::waiting(Id client) {
    Worker& worker = workers_[client.number() % workers_.size()];
    return worker.request && id_of(worker.process) == client ? &worker : nullptr;
}

bool SimClients::happen(const Occurrence& occurrence, core::History& history) {
    Worker* const worker = waiting(Id::from_bits(occurrence.peer));
    switch (occurrence.kind) {
        case OccurrenceKind::answer: {
            const bool completes =
                worker != nullptr && hear(worker, parts_.cluster.body(occurrence.number), history);
            parts_.cluster.drop(occurrence.number);
            return completes;
        }
        case OccurrenceKind::error: {
            const bool completes = hear(worker, parts_.mail[occurrence.number], history);
            parts_.mail.drop(occurrence.number);
            return completes;
        }
        case OccurrenceKind::refusal:
            return worker != nullptr &&
                   complete(*worker,
                            {conventions_.refused, worker->request->invocation.value,
                             "connection refused: nothing listens on " +
                                 actors::to_text(parts_.cluster.self(occurrence.place).id)},
                            history);
        case OccurrenceKind::deadline:
            return worker != nullptr && worker->calls == occurrence.version &&
                   complete(*worker,
                            {EventType::info, worker->request->invocation.value,
                             fmt::format("timeout after {}", core::to_text(timeout_))},
                            history);
        default:
            CHECK(false, "nothing of this kind happens to a client");
    }
}

bool SimClients::hear(Worker* worker, const core::Value& body, core::History& history) const {
    if (worker == nullptr) return false;
    auto meaning = maelstrom::interpret_body(body, *worker->request);
    if (auto* completed = std::get_if<Completion>(&meaning))
        return complete(*worker, std::move(*completed), history);
    if (const auto* malformed = std::get_if<maelstrom::Malformed>(&meaning))
        if (malformed->answers)
            return complete(*worker, maelstrom::unknown_outcome(*worker->request, *malformed),
                            history);
    return false;  // to an earlier request, or to nobody's
}

bool SimClients::complete(Worker& worker, Completion&& completion, core::History& history) const {
    clients::Invocation& invocation = worker.request->invocation;
    core::Event& event = history.emplace_back();
    event.time = parts_.clock.now();
    event.process = worker.process;
    event.type = completion.type;
    event.f = std::move(invocation.f);
    event.key = std::move(invocation.key);
    event.value = std::move(completion.value);
    event.error = std::move(completion.error);
    worker.request.reset();
    return true;
}

}  // namespace ordeal::harness
