#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "clients/client.hpp"
#include "clients/options.hpp"

namespace ordeal::clients {
namespace {

using core::Value;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

ClientOptions valid_options(std::string_view name = "maelstrom") {
    ClientOptions options;
    if (name == "exec") options.extra = Value::object({{"command", Value::list({"/bin/sh"})}});
    if (name == "http")
        options.extra = Value::object({{"read", Value::object({{"path", "/{key}"}})}});
    options.endpoints = {{"n1", "127.0.0.1", 7000}};
    options.workload = "register";
    return options;
}

std::string error_of(std::string_view name, const ClientOptions& options) {
    const auto client = make_client(name, options);
    return client ? "" : client.error().message;
}

TEST(Clients, EveryNameMakesAClient) {
    EXPECT_THAT(client_names(), Contains("maelstrom"));
    for (const std::string_view name : client_names())
        EXPECT_EQ(error_of(name, valid_options(name)), "") << name;
}

TEST(Clients, AnUnknownNameSuggestsTheNearest) {
    EXPECT_EQ(error_of("maelstorm", valid_options()),
              R"(there is no client "maelstorm"; did you mean "maelstrom"?)");
}

TEST(Clients, OptionsThatDoNotFit) {
    ClientOptions options = valid_options();
    options.home = 1;
    EXPECT_THAT(error_of("maelstrom", options), HasSubstr("node 2 of 1"));
    options = valid_options();
    options.timeout = core::Nanoseconds(0);
    EXPECT_THAT(error_of("maelstrom", options), HasSubstr("timeout"));
    const std::pair<Value, std::string_view> table[] = {
        {5, "workload.options: expected an object, not 5"},
        {Value::object({{"refuse", "info"}}),
         R"(workload.options: there is no option "refuse"; did you mean "refused"?)"},
        {Value::object({{"refused", "inf"}}),
         R"(workload.options.refused: "inf" is not known; did you mean "info"?)"},
        {Value::object({{"missing-key", nullptr}}),
         R"(workload.options.missing-key: null is no string; known are null and fail)"},
    };
    for (const auto& [extra, message] : table) {
        options = valid_options();
        options.extra = extra;
        EXPECT_EQ(error_of("maelstrom", options), message);
    }
}

TEST(Clients, OptionsHaveDefaults) {
    const std::vector<WordOption> known = {{"a", {"x", "y"}}, {"b", {"p", "q"}}};
    EXPECT_THAT(*read_options({}, known), ElementsAre("x", "p"));
    EXPECT_THAT(*read_options(Value::object({{"b", "q"}}), known), ElementsAre("x", "q"));
}

}  // namespace
}  // namespace ordeal::clients
