// Failure points as the harness sets them, without any process that has them: probabilities,
// patterns, counts, the file.
#include "nemesis/mechanisms/failure_points/node_points.hpp"

#include <cmath>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "nemesis/mechanisms/open_file.hpp"

namespace ordeal::nemesis {
namespace {

using testing::HasSubstr;

/// The page as a process of the node has it.
class Process {
  public:
    explicit Process(const std::filesystem::path& file) {
        const auto opened = open_file(file.c_str(), O_RDWR);
        page_ = static_cast<PointsPage*>(::mmap(nullptr, sizeof(PointsPage), PROT_READ | PROT_WRITE,
                                                MAP_SHARED, opened->get(), 0));
    }
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;
    ~Process() { ::munmap(page_, sizeof(PointsPage)); }

    /// 'x' for each time that it fails, '.' for each that it does not.
    std::string comes_to(const std::string& point, int times = 1) {
        std::string fates;
        for (int i = 0; i < times; ++i)
            fates += strikes_any(*page_, point) ? 'x' : '.';
        return fates;
    }

    PointsPage& page() { return *page_; }

  private:
    PointsPage* page_;
};

class NodePointsTest : public testing::Test {
  protected:
    void SetUp() override {
        std::string name = testing::TempDir() + "ordeal-points-XXXXXX";
        ASSERT_NE(::mkdtemp(name.data()), nullptr);
        folder_ = name;
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    std::unique_ptr<NodePoints> points(std::vector<std::string> names, std::uint64_t seed = 1) {
        auto made =
            NodePoints::create(folder_ / "n1" / "points", std::move(names), core::Random(seed));
        if (!made) ADD_FAILURE() << made.error().message;
        return *std::move(made);
    }

    std::filesystem::path folder_;
};

TEST_F(NodePointsTest, APointFailsWhileAFaultIsThere) {
    const auto node = points({"wal/sync", "wal/append"});
    Process process(node->file());
    EXPECT_EQ(process.comes_to("wal/sync", 3), "...");
    node->faults().begin(7, "wal/sync", 1);
    EXPECT_EQ(process.comes_to("wal/sync", 3), "xxx");
    EXPECT_EQ(process.comes_to("wal/append", 3), "...");
    const PointReport report = node->faults().end(7);
    EXPECT_EQ(report.asked, 3U);
    EXPECT_EQ(report.failed, 3U);
    EXPECT_EQ(process.comes_to("wal/sync", 3), "...");
    node->faults().begin(8, "wal/sync", 1);
    EXPECT_EQ(node->faults().end(8).asked, 0U);
}

TEST_F(NodePointsTest, ItFailsAsOftenAsItShould) {
    const auto node = points({"p"});
    Process process(node->file());
    node->faults().begin(1, "p", 0.25);
    const std::string fates = process.comes_to("p", 10000);
    const PointReport report = node->faults().end(1);
    EXPECT_EQ(report.asked, 10000U);
    EXPECT_EQ(report.failed, static_cast<std::uint64_t>(std::ranges::count(fates, 'x')));
    EXPECT_NEAR(static_cast<double>(report.failed), 2500, 5 * std::sqrt(10000 * 0.25 * 0.75));
}

TEST_F(NodePointsTest, FatesFollowTheSeed) {
    const auto fates = [this](std::uint64_t seed) {
        const auto node = points({"p", "q"}, seed);
        Process process(node->file());
        node->faults().begin(1, "p", 0.5);
        node->faults().begin(2, "q", 0.5);
        return std::pair(process.comes_to("p", 64), process.comes_to("q", 64));
    };
    EXPECT_EQ(fates(1), fates(1));
    EXPECT_NE(fates(1), fates(2));
    EXPECT_NE(fates(1).first, fates(1).second);
}

TEST_F(NodePointsTest, APatternIsAboutAllThatBeginSo) {
    const auto node = points({"posix/*", "posix/io/sync/fsync", "posix/io/*"});
    Process process(node->file());
    node->faults().begin(1, "posix/io/*", 1);
    EXPECT_EQ(process.comes_to("posix/io/sync/fsync"), "x");
    EXPECT_EQ(process.comes_to("posix/io/*"), "x");
    EXPECT_EQ(process.comes_to("posix/*"), ".");
    EXPECT_EQ(node->faults().end(1).failed, 2U);
    node->faults().begin(2, "posix/io/sync/fsync", 1);
    EXPECT_EQ(process.comes_to("posix/io/*"), ".");
    EXPECT_EQ(process.comes_to("posix/io/sync/fsync"), "x");
}

/// libfiu takes the first pattern that fits, in the order in which it heard of them.
TEST_F(NodePointsTest, LongerNamesComeFirst) {
    const auto node = points({"a/*", "a/b/*", "a/b/c", "a/*"});
    Process process(node->file());
    ASSERT_EQ(process.page().count, 3U);
    EXPECT_STREQ(process.page().slots[2].name, "a/*");
}

TEST_F(NodePointsTest, OfSeveralFaultsTheHighestProbabilityHolds) {
    const auto node = points({"p"});
    Process process(node->file());
    node->faults().begin(1, "p", 1);
    node->faults().begin(2, "p", 0);
    EXPECT_EQ(process.comes_to("p", 2), "xx");
    EXPECT_EQ(node->faults().end(1).failed, 2U);
    EXPECT_EQ(process.comes_to("p", 2), "..");
    EXPECT_EQ(node->faults().end(2).failed, 2U);
}

TEST_F(NodePointsTest, TheFileIsForEveryUserAndGoneAtTheEnd) {
    auto node = points({"p"});
    const auto file = node->file();
    struct stat status{};
    ASSERT_EQ(::stat(file.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0666U);
    Process process(file);
    node.reset();
    EXPECT_FALSE(std::filesystem::exists(file));
    EXPECT_EQ(process.comes_to("p"), ".");
}

TEST_F(NodePointsTest, NamesThatDoNotFitAreRefused) {
    const auto refusal = [this](std::vector<std::string> names) {
        const auto made = NodePoints::create(folder_ / "p", std::move(names), core::Random(1));
        return made ? "none" : made.error().message;
    };
    EXPECT_THAT(refusal({""}), HasSubstr("has 1 to 111 bytes, not 0"));
    EXPECT_THAT(refusal({std::string(112, 'p')}), HasSubstr("not 112"));
    EXPECT_EQ(refusal({std::string(111, 'p')}), "none");
    std::vector<std::string> many;
    for (int i = 0; i < 33; ++i)
        many.push_back("p" + std::to_string(i));
    EXPECT_THAT(refusal(many), HasSubstr("at 32 failure points, not at more"));
}

}  // namespace
}  // namespace ordeal::nemesis
