#include "harness/checks/log_patterns.hpp"

#include <chrono>
#include <fstream>

#include <gtest/gtest.h>
#include <unistd.h>

#include "harness/worlds/line_pattern.hpp"

namespace ordeal::harness {
namespace {

namespace fs = std::filesystem;
using core::Verdict;

class LogPatterns : public testing::Test {
  protected:
    LogPatterns() {
        std::string pattern = (fs::temp_directory_path() / "ordeal-logs-XXXXXX").string();
        folder_ = ::mkdtemp(pattern.data());
    }
    ~LogPatterns() override { fs::remove_all(folder_); }

    void write(const std::string& node, const std::string& file, const std::string& text) const {
        const fs::path path = folder_ / "nodes" / node / file;
        fs::create_directories(path.parent_path());
        std::ofstream(path) << text;
    }

    CheckResult checked(std::vector<std::string> patterns,
                        std::vector<std::string> files = {}) const {
        CheckSpec wanted;
        wanted.log_patterns = std::move(patterns);
        wanted.log_files = std::move(files);
        return check_log_patterns(search_logs(folder_, {"n1", "n2"}, wanted));
    }

    fs::path folder_;
};

TEST_F(LogPatterns, NothingFoundIsValid) {
    write("n1", "output.log", "hello\n");
    write("n2", "output.log", "");
    const CheckResult check = checked({"panic|FATAL", "^assert"});
    EXPECT_EQ(check.verdict, Verdict::valid);
    EXPECT_EQ(check.explanation, "none in 1 line");
}

TEST_F(LogPatterns, TellsNodeFileAndLine) {
    write("n1", "output.log", "hello\n");
    write("n2", "output.log", "a\nb: assertion failed\nassert 2\n");
    const CheckResult check = checked({"assert.*"});
    EXPECT_EQ(check.verdict, Verdict::invalid);
    EXPECT_EQ(check.explanation, "output.log of n2, line 2: \"b: assertion failed\", and 1 more");
    const core::Value& found = check.details.find("found")->as_list().at(0);
    EXPECT_EQ(found.find("line")->as_int(), 2);
    EXPECT_EQ(found.find("pattern")->as_string(), "assert.*");
}

TEST_F(LogPatterns, AMissingLogIsNoGoodLog) {
    write("n1", "output.log", "hello\n");
    write("n1", "data/server.log", "hello\n");
    write("n2", "output.log", "hello\n");
    EXPECT_EQ(checked({"panic"}).verdict, Verdict::valid);
    const CheckResult check = checked({"panic"}, {"server.log"});
    EXPECT_EQ(check.verdict, Verdict::unknown);
    EXPECT_EQ(check.explanation, "there is no data/server.log of n2");
    write("n1", "data/server.log", "panic\n");
    EXPECT_EQ(checked({"panic"}, {"server.log"}).verdict, Verdict::invalid);
}

TEST_F(LogPatterns, FilesOfTheDataFolderAreSearched) {
    for (const char* node : {"n1", "n2"}) {
        write(node, "output.log", "");
        write(node, "data/a/b.log", "it ends without a line break: PANIC");
    }
    const CheckResult check = checked({"PANIC"}, {"a/b.log"});
    EXPECT_EQ(check.verdict, Verdict::invalid);
    EXPECT_EQ(check.explanation,
              "data/a/b.log of n1, line 1: \"it ends without a line break: PANIC\", and 1 more");
}

TEST(LinePattern, IsARegularExpressionAnywhereInTheLine) {
    const auto matches = [](const std::string& expression, std::string_view line) {
        const auto pattern = LinePattern::compile(expression);
        EXPECT_TRUE(pattern) << pattern.error().message;
        return pattern && pattern->matches(line);
    };
    EXPECT_TRUE(matches("b|c", "abc"));
    EXPECT_FALSE(matches("bd|ca", "abc"));
    EXPECT_TRUE(matches("^a.c$", "abc"));
    EXPECT_FALSE(matches("^b", "abc"));
    EXPECT_TRUE(matches("x|", "abc")) << "as an expression matches nothing at all";
    EXPECT_FALSE(matches("end", std::string(LinePattern::most_of_line_bytes, '.') + "end"));
    EXPECT_TRUE(matches("(a+)+$", std::string(2000, 'a')));
    EXPECT_FALSE(LinePattern::compile("(a"));
    EXPECT_FALSE(LinePattern::compile(R"((a)\1)"));
}

}  // namespace
}  // namespace ordeal::harness
