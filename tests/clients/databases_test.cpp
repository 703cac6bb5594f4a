// What the clients of databases say of options that do not fit.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "clients/client.hpp"

namespace ordeal::clients {
namespace {

using core::Value;
using ::testing::StartsWith;

std::string error_of(const char* client, const char* kind, const Value& extra) {
    ClientOptions options;
    options.endpoints = {{"n1", "127.0.0.1", 7000}, {"n2", "127.0.0.2", 7000}};
    options.workload = kind;
    options.extra = extra;
    const auto made = make_client(client, options);
    return made ? "" : made.error().message;
}

TEST(Databases, OptionsThatDoNotFit) {
    struct Row {
        const char* client;
        Value extra;
        const char* message;
    };
    const Row rows[] = {
        {"redis", Value::object({{"node", "n3"}}),
         R"(workload.options.node: there is no node "n3"; did you mean "n1"?)"},
        {"redis", Value::object({{"sentinel-port", 70'000}}),
         R"(workload.options.sentinel-port: "70000" is no port)"},
        {"redis", Value::object({{"lease", "10"}}), "workload.options.lease: "},
        {"redis", Value::object({{"lease", 1.5}}), "workload.options.lease: 1.5 is no string"},
        {"zookeeper", Value::object({{"reads", "sink"}}),
         R"(workload.options.reads: "sink" is not known; known are plain and sync)"},
        {"zookeeper", Value::object({{"session", "soon"}}), "workload.options.session: "},
        {"postgres", Value::object({{"primary", "n9"}}),
         R"(workload.options.primary: there is no node "n9"; did you mean "n1"?)"},
        {"postgres", Value::object({{"accounts", 0}}),
         R"(workload.options.accounts: "0" is no number above 0)"},
        {"postgres", Value::object({{"isolation", "none"}}),
         R"(workload.options.isolation: "none" is not known)"},
    };
    for (const Row& row : rows)
        EXPECT_THAT(error_of(row.client, "register", row.extra), StartsWith(row.message));
}

TEST(Databases, EachSaysWhichWorkloadsItHas) {
    EXPECT_EQ(error_of("zookeeper", "bank", {}),
              "the client zookeeper has no workload \"bank\"; known are register, cas-register, "
              "lin-kv, set, g-set, lock and mutex");
    EXPECT_THAT(error_of("redis", "bank", {}), StartsWith("the client redis has no workload"));
    EXPECT_THAT(error_of("postgres", "queue", {}), StartsWith("the client postgres has no"));
    for (const char* client : {"redis", "zookeeper", "postgres"})
        for (const char* kind : {"register", "cas-register", "lin-kv", "set"})
            EXPECT_EQ(error_of(client, kind, {}), "") << client << kind;
}

TEST(Databases, AStandbyNeedsASecondNode) {
    ClientOptions options;
    options.endpoints = {{"n1", "127.0.0.1", 7000}};
    options.workload = "register";
    options.extra = Value::object({{"reads", "standby"}});
    const auto made = make_client("postgres", options);
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().message,
              "workload.options.reads: there is no standby: the only node is n1");
}

}  // namespace
}  // namespace ordeal::clients
