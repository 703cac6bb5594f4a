#include "core/byte_size.hpp"

#include <gtest/gtest.h>

namespace ordeal::core {
namespace {

TEST(ByteSize, HasUnits) {
    EXPECT_EQ(parse_byte_size("2GB"), 2'000'000'000U);
    EXPECT_EQ(parse_byte_size("1.5kB"), 1500U);
    EXPECT_EQ(parse_byte_size("1.5KiB"), 1536U);
    EXPECT_EQ(parse_byte_size("3B"), 3U);
    EXPECT_EQ(parse_byte_size("1TiB"), std::size_t{1} << 40);
    EXPECT_EQ(parse_byte_size("0"), 0U);
}

TEST(ByteSize, AllElseIsAnError) {
    for (const char* text :
         {"", "2", "GB", "2 GB", "2gb", "-1GB", "1e3GB", "1.2.3GB", ".GB", "99999999999TB", "2GBx"})
        EXPECT_FALSE(parse_byte_size(text)) << text;
    EXPECT_EQ(parse_byte_size("2g").error().message,
              "expected a size such as 512MB, 2GB or 1.5GiB, got \"2g\"");
}

}  // namespace
}  // namespace ordeal::core
