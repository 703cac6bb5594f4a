#include <gtest/gtest.h>

#include "examples/abd/abd.hpp"
#include "tests/examples/cluster.hpp"
#include "tests/examples/register_oracle.hpp"

namespace ordeal::test {
namespace {

using actors::Id;
using examples::Abd;
using examples::AbdBug;

/// Clients, each with one call under way, against a cluster of replicas; one register.
class Trial {
  public:
    Trial(AbdBug bug, std::uint32_t nodes, Chaos chaos, std::uint64_t seed)
        : cluster_(Abd{.bug = bug, .retries = 8}, nodes, chaos, seed), nodes_(nodes) {}

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
        Id id;
        std::optional<std::size_t> call;
    };

    void invoke(std::vector<Client>& clients, std::int64_t now) {
        Client& client = clients[cluster_.random().below(clients.size())];
        if (client.call || calls_.size() == 20) return;
        const bool write = cluster_.random().chance(0.35);
        client.id = Id::client(++next_client_);
        client.call = calls_.size();
        const auto msg_id = static_cast<std::int64_t>(calls_.size());
        const core::Value value = write ? core::Value(msg_id + 1) : core::Value();
        calls_.push_back({write, value, now});
        const auto node = static_cast<std::uint32_t>(1 + cluster_.random().below(nodes_));
        if (write)
            cluster_.send(client.id, Id::node(node), actors::Write{msg_id, "x", value});
        else
            cluster_.send(client.id, Id::node(node), actors::Read{msg_id, "x"});
    }

    void complete(std::vector<Client>& clients, const Cluster<Abd>::Envelope& answer,
                  std::int64_t now) {
        for (Client& client : clients) {
            if (client.id != answer.to || !client.call) continue;
            RegisterCall& call = calls_[*client.call];
            if (std::holds_alternative<actors::ErrorReply>(answer.message)) {
                ++errors_;
            } else {
                call.end = now;
                if (const auto* read = std::get_if<actors::ReadOk>(&answer.message))
                    call.value = read->value;
            }
            client.call.reset();
        }
    }

    Cluster<Abd> cluster_;
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

Outcome trials(AbdBug bug, std::uint32_t nodes, Chaos chaos, std::uint64_t seeds) {
    Outcome outcome;
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
        Trial trial(bug, nodes, chaos, seed);
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

TEST(AbdSimulation, OracleTellsRightFromWrong) {
    const RegisterCall write{true, 1, 0, 2};
    EXPECT_TRUE(linearizable({write, {false, 1, 3, 4}}));
    EXPECT_FALSE(linearizable({write, {false, nullptr, 3, 4}}));
    EXPECT_TRUE(linearizable({write, {false, nullptr, 1, 4}}));
    EXPECT_FALSE(linearizable({write, {false, 2, 1, 4}}));
    const RegisterCall open{true, 2, 0};
    EXPECT_TRUE(linearizable({open, {false, 2, 5, 6}}));
    EXPECT_TRUE(linearizable({open, {false, nullptr, 5, 6}, {false, 2, 7, 8}}));
    EXPECT_FALSE(linearizable({open, {false, 2, 5, 6}, {false, nullptr, 7, 8}}));
}

TEST(AbdSimulation, CorrectReplicasNeverFail) {
    for (const std::uint32_t nodes : {1U, 2U, 3U, 5U}) {
        const auto outcome = trials(AbdBug::none, nodes, Chaos{}, 2000);
        EXPECT_EQ(outcome.failed, 0) << nodes << " nodes, " << outcome.first;
        EXPECT_GT(outcome.completed, 8000) << nodes << " nodes";
        EXPECT_GT(outcome.open, 100) << nodes << " nodes";
        RecordProperty("completed-" + std::to_string(nodes), outcome.completed);
    }
}

TEST(AbdSimulation, WithoutFaultsEveryCallCompletes) {
    const auto outcome = trials(AbdBug::none, 3, Chaos{0, 0, 0, 0, 0, 0}, 300);
    EXPECT_EQ(outcome.failed, 0) << outcome.first;
    EXPECT_LT(outcome.open, outcome.completed / 100);
}

TEST(AbdSimulation, EachPlantedBugIsSeen) {
    for (const auto bug : {AbdBug::no_write_back, AbdBug::no_quorum, AbdBug::forgets}) {
        const auto outcome = trials(bug, 3, Chaos{.late = 0.4}, 1000);
        EXPECT_GT(outcome.failed, 10) << static_cast<int>(bug);
        RecordProperty("failed-" + std::to_string(static_cast<int>(bug)), outcome.failed);
    }
}

TEST(AbdSimulation, WithoutAMajorityOperationsEndWithAnError) {
    const auto outcome =
        trials(AbdBug::none, 3, Chaos{.loss = 1, .duplication = 0, .late = 0, .crash = 0}, 100);
    EXPECT_EQ(outcome.failed, 0) << outcome.first;
    EXPECT_EQ(outcome.completed, 0);
    EXPECT_GT(outcome.errors, 500);
}

/// What crashes alone, losses alone and doubling alone can do, each is withstood.
TEST(AbdSimulation, EachKindOfFaultIsWithstoodAlone) {
    for (const Chaos chaos :
         {Chaos{0.3, 0, 0, 0, 0, 0.1}, Chaos{0, 0.6, 0, 0, 0, 0.1},
          Chaos{0, 0, 0.3, 0.05, 0.3, 0.1}, Chaos{0, 0.6, 0.3, 0.05, 0.5, 0.3}}) {
        const auto outcome = trials(AbdBug::none, 3, chaos, 1000);
        EXPECT_EQ(outcome.failed, 0) << outcome.first;
    }
}

}  // namespace
}  // namespace ordeal::test
