#include "harness/lock_step/process.hpp"

#include <csignal>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/harness/lock_step/shell_node.hpp"
#include "tests/runtime/child.hpp"

namespace ordeal::harness {
namespace {

using actors::lock_step::Answer;
using ::testing::AllOf;
using ::testing::HasSubstr;

const std::string event = R"({"time":7,"timer":"tick"})"
                          "\n";

/// What a node that answers the event by this script does wrong.
std::string failure(const std::string& script,
                    core::Nanoseconds patience = std::chrono::minutes(5)) {
    const test::TemporaryDirectory directory;
    auto command = shell_node(script, directory.path("log"));
    command.patience = patience;
    auto process = LockStepProcess::start(command);
    EXPECT_TRUE(process);
    Answer answer;
    const auto done = process->exchange(event, answer);
    return done ? "" : done.error().message;
}

TEST(LockStepProcess, AnswersEventAfterEvent) {
    auto process = LockStepProcess::start(shell_node(
        R"(while read -r line; do echo '{"save":1}'; echo '{"idle":true,"hash":"2a"}'; done)"));
    ASSERT_TRUE(process);
    for (int i = 0; i < 3; ++i) {
        Answer answer;
        const auto done = process->exchange(event, answer);
        ASSERT_TRUE(done) << done.error().message;
        EXPECT_EQ(answer.effects.effects().size(), 1U);
        EXPECT_EQ(answer.idle->hash, 42U);
    }
}

TEST(LockStepProcess, TakesAnswersThatComeInPieces) {
    EXPECT_EQ(failure(R"(read -r line; printf '{"dest":"n2","body":'; sleep 0.01; )"
                      R"(echo '{"type":"hello"}}'; echo; echo '{"idle":true}')"),
              "");
}

TEST(LockStepProcess, SaysHowANodeEnded) {
    EXPECT_THAT(failure("echo no memory >&2; exit 3"),
                AllOf(HasSubstr("n1, told {\"time\":7,\"timer\":\"tick\"}: it ended (exit code 3)"),
                      HasSubstr("docs/lock-step.md"), HasSubstr("no memory")));
    EXPECT_THAT(failure("read -r line; kill -SEGV $$"), HasSubstr("it ended (signal 11"));
    EXPECT_THAT(failure("exec >&-; read -r line; read -r line"),
                HasSubstr("it closed its stdin or its stdout"));
}

TEST(LockStepProcess, NamesTheLineThatIsNone) {
    EXPECT_THAT(failure(R"(read -r line; echo '{"save":1}'; echo hello; sleep 100)"),
                HasSubstr("line 2 of the answer, \"hello\", is no line of lock-step: column 1"));
    EXPECT_THAT(failure(R"(read -r line; printf '{"idle":true}\n{"save":1}\n'; sleep 100)"),
                HasSubstr("it went on after idle, with \"{\"save\":1}\""));
}

TEST(LockStepProcess, WaitsForIdleSoLongAndNotLonger) {
    EXPECT_THAT(
        failure(R"(read -r line; echo '{"save":1}'; sleep 1000)", std::chrono::milliseconds(200)),
        HasSubstr("it did not say idle within 200ms"));
}

TEST(LockStepProcess, AnEventThatNobodyReadsIsAnError) {
    auto command = shell_node("sleep 1000");
    command.patience = std::chrono::milliseconds(200);
    auto process = LockStepProcess::start(command);
    ASSERT_TRUE(process);
    Answer answer;
    const auto done = process->exchange(std::string(1'000'000, ' ') + "\n", answer);
    ASSERT_FALSE(done);
    EXPECT_THAT(done.error().message, HasSubstr("it did not read it within 200ms"));
}

TEST(LockStepProcess, EndsWithItsOwner) {
    pid_t pid = 0;
    {
        auto process = LockStepProcess::start(shell_node("sleep 1000"));
        ASSERT_TRUE(process);
        pid = process->pid();
        EXPECT_EQ(::kill(pid, 0), 0);
    }
    EXPECT_EQ(::kill(pid, 0), -1) << "it has been reaped";
}

TEST(LockStepProcess, WhatCannotBeExecutedEnds) {
    auto command = shell_node("");
    command.program = "/etc/hostname";
    auto process = LockStepProcess::start(command);
    ASSERT_TRUE(process);
    Answer answer;
    const auto done = process->exchange(event, answer);
    ASSERT_FALSE(done);
    EXPECT_THAT(done.error().message, HasSubstr("it ended (exit code 127)"));
}

}  // namespace
}  // namespace ordeal::harness
