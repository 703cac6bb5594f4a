// Checkpoints that were damaged in every way that a disk can think of.
#include "checker/store/checkpoint.hpp"

#include <fstream>
#include <iterator>

#include "checker/store/keeper.hpp"
#include "tests/checker/store/resumed.hpp"

namespace ordeal::tests {
namespace {

using checker::Checkpoint;
using checker::Link;
using checker::Links;

struct Sample {
    Checkpoint checkpoint;
    Links first;
    Links second;

    explicit Sample(std::uint32_t states = 1000) {
        first.append({{0, Link::none}, 300});
        for (std::uint32_t i = 1; i < states; ++i)
            first.append({{0, i / 3}, i % 400});
        for (std::uint32_t i = 0; i < 500; ++i)
            second.append({{0, 999 - i}, i});
        checkpoint.program = "paxos";
        checkpoint.configuration = {{"clients", "6"}, {"bug", ""}};
        checkpoint.generated = 1ULL << 40;
        checkpoint.seconds = 1.5;
        checkpoint.begins = {{1, 0}, {1000, 400}};
        checkpoint.left = {{1, 17, 300}};
        checkpoint.settled = {{2, {1, 40}, {}}, {3, {0, 7}, 0}};
        checkpoint.sizes = {first.size(), second.size()};
    }
    core::Result<void> write(const std::string& path) const {
        const Links* const links[] = {&first, &second};
        return checker::write_checkpoint(path, checkpoint, links);
    }
};

std::string read_file(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

void write_file(const std::string& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary) << bytes;
}

std::string error_of(const std::string& path) {
    const auto read = checker::read_checkpoint(path);
    return read ? "" : read.error().message;
}

TEST(Checkpoint, SaysWhatWasWritten) {
    const Folder folder;
    const Sample sample;
    const std::string path = folder.file("search");
    ASSERT_TRUE(sample.write(path));
    EXPECT_EQ(folder.files(), 1U);
    const auto read = checkpoint_of(path);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->program, "paxos");
    EXPECT_EQ(read->configuration, sample.checkpoint.configuration);
    EXPECT_EQ(read->generated, sample.checkpoint.generated);
    EXPECT_DOUBLE_EQ(read->seconds, 1.5);
    EXPECT_EQ(read->begins, sample.checkpoint.begins);
    ASSERT_EQ(read->left.size(), 1U);
    EXPECT_EQ(read->left[0].first, 17U);
    EXPECT_EQ(read->left[0].count, 300U);
    ASSERT_EQ(read->settled.size(), 2U);
    EXPECT_EQ(read->settled[1].action, 0U);
    EXPECT_FALSE(read->settled[0].action);
    for (int twice = 0; twice < 2; ++twice) {
        Links first;
        Links second;
        Links* const links[] = {&first, &second};
        ASSERT_TRUE(read->read_links(links));
        ASSERT_EQ(first.size(), 1000U);
        EXPECT_EQ(first.get(0).parent.place, Link::none);
        EXPECT_EQ(first.get(0).action, 300U);
        EXPECT_EQ(first.get(999).parent.place, 333U);
        EXPECT_EQ(second.get(499).parent.place, 500U);
    }
}

TEST(Checkpoint, CutShortAnywhereIsSaid) {
    const Folder folder;
    const std::string path = folder.file("search");
    ASSERT_TRUE(Sample(100).write(path));
    const std::string whole = read_file(path);
    for (std::size_t size = 0; size < whole.size(); size += size < 200 ? 1 : 3) {
        write_file(path, whole.substr(0, size));
        const std::string error = error_of(path);
        EXPECT_TRUE(error.starts_with(path + ": it is ")) << size << ": " << error;
        if (size >= 16) {
            EXPECT_NE(error.find("cut short"), std::string::npos) << size << ": " << error;
        }
    }
}

TEST(Checkpoint, AWrongBitAnywhereIsSaid) {
    const Folder folder;
    const std::string path = folder.file("search");
    ASSERT_TRUE(Sample(100).write(path));
    const std::string whole = read_file(path);
    for (std::size_t place = 0; place < whole.size(); place += place < 200 ? 1 : 3) {
        if (place >= 20 && place < 24) continue;  // filling
        std::string damaged = whole;
        damaged[place] = static_cast<char>(damaged[place] ^ 1 << place % 8);
        write_file(path, damaged);
        EXPECT_NE(error_of(path), "") << place;
    }
    write_file(path, whole + "x");
    EXPECT_NE(error_of(path).find("damaged"), std::string::npos);
}

TEST(Checkpoint, OfAnotherVersionOrNoneIsSaid) {
    const Folder folder;
    const std::string path = folder.file("search");
    ASSERT_TRUE(Sample().write(path));
    std::string other = read_file(path);
    other[16] = 7;
    write_file(path, other);
    EXPECT_EQ(error_of(path),
              path +
                  ": it is of version 7, this program reads version 1: search from the start, "
                  "or continue with the program that wrote it");
    write_file(path, "{\"verdict\":\"valid\",\"operations\":12,\"seconds\":0.1}");
    EXPECT_EQ(error_of(path), path + ": it is no checkpoint of a search");
    EXPECT_EQ(error_of(folder.file("none")), folder.file("none") + ": No such file or directory");
    EXPECT_EQ(error_of(folder.path()), folder.path() + ": it is a directory");
}

TEST(Checkpoint, ThatCannotBeWrittenLeavesTheOneBefore) {
    const Folder folder;
    const std::string path = folder.file("search");
    ASSERT_TRUE(Sample(100).write(path));
    const std::string whole = read_file(path);
    for (const rlim_t room : {0, 20, 3000}) {
        const FullDisk full(room);
        const auto written = Sample(100'000).write(path);
        ASSERT_FALSE(written);
        EXPECT_EQ(written.error().message, path + ".part: File too large");
    }
    EXPECT_EQ(read_file(path), whole);
    EXPECT_EQ(folder.files(), 1U);
}

// What a process that was killed while it wrote has left there is in nobody's way.
TEST(Checkpoint, ThatWasHalfWrittenIsWrittenOver) {
    const Folder folder;
    const std::string path = folder.file("search");
    write_file(path + ".part", std::string(100'000, 'x'));
    ASSERT_TRUE(Sample(100).write(path));
    EXPECT_EQ(error_of(path), "");
    EXPECT_EQ(folder.files(), 1U);
}

TEST(Checkpoint, InAPlaceThatIsNotThereIsSaid) {
    const Folder folder;
    const std::string path = folder.file("nowhere/search");
    const auto written = Sample(100).write(path);
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().message, path + ".part: No such file or directory");
}

TEST(Checkpoint, AKeeperTriesAgain) {
    const Folder folder;
    checker::CheckpointOptions options;
    options.path = folder.file("search");
    checker::Keeper keeper(options);
    const Sample sample;
    const Links* const links[] = {&sample.first, &sample.second};
    {
        const FullDisk full(20);
        keeper.write(sample.checkpoint, links);
    }
    EXPECT_EQ(keeper.written(), 0U);
    EXPECT_NE(keeper.error(), "");
    keeper.write(sample.checkpoint, links);
    EXPECT_EQ(keeper.written(), 1U);
    EXPECT_EQ(keeper.error(), "");
    EXPECT_EQ(error_of(options.path), "");
}

}  // namespace
}  // namespace ordeal::tests
