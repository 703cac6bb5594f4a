#include "harness/maelstrom/shortcut.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "clients/maelstrom/dialect.hpp"
#include "core/json.hpp"
#include "harness/scenario/decode.hpp"
#include "harness/scenario/kinds.hpp"
#include "nemesis/plan.hpp"

namespace ordeal::harness {
namespace {

using namespace std::chrono_literals;
using core::Value;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

MaelstromTest test_of(std::string workload) {
    MaelstromTest test;
    test.workload = std::move(workload);
    test.command = {"/bin/node"};
    return test;
}

std::string error_of(const MaelstromTest& test) {
    const auto document = scenario_document(test);
    return document ? "" : document.error().message;
}

Scenario scenario_of(const MaelstromTest& test) {
    const auto document = scenario_document(test);
    EXPECT_TRUE(document) << document.error().message;
    auto scenario = parse_scenario(core::to_pretty_json(*document), "test");
    EXPECT_TRUE(scenario) << scenario.error().message;
    return scenario.value_or(Scenario());
}

TEST(Shortcut, TheCommandOfTheManual) {
    MaelstromTest test = test_of("lin-kv");
    test.command = {"./node", "--set={a}"};
    test.node_count = 3;
    test.time_limit_s = 20;
    test.rate = 100;
    test.concurrency = "4n";
    test.latency_ms = 10;
    test.nemesis = {"partition"};
    const Scenario scenario = scenario_of(test);
    EXPECT_EQ(scenario.name, "lin-kv");
    EXPECT_EQ(scenario.system.world, "router");
    EXPECT_EQ(scenario.system.nodes, 3U);
    EXPECT_THAT(scenario.system.command, ElementsAre("./node", "--set={{a}}"));
    EXPECT_EQ(scenario.workload.kind, "lin-kv");
    EXPECT_EQ(scenario.workload.model, "cas-register");
    EXPECT_EQ(scenario.workload.concurrency, 12U);
    EXPECT_EQ(scenario.workload.rate, 100);
    EXPECT_EQ(scenario.network.latency.mean, 10ms);
    EXPECT_EQ(scenario.network.latency.distribution, nemesis::Distribution::constant);
    EXPECT_EQ(scenario.phases.run, 20s);
    EXPECT_EQ(scenario.check.consistency, "linearizable");
    ASSERT_EQ(scenario.nemesis.size(), 1U);
    EXPECT_EQ(scenario.nemesis[0].fault, "partition");
    EXPECT_EQ(scenario.nemesis[0].timing.after, 5s);
    EXPECT_EQ(scenario.nemesis[0].timing.every, 20s);
    EXPECT_EQ(scenario.nemesis[0].timing.lasts, 10s);
}

TEST(Shortcut, EveryWorkloadIsAScenario) {
    for (const std::string_view name : maelstrom_workloads()) {
        MaelstromTest test = test_of(std::string(name));
        for (const std::string_view fault : maelstrom_faults())
            test.nemesis.emplace_back(fault);
        EXPECT_EQ(scenario_of(test).workload.kind, name);
    }
}

TEST(Kinds, EachCanBeSaidInMaelstromsProtocol) {
    for (const std::string_view kind : kind_names())
        EXPECT_TRUE(clients::maelstrom::make_dialect(kind)) << kind;
    for (const auto& [model, functions] : known_names().models)
        EXPECT_TRUE(clients::maelstrom::make_dialect(model)) << model;
}

TEST(Shortcut, EachOption) {
    MaelstromTest test = test_of("broadcast");
    test.topology = "tree3";
    test.latency_ms = 100;
    test.latency_distribution = "uniform";
    test.loss = 0.25;
    test.duplicate = 0.5;
    test.concurrency = "7";
    test.availability = "0.75";
    test.recovery_time_s = 3;
    const Scenario broadcast = scenario_of(test);
    EXPECT_EQ(*broadcast.workload.options.find("topology"), Value("tree3"));
    EXPECT_EQ(broadcast.network.latency.jitter, 100ms);
    EXPECT_EQ(broadcast.network.loss, 0.25);
    EXPECT_EQ(broadcast.network.duplicate, 0.5);
    EXPECT_EQ(broadcast.workload.concurrency, 7U);
    EXPECT_EQ(broadcast.phases.settle, 3s);
    EXPECT_EQ(broadcast.check.min_ok_fraction, 0.75);
    test = test_of("txn-list-append");
    test.max_txn_length = 3;
    test.max_writes_per_key = 5;
    test.key_count = 9;
    test.availability = "total";
    test.consistency = "read-committed";
    const Scenario txn = scenario_of(test);
    EXPECT_EQ(txn.workload.keys, 9U);
    EXPECT_EQ(txn.workload.parameters.at("max-length"), 3U);
    EXPECT_EQ(txn.workload.parameters.at("max-writes-per-key"), 5U);
    EXPECT_EQ(txn.check.min_ok_fraction, 1);
    test = test_of("lin-kv");
    test.consistency = "sequential";
    EXPECT_EQ(scenario_of(test).check.consistency, "sequential");
}

TEST(Shortcut, AShortRunHasItsFaultsToo) {
    MaelstromTest test = test_of("echo");
    test.time_limit_s = 4;
    test.nemesis = {"partition", "kill"};
    const Scenario scenario = scenario_of(test);
    EXPECT_EQ(scenario.nemesis[0].timing.after, 1s);
    EXPECT_EQ(scenario.nemesis[0].timing.lasts, 2s);
    EXPECT_LT(scenario.nemesis[1].timing.after, 4s);
}

TEST(Shortcut, WhatCannotBe) {
    const auto with = [](std::string workload, auto change) {
        MaelstromTest test = test_of(std::move(workload));
        change(test);
        return error_of(test);
    };
    EXPECT_EQ(error_of(test_of("lin-kw")),
              R"(--workload: there is no workload "lin-kw"; did you mean "lin-kv"?)");
    EXPECT_EQ(with("echo", [](auto& test) { test.command.clear(); }),
              "--bin: give the program that runs a node");
    EXPECT_EQ(with("echo", [](auto& test) { test.nemesis = {"partitoin"}; }),
              R"(--nemesis: there is no fault "partitoin"; did you mean "partition"?)");
    for (const char* concurrency : {"", "n", "0", "-1", "4m", "4n2", "x"})
        EXPECT_THAT(with("echo", [&](auto& test) { test.concurrency = concurrency; }),
                    HasSubstr("--concurrency: "))
            << concurrency;
    for (const char* availability : {"", "full", "1.1", "-0.1", "nan", "0.5x"})
        EXPECT_THAT(with("echo", [&](auto& test) { test.availability = availability; }),
                    HasSubstr("--availability: "))
            << availability;
    EXPECT_EQ(with("echo", [](auto& test) { test.topology = "grid"; }),
              "--topology is of broadcast, not of echo: leave it out");
    EXPECT_EQ(with("lin-kv", [](auto& test) { test.max_txn_length = 3; }),
              "--max-txn-length is of transactions, not of lin-kv: leave it out");
    EXPECT_EQ(with("echo", [](auto& test) { test.key_count = 3; }),
              "--key-count is of workloads with keys, not of echo: leave it out");
    EXPECT_EQ(with("g-set", [](auto& test) { test.consistency = "sequential"; }),
              "--consistency-models is of lin-kv and transactions, not of g-set: leave it out");
    EXPECT_THAT(with("echo", [](auto& test) { test.time_limit_s = 0; }),
                HasSubstr("--time-limit: 0 seconds"));
}

}  // namespace
}  // namespace ordeal::harness
