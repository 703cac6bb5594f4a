// The k-th save of a simulated node meets the fate that it meets in a process.
#include "harness/simulation/save_points.hpp"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <string>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include "nemesis/mechanisms/failure_points/node_points.hpp"
#include "nemesis/mechanisms/open_file.hpp"

namespace ordeal::harness {
namespace {

constexpr std::uint64_t seed = 42;
constexpr int saves = 500;

/// Of so many saves under a fault of the world sim: 'x' where one fails.
std::string simulated(const std::string& point) {
    SavePoints points(nemesis::random_of_points(seed, "n1"));
    EXPECT_TRUE(points.add(point));
    points.faults().begin(7, point, 0.3);
    std::string fates;
    for (int i = 0; i < saves; ++i)
        fates += points.save() == 7U ? 'x' : '.';
    return fates;
}

/// The same as a process of world real sees it, in the page that it maps.
std::string mapped(const std::string& point) {
    const std::filesystem::path path =
        testing::TempDir() + "ordeal-save-points-" + std::to_string(::getpid());
    const auto node =
        nemesis::NodePoints::create(path, {point}, nemesis::random_of_points(seed, "n1"));
    EXPECT_TRUE(node);
    const auto file = nemesis::open_file(path.c_str(), O_RDWR);
    void* const memory = ::mmap(nullptr, sizeof(nemesis::PointsPage), PROT_READ | PROT_WRITE,
                                MAP_SHARED, file->get(), 0);
    (*node)->faults().begin(3, point, 0.3);
    std::string fates;
    for (int i = 0; i < saves; ++i)
        fates +=
            nemesis::strikes_any(*static_cast<nemesis::PointsPage*>(memory), point) ? 'x' : '.';
    ::munmap(memory, sizeof(nemesis::PointsPage));
    return fates;
}

TEST(SavePoints, FatesAreThoseOfWorldReal) {
    for (const char* point : {"wal/append", "wal/sync"}) {
        const std::string fates = simulated(point);
        EXPECT_EQ(fates, mapped(point)) << point;
        EXPECT_THAT(std::ranges::count(fates, 'x'),
                    testing::AllOf(testing::Gt(90), testing::Lt(210)));
    }
    EXPECT_NE(simulated("wal/append"), simulated("wal/sync"));
}

TEST(SavePoints, ASaveComesToBothPoints) {
    SavePoints points(nemesis::random_of_points(seed, "n1"));
    ASSERT_TRUE(points.add("wal/*"));
    EXPECT_EQ(points.save(), std::nullopt);
    points.faults().begin(1, "wal/*", 0.001);
    int failed = 0;
    for (int i = 0; i < saves; ++i)
        failed += points.save().has_value() ? 1 : 0;
    const nemesis::PointReport report = points.faults().end(1);
    EXPECT_GE(report.asked, 2U * saves - report.failed)
        << "who fails at the first skips the second";
    EXPECT_LE(report.asked, 2U * saves);
    EXPECT_EQ(report.failed, static_cast<std::uint64_t>(failed));
}

}  // namespace
}  // namespace ordeal::harness
