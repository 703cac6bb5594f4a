#include "harness/worlds/command_template.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ordeal::harness {
namespace {

using testing::HasSubstr;
using testing::Not;

TemplateFacts facts(std::size_t self = 0) {
    return {.nodes = {{"n1", "10.77.0.1"}, {"n2", "10.77.0.2"}, {"n3", "10.77.0.3"}},
            .self = self,
            .port = 7000,
            .data = "/runs/r/nodes/n1/data",
            .seed = 42};
}

std::string expanded(std::string_view text, std::size_t self = 0) {
    const auto result = expand(text, facts(self));
    return result ? *result : "ERROR " + result.error().message;
}

std::string error_of(std::string_view text) {
    const auto result = expand(text, facts());
    return result ? "no error but " + *result : result.error().message;
}

TEST(CommandTemplate, LeavesPlainTextAlone) {
    EXPECT_EQ(expanded(""), "");
    EXPECT_EQ(expanded("--heartbeat=20 $HOME \"x\""), "--heartbeat=20 $HOME \"x\"");
}

TEST(CommandTemplate, KnowsTheNode) {
    EXPECT_EQ(expanded("{node.index} {node.number} {node.id} {node.ip} {node.port}", 1),
              "1 2 n2 10.77.0.2 7000");
    EXPECT_EQ(expanded("--data={node.data} --seed={seed}"),
              "--data=/runs/r/nodes/n1/data --seed=42");
}

TEST(CommandTemplate, ListsPeersWithoutTheNodeItself) {
    EXPECT_EQ(expanded("--peers={peers:host:port}", 0), "--peers=10.77.0.2:7000,10.77.0.3:7000");
    EXPECT_EQ(expanded("{peers:id}", 1), "n1,n3");
    EXPECT_EQ(expanded("{peers:ip:2380}", 2), "10.77.0.1:2380,10.77.0.2:2380");
}

TEST(CommandTemplate, ListsAllNodes) {
    EXPECT_EQ(expanded("{nodes:host:port}", 1), "10.77.0.1:7000,10.77.0.2:7000,10.77.0.3:7000");
    EXPECT_EQ(expanded("{nodes:id=host:port}"),
              "n1=10.77.0.1:7000,n2=10.77.0.2:7000,n3=10.77.0.3:7000");
    EXPECT_EQ(expanded("{nodes:index/number}"), "0/1,1/2,2/3");
}

TEST(CommandTemplate, KeepsTextOfFormsWithBraces) {
    EXPECT_EQ(expanded("--initial-cluster={nodes:{id}=http://{ip}:2380}"),
              "--initial-cluster=n1=http://10.77.0.1:2380,n2=http://10.77.0.2:2380,"
              "n3=http://10.77.0.3:2380");
    EXPECT_EQ(expanded("[{peers:{host}}]", 0), "[10.77.0.2,10.77.0.3]");
    EXPECT_EQ(expanded("{peers:port of {id}}", 0), "port of n2,port of n3");
}

TEST(CommandTemplate, ASingleNodeHasNoPeers) {
    TemplateFacts alone = facts();
    alone.nodes.resize(1);
    EXPECT_EQ(expand("--peers={peers:host:port}", alone).value(), "--peers=");
    EXPECT_EQ(expand("{nodes:id}", alone).value(), "n1");
}

TEST(CommandTemplate, DoubledBracesAreBraces) {
    EXPECT_EQ(expanded("{{\"a\": {{}}}}"), "{\"a\": {}}");
    EXPECT_EQ(expanded("{{node.id}}={node.id}"), "{node.id}=n1");
    EXPECT_EQ(expanded("{{{node.id}}}"), "{n1}");
}

TEST(CommandTemplate, UnknownPlaceholdersAreNamedWithTheNearest) {
    EXPECT_THAT(error_of("--id={node.indx}"),
                testing::AllOf(HasSubstr("unknown placeholder {node.indx}"),
                               HasSubstr("did you mean {node.index}?"), HasSubstr("{node.data}"),
                               HasSubstr("{peers:FORM}"), HasSubstr("--id=")));
    EXPECT_THAT(error_of("{sead}"), HasSubstr("did you mean {seed}?"));
    EXPECT_THAT(error_of("{qwertyuiop}"), Not(HasSubstr("did you mean")));
    EXPECT_THAT(error_of("{}"), HasSubstr("unknown placeholder {}"));
    EXPECT_THAT(error_of("{node.host}"), HasSubstr("unknown placeholder {node.host}"));
    EXPECT_THAT(error_of("{peers}"), HasSubstr("unknown placeholder {peers}"));
}

TEST(CommandTemplate, UnknownWordsOfAFormAreNamed) {
    EXPECT_THAT(error_of("{nodes:hots:port}"), testing::AllOf(HasSubstr("unknown word \"hots\""),
                                                              HasSubstr("did you mean {host}?")));
    EXPECT_THAT(error_of("{nodes:http://host:port}"),
                testing::AllOf(HasSubstr("unknown word \"http\""), HasSubstr("in braces")));
    EXPECT_THAT(error_of("{nodes:{idd}=x}"), HasSubstr("unknown {idd}"));
    EXPECT_THAT(error_of("{peers:}"), HasSubstr("needs a form"));
}

TEST(CommandTemplate, BracesMustMatch) {
    EXPECT_THAT(error_of("a{node.id"), HasSubstr("never closed"));
    EXPECT_THAT(error_of("{nodes:{id}"), HasSubstr("never closed"));
    EXPECT_THAT(error_of("a}b"), HasSubstr("closes nothing"));
}

TEST(CommandTemplate, ErrorsNameArgumentAndVariable) {
    const auto command = expand(std::vector<std::string>{"server", "{node.id}", "{bad}"}, facts());
    ASSERT_FALSE(command);
    EXPECT_THAT(command.error().message, HasSubstr("argument 2, \"{bad}\""));
    const auto variables = expand(std::map<std::string, std::string>{{"ID", "{bad}"}}, facts());
    ASSERT_FALSE(variables);
    EXPECT_THAT(variables.error().message, HasSubstr("variable ID, \"{bad}\""));
}

TEST(CommandTemplate, ExpandsCommandsAndEnvironments) {
    EXPECT_EQ(expand(std::vector<std::string>{"server", "{node.id}"}, facts()).value(),
              (std::vector<std::string>{"server", "n1"}));
    EXPECT_EQ(expand(std::map<std::string, std::string>{{"ID", "{node.id}"}}, facts()).value(),
              (std::map<std::string, std::string>{{"ID", "n1"}}));
}

}  // namespace
}  // namespace ordeal::harness
