#include "harness/worlds/output_tail.hpp"

#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "in_child.hpp"

namespace ordeal::harness {
namespace {

class OutputTail : public testing::Test {
  protected:
    std::string tail_of(const std::string& text, std::size_t lines = 2, std::uintmax_t from = 0) {
        std::ofstream(folder_.path() / "log", std::ios::binary) << text;
        return last_lines(folder_.path() / "log", lines, from);
    }
    TestFolder folder_;
};

TEST(TellingLine, SpeaksOfWhatEndedTheProgram) {
    EXPECT_EQ(telling_line("started\nerror: 1\npanic: no\n\ngoroutine 1\n"), "panic: no");
    EXPECT_EQ(telling_line("Fatal trouble\nbye"), "Fatal trouble");
    EXPECT_EQ(telling_line("hello\nbye"), "bye");
    EXPECT_EQ(telling_line(""), "");
}

TEST_F(OutputTail, IsTheLastLines) {
    EXPECT_EQ(tail_of("a\nb\nc\n"), "b\nc");
    EXPECT_EQ(tail_of("a\nb\nc"), "b\nc");
    EXPECT_EQ(tail_of("a\nb\nc", 1), "c");
    EXPECT_EQ(tail_of("a\nb\nc", 3), "a\nb\nc");
    EXPECT_EQ(tail_of("a\nb\nc", 9), "a\nb\nc");
    EXPECT_EQ(tail_of("\nb", 2), "\nb");
    EXPECT_EQ(tail_of("\n\nb", 2), "\nb");
    EXPECT_EQ(tail_of("a", 1), "a");
}

TEST_F(OutputTail, IsEmptyWhereThereIsNothing) {
    EXPECT_EQ(tail_of(""), "");
    EXPECT_EQ(tail_of("\n\n"), "");
    EXPECT_EQ(last_lines(folder_.path() / "missing"), "");
}

TEST_F(OutputTail, LeavesEarlierLivesOut) {
    EXPECT_EQ(tail_of("old\nnew\n", 5, 4), "new");
    EXPECT_EQ(tail_of("old\n", 5, 4), "");
}

TEST_F(OutputTail, IsBoundedOnHugeLines) {
    EXPECT_EQ(tail_of(std::string(1'000'000, 'x')).size(), 16 * 1024);
    EXPECT_EQ(tail_of(std::string(1'000'000, 'x') + "\nlast", 1), "last");
}

TEST(Shown, IndentsOrSaysThatThereIsNothing) {
    EXPECT_EQ(shown("a\nb"), "its last lines:\n    a\n    b");
    EXPECT_EQ(shown(""), "it wrote nothing");
}

}  // namespace
}  // namespace ordeal::harness
