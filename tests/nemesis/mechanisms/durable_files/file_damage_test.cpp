#include "nemesis/mechanisms/durable_files/file_damage.hpp"

#include <bit>
#include <fstream>

#include <gmock/gmock.h>

#include "mounted_folder.hpp"

namespace ordeal::nemesis {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::IsEmpty;

std::string content(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

unsigned bits_apart(const std::string& one, const std::string& other) {
    unsigned apart = 0;
    for (std::size_t i = 0; i < one.size(); ++i)
        apart +=
            static_cast<unsigned>(std::popcount(static_cast<unsigned char>(one[i] ^ other[i])));
    return apart;
}

class FileDamage : public testing::Test {
  protected:
    FileDamage() {
        fs::create_directory(place_.path() / "wal");
        write("wal/1.log", std::string(1000, 'a'));
        write("wal/2.log", "xy");
        write("wal/empty.log", "");
        write("other", "untouched");
    }
    void write(const std::string& name, const std::string& text) const {
        std::ofstream(place_.path() / name) << text;
    }
    std::string text(const std::string& name) const { return content(place_.path() / name); }

    TemporaryFolder place_;
};

TEST_F(FileDamage, FindsFilesByTheirPathInTheFolder) {
    EXPECT_THAT(*files_like(place_.path(), "wal/*.log"),
                ElementsAre("wal/1.log", "wal/2.log", "wal/empty.log"));
    EXPECT_THAT(*files_like(place_.path(), "*1*"), ElementsAre("wal/1.log"));
    EXPECT_THAT(*files_like(place_.path(), "1.log"), IsEmpty());
    EXPECT_FALSE(files_like(place_.path() / "nowhere", "*"));
}

TEST_F(FileDamage, FlipsAsManyBitsAsAskedAndTellsWhere) {
    const auto damaged = flip_bits(place_.path(), "wal/*", 5, core::Random(1));
    ASSERT_TRUE(damaged) << damaged.error().message;
    ASSERT_EQ(damaged->size(), 2U) << "the empty file has no bits";
    EXPECT_EQ(bits_apart(text("wal/1.log"), std::string(1000, 'a')), 5U);
    EXPECT_EQ(bits_apart(text("wal/2.log"), "xy"), 5U);
    EXPECT_EQ(text("other"), "untouched");
    std::string told(1000, 'a');
    for (const FlippedBit& flip : damaged->front().flips) {
        EXPECT_EQ(std::popcount(static_cast<unsigned>(flip.before ^ flip.after)), 1);
        told[flip.offset] = static_cast<char>(told[flip.offset] ^ flip.before ^ flip.after);
    }
    EXPECT_EQ(told, text("wal/1.log"));
}

TEST_F(FileDamage, FlipsEveryBitWhereThereAreFewer) {
    ASSERT_TRUE(flip_bits(place_.path(), "wal/2.log", 100, core::Random(1)));
    EXPECT_EQ(bits_apart(text("wal/2.log"), "xy"), 16U);
}

TEST_F(FileDamage, FlipsTheSameBitsForTheSameSeedWhateverOtherFilesThereAre) {
    ASSERT_TRUE(flip_bits(place_.path(), "wal/1.log", 9, core::Random(7)));
    const std::string alone = text("wal/1.log");
    write("wal/1.log", std::string(1000, 'a'));
    write("another", "abc");
    ASSERT_TRUE(flip_bits(place_.path(), "*", 9, core::Random(7)));
    EXPECT_EQ(text("wal/1.log"), alone);
    write("wal/1.log", std::string(1000, 'a'));
    ASSERT_TRUE(flip_bits(place_.path(), "wal/1.log", 9, core::Random(8)));
    EXPECT_NE(text("wal/1.log"), alone);
}

TEST_F(FileDamage, CutsEndsOff) {
    const auto damaged = cut_ends(place_.path(), "wal/*.log", 600);
    ASSERT_TRUE(damaged) << damaged.error().message;
    EXPECT_EQ(text("wal/1.log"), std::string(400, 'a'));
    EXPECT_EQ(text("wal/2.log"), "");
    ASSERT_EQ(damaged->size(), 2U);
    EXPECT_EQ((*damaged)[0].size_before, 1000U);
    EXPECT_EQ((*damaged)[0].size_after, 400U);
    EXPECT_EQ((*damaged)[1].size_after, 0U);
    EXPECT_THAT(*cut_ends(place_.path(), "nothing-like-it", 1), IsEmpty());
}

}  // namespace
}  // namespace ordeal::nemesis
