#include "harness/simulation/command_of_nodes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ordeal::harness {
namespace {

using ::testing::HasSubstr;

core::Result<std::string> bug(const std::vector<std::string>& command) {
    return bug_of(command, "abd", {{"forgets", ""}, {"no-quorum", ""}});
}

TEST(CommandOfNodes, TellsTheBug) {
    EXPECT_EQ(bug({"abd", "spawn", "--id={node.id}", "--data", "{node.data}"}), "");
    EXPECT_EQ(bug({"abd", "spawn", "--id={node.id}", "--bug=forgets", "--seed={seed}"}), "forgets");
    EXPECT_EQ(bug({"build/bin/abd", "spawn", "--bug", "no-quorum"}), "no-quorum");
}

TEST(CommandOfNodes, RefusesWhatItCannotFollow) {
    EXPECT_THAT(bug({"raft", "spawn"}).error().message, HasSubstr("\"raft\""));
    EXPECT_THAT(bug({"abd", "check"}).error().message, HasSubstr("abd spawn"));
    EXPECT_THAT(bug({}).error().message, HasSubstr("abd spawn"));
    EXPECT_THAT(bug({"abd", "spawn", "--bug=forget"}).error().message, HasSubstr("forgets"));
    EXPECT_THAT(bug({"abd", "spawn", "--turbo=1"}).error().message, HasSubstr("--turbo"));
}

}  // namespace
}  // namespace ordeal::harness
