// Clients that read and write one register of a cluster under chaos, and whether what they saw can
// be explained: trials of any actor that speaks read and write, each from a seed.
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "actors/client_messages.hpp"
#include "tests/examples/cluster.hpp"
#include "tests/examples/register_oracle.hpp"

namespace ordeal::test {

/// Clients, each with one call under way, against a cluster of replicas; one register.
template <actors::Actor A>
class Trial {
  public:
    Trial(const A& actor, std::uint32_t nodes, Chaos chaos, std::uint64_t seed)
        : cluster_(actor, nodes, chaos, seed), nodes_(nodes) {}

    std::vector<RegisterCall> run() {
        std::vector<Client> clients(4);
        for (std::int64_t now = 0; now < 1500; ++now) {
            for (Client& client : clients)
                if (client.call && now - calls_[*client.call].begin > 400) client.call.reset();
            if (cluster_.random().chance(0.4)) invoke(clients, now);
            if (const auto answer = cluster_.step()) complete(clients, *answer, now);
        }
        std::erase_if(calls_, [](const RegisterCall& call) {
            return !call.write && call.end == RegisterCall{}.end;
        });
        return calls_;
    }

    std::size_t errors() const { return errors_; }

  private:
    struct Client {
        actors::Id id;
        std::optional<std::size_t> call;
    };

    void invoke(std::vector<Client>& clients, std::int64_t now) {
        Client& client = clients[cluster_.random().below(clients.size())];
        if (client.call || calls_.size() == 20) return;
        const bool write = cluster_.random().chance(0.35);
        client.id = actors::Id::client(++next_client_);
        client.call = calls_.size();
        const auto msg_id = static_cast<std::int64_t>(calls_.size());
        const core::Value value = write ? core::Value(msg_id + 1) : core::Value();
        calls_.push_back({write, value, now});
        const auto node = static_cast<std::uint32_t>(1 + cluster_.random().below(nodes_));
        if (write)
            cluster_.send(client.id, actors::Id::node(node), actors::Write{msg_id, "x", value});
        else
            cluster_.send(client.id, actors::Id::node(node), actors::Read{msg_id, "x"});
    }

    static bool is_error(const typename A::Message& message) {
        return std::visit([]<typename M>(const M&) { return std::same_as<M, actors::ErrorReply>; },
                          message);
    }

    void complete(std::vector<Client>& clients, const typename Cluster<A>::Envelope& answer,
                  std::int64_t now) {
        for (Client& client : clients) {
            if (client.id != answer.to || !client.call) continue;
            RegisterCall& call = calls_[*client.call];
            if (is_error(answer.message)) {
                ++errors_;
            } else {
                call.end = now;
                if (const auto* read = std::get_if<actors::ReadOk>(&answer.message))
                    call.value = read->value;
            }
            client.call.reset();
        }
    }

    Cluster<A> cluster_;
    std::uint32_t nodes_;
    std::vector<RegisterCall> calls_;
    std::uint32_t next_client_ = 0;
    std::size_t errors_ = 0;
};

struct Outcome {
    int failed = 0;
    int completed = 0;
    int open = 0;
    int errors = 0;
    std::string first;
};

template <actors::Actor A>
Outcome trials(const A& actor, std::uint32_t nodes, Chaos chaos, std::uint64_t seeds) {
    Outcome outcome;
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
        Trial<A> trial(actor, nodes, chaos, seed);
        const auto calls = trial.run();
        for (const auto& call : calls)
            ++(call.end == RegisterCall{}.end ? outcome.open : outcome.completed);
        outcome.errors += static_cast<int>(trial.errors());
        if (linearizable(calls)) continue;
        if (outcome.failed++ == 0)
            outcome.first = "seed " + std::to_string(seed) + ":\n" + to_text(calls);
    }
    return outcome;
}

}  // namespace ordeal::test
