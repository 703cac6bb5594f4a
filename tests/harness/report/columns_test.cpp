// Packed columns, taken apart by hand: with zlib and arithmetic, not by the code that packs them.
#include "harness/report/columns.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include "core/json.hpp"
#include "core/random.hpp"

namespace ordeal::harness {
namespace {

using testing::ElementsAre;
using testing::ElementsAreArray;

std::string from_base64(const std::string& text) {
    constexpr std::string_view digits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string bits, bytes;
    for (const char c : text)
        if (const auto digit = digits.find(c); digit != std::string_view::npos)
            for (int k = 5; k >= 0; --k)
                bits += (digit >> k & 1) != 0 ? '1' : '0';
    for (std::size_t i = 0; i + 8 <= bits.size(); i += 8)
        bytes += static_cast<char>(std::stoi(bits.substr(i, 8), nullptr, 2));
    return bytes;
}

std::string inflated(const std::string& bytes) {
    std::string out(1 << 20, '\0');
    uLongf size = out.size();
    EXPECT_EQ(::uncompress(reinterpret_cast<Bytef*>(out.data()), &size,
                           reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()),
              Z_OK);
    out.resize(size);
    return out;
}

struct Unpacked {
    core::Value header;
    std::string rest;
};

Unpacked unpacked(const Columns& columns, core::Value document) {
    const std::string bytes = inflated(from_base64(columns.packed(std::move(document))));
    std::size_t length = 0;
    for (int k = 3; k >= 0; --k)
        length = length << 8 | static_cast<unsigned char>(bytes.at(static_cast<std::size_t>(k)));
    auto header = core::parse_json(bytes.substr(4, length));
    EXPECT_TRUE(header) << header.error().message;
    return {header.value_or(core::Value()), bytes.substr(4 + length)};
}

/// Of the only column. Even numbers are twice the value, odd ones are below zero.
std::vector<std::int64_t> numbers(const Unpacked& packed) {
    const core::Value& column = packed.header.find("columns")->as_list().at(0);
    const auto count = static_cast<std::size_t>(column.find("count")->as_int());
    const bool differences = column.find("kind")->as_string() == "differences";
    std::vector<std::int64_t> out;
    for (std::size_t i = 0; i < count; ++i) {
        std::uint64_t folded = 0;
        for (std::size_t at = i, shift = 0; at < packed.rest.size(); at += count, shift += 8)
            folded |= std::uint64_t{static_cast<unsigned char>(packed.rest[at])} << shift;
        const auto half = static_cast<std::int64_t>(folded / 2);
        out.push_back((folded % 2 == 1 ? -half - 1 : half) +
                      (differences && i > 0 ? out.back() : 0));
    }
    return out;
}

std::vector<std::int64_t> round_trip(const std::vector<std::int64_t>& values, Coding coding) {
    Columns columns;
    columns.numbers("n", values, coding);
    return numbers(unpacked(columns, core::Value::Object{}));
}

TEST(Columns, NumbersComeBack) {
    core::Random random(7);
    std::vector<std::int64_t> values{0, 1, -1, 127, 128, -128, 255, 256, 1'000'000'007, -5};
    for (int i = 0; i < 1000; ++i)
        values.push_back(static_cast<std::int64_t>(random.below(1ULL << (i % 40))) - 1000);
    EXPECT_THAT(round_trip(values, Coding::plain), ElementsAreArray(values));
    EXPECT_THAT(round_trip(values, Coding::differences), ElementsAreArray(values));
}

TEST(Columns, NoNumbersAreNoBytes) {
    EXPECT_THAT(round_trip({}, Coding::plain), testing::IsEmpty());
}

TEST(Columns, NumbersBeyondWhatAPageCountsAreCutToIt) {
    const std::int64_t most = std::int64_t{1} << 46;
    EXPECT_THAT(round_trip({INT64_MAX, INT64_MIN, most, -most}, Coding::plain),
                ElementsAre(most, -most, most, -most));
    EXPECT_THAT(round_trip({INT64_MAX, INT64_MIN, 3}, Coding::differences),
                ElementsAre(most, -most, 3));
}

TEST(Columns, SmallNumbersTakeAByte) {
    Columns columns;
    columns.numbers("n", {0, 127, -128});
    EXPECT_EQ(unpacked(columns, core::Value::Object{}).rest.size(), 3U);
}

TEST(Columns, TextsStandOneALineBehindWhatCameBefore) {
    Columns columns;
    columns.numbers("n", {1});
    columns.texts("t", {"", "\"a\"", ""});
    columns.texts("none", {});
    const Unpacked packed = unpacked(columns, core::Value::object({{"name", "x"}}));
    EXPECT_EQ(packed.rest.substr(1), "\n\"a\"\n");
    EXPECT_EQ(packed.header.find("name")->as_string(), "x");
    const auto& list = packed.header.find("columns")->as_list();
    ASSERT_EQ(list.size(), 3U);
    EXPECT_EQ(list[1].find("count")->as_int(), 3);
    EXPECT_EQ(list[1].find("bytes")->as_int(), 5);
    EXPECT_EQ(list[2].find("count")->as_int(), 0);
}

}  // namespace
}  // namespace ordeal::harness
