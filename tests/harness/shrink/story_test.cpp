#include "harness/shrink/story.hpp"

#include <chrono>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ordeal::harness {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;

/// Two operations; the second is never answered.
RunReport report() {
    RunReport report;
    report.scenario.system.nodes = 3;
    report.scenario.workload.concurrency = 4;
    core::Operation write;
    write.process = 1;
    write.f = "write";
    write.key = "k0";
    write.argument = 7;
    write.outcome = core::EventType::ok;
    write.invoke_time = 1ms;
    write.completed = 2;
    write.complete_time = 5ms;
    core::Operation read;
    read.id = 1;
    read.process = 6;
    read.f = "read";
    read.key = "k0";
    read.invoke_time = 9ms;
    report.operations = {write, read};
    nemesis::FaultRecord record;
    record.fault = nemesis::Kill{{"n2"}};
    record.began = 2ms;
    record.ended = 3ms;
    report.faults = {record};
    return report;
}

std::string line(const char* node, int milliseconds, const std::string& rest) {
    return fmt::format(R"({{"node":"{}","time":{},{}}})", node, milliseconds * 1'000'000, rest) +
           "\n";
}

std::string sent(const char* dest, const std::string& body) {
    return fmt::format(R"({{"dest":"{}","body":{}}})", dest, body);
}

/// n1 sends the same words to n2 and n3 at 1 ms and again at 4 ms; n2 handles the second ones.
std::string trace() {
    const std::string store = R"({"type":"store","value":7})";
    const std::string write = R"({"type":"write","msg_id":1,"key":"k0","value":7})";
    const std::string from_n1 = R"("event":"message","src":"n1","body":)" + store;
    return line("n1", 0, R"("event":"start")") +
           line("n1", 1,
                R"("event":"message","src":"c1","body":)" + write + R"(,"sent":[)" +
                    sent("n2", store) + "," + sent("n3", store) + "]") +
           line("n3", 2,
                from_n1 + R"(,"sent":[)" + sent("c1", R"({"type":"write_ok","in_reply_to":1})") +
                    "]") +
           line("n2", 0, R"("event":"start")") + line("n2", 3, R"("event":"start")") +
           line("n1", 4, R"("event":"timer","timer":"again","sent":[)" + sent("n2", store) + "]") +
           line("n2", 6, from_n1) + line("n3", 7, R"("event":"timer","timer":"idle")");
}

TEST(Story, TellsWhatHappenedInOrder) {
    const std::string story = tell_story(report(), trace());
    EXPECT_THAT(story, HasSubstr("3 nodes, 2 operations, 1 fault."));
    const char* const lines[] = {
        "     1.000  process 1 asks n2: write 7 of \"k0\"\n",
        "     1.000  n1 gets write {\"key\":\"k0\",\"value\":7} from client c1; sends store "
        "{\"value\":7} to n2 and n3 (never handled by n2)\n",
        "     2.000  !! kill n2\n",
        "     2.000  n3 gets store {\"value\":7} from n1; sends write_ok to c1\n",
        "     3.000  n2 starts again\n",
        "     4.000  n1: a timer is due, again; sends store {\"value\":7} to n2\n",
        "     5.000  => ",
        "     6.000  n2 gets store {\"value\":7} from n1\n",
        "     9.000  process 6 asks n3: read of \"k0\"\n",
    };
    std::size_t at = 0;
    for (const char* told : lines) {
        const std::size_t found = story.find(told, at);
        EXPECT_NE(found, std::string::npos) << told << "in\n" << story;
        if (found != std::string::npos) at = found;
    }
}

TEST(Story, LeavesOutWhatSaysNothing) {
    const std::string story = tell_story(report(), trace());
    EXPECT_THAT(story, Not(HasSubstr("n1 starts again")));
    EXPECT_THAT(story, Not(HasSubstr("idle")));
    EXPECT_THAT(tell_story(report(), ""), Not(HasSubstr("gets")));
}

}  // namespace
}  // namespace ordeal::harness
