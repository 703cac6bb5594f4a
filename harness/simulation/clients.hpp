// The clients of world `sim`: they speak Maelstrom's protocol to their nodes as those of the other
// worlds do, with the same outcomes, but nobody waits: a call is planned, and its completion comes.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "actors/cluster.hpp"
#include "actors/letter_box.hpp"
#include "clients/maelstrom/protocol.hpp"
#include "core/clock.hpp"
#include "core/history/event.hpp"
#include "core/result.hpp"
#include "harness/generator/generator.hpp"
#include "harness/scenario/scenario.hpp"
#include "harness/simulation/agenda.hpp"

namespace ordeal::harness {

class SimClients {
  public:
    struct Parts {
        actors::Cluster& cluster;
        const core::Clock& clock;
        Agenda& agenda;
        actors::LetterBox<core::Value>& mail;
    };

    /// As many as the workload's concurrency, each bound to one node, in turn.
    /// Requires: the parts outlive it. Error: a kind or options that the protocol does not know.
    static core::Result<SimClients> create(const Parts& parts, const WorkloadSpec& workload);

    /// Makes the call. True: it could not be sent, and its completion is added as by happen().
    bool invoke(gen::Invocation invocation, core::History& history);
    /// Requires: it is of the clients (answer, error, refusal, deadline), and its time has come.
    /// True: it completes a call, and the completion is added to the history, but for its index.
    bool happen(const Occurrence& occurrence, core::History& history);

  private:
    struct Worker {
        std::optional<clients::maelstrom::Request> request;  // the one under way
        core::Process process;
        std::unique_ptr<clients::maelstrom::Dialect> dialect;  // of the process
        std::int64_t msg_id = 0;
        std::uint64_t calls = 0;
    };

    SimClients(const Parts& parts, const WorkloadSpec& workload,
               clients::maelstrom::Conventions conventions);

    Worker* waiting(actors::Id client);
    bool complete(Worker& worker, clients::Completion&& completion, core::History& history) const;
    bool hear(Worker* worker, const core::Value& body, core::History& history) const;

    Parts parts_;
    std::string kind_;  // of the workload
    clients::maelstrom::Conventions conventions_;
    core::Nanoseconds timeout_;
    std::vector<Worker> workers_;
};

}  // namespace ordeal::harness
