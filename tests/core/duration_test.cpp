#include "core/duration.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/random.hpp"

namespace ordeal::core {
namespace {

using testing::HasSubstr;

std::int64_t count_of(std::string_view text) {
    const auto duration = parse_duration(text);
    return duration ? duration->count() : -1;
}

TEST(Duration, ReadsEveryUnit) {
    EXPECT_EQ(count_of("7ns"), 7);
    EXPECT_EQ(count_of("7us"), 7'000);
    EXPECT_EQ(count_of("7ms"), 7'000'000);
    EXPECT_EQ(count_of("7s"), 7'000'000'000);
    EXPECT_EQ(count_of("7m"), 420'000'000'000);
    EXPECT_EQ(count_of("7h"), 25'200'000'000'000);
    EXPECT_EQ(count_of("0"), 0);
    EXPECT_EQ(count_of("0.0"), 0);
}

TEST(Duration, ReadsFractions) {
    EXPECT_EQ(count_of("1.5s"), 1'500'000'000);
    EXPECT_EQ(count_of(".5ms"), 500'000);
    EXPECT_EQ(count_of("0.1us"), 100);
    EXPECT_EQ(count_of("1.4ns"), 1);
    EXPECT_EQ(count_of("1.5ns"), 2);  // to the nearest
    EXPECT_EQ(count_of("0.000000001s"), 1);
    EXPECT_EQ(count_of("0.99999999999999999999999999999999999999s"), 1'000'000'000);
}

TEST(Duration, IsExactUpToTheEnd) {
    EXPECT_EQ(count_of("9007199254740993ns"), 9'007'199'254'740'993);  // no double is that number
    EXPECT_EQ(count_of("9223372036854775807ns"), INT64_MAX);
    EXPECT_EQ(count_of("9223372036.854775807s"), INT64_MAX);
    EXPECT_THAT(parse_duration("9223372036854775808ns").error().message, HasSubstr("too long"));
    EXPECT_THAT(parse_duration("9223372036.854775808s").error().message, HasSubstr("too long"));
    EXPECT_THAT(parse_duration("99999999999999999999999999999999999999999h").error().message,
                HasSubstr("too long"));
}

TEST(Duration, ErrorsSayWhatIsWrong) {
    const auto error = [](std::string_view text) {
        const auto duration = parse_duration(text);
        return duration ? std::string("parsed") : duration.error().message;
    };
    for (const char* text : {"", "s", "abc", " 5s", ".s", "1.s", "inf", "nan", "+5s", "é"})
        EXPECT_THAT(error(text), HasSubstr("is not a duration")) << text;
    EXPECT_EQ(error("-5s"), "\"-5s\" is negative: a duration is 0 or more");
    EXPECT_EQ(error("5"), "\"5\" has no unit: units are ns, us, ms, s, m, h");
    EXPECT_EQ(error("5sec"),
              "\"5sec\" has the unknown unit \"sec\": units are ns, us, ms, s, m, h");
    for (const char* text : {"5 s", "5S", "5s ", "1e3ms", "0x5ms", "1.2.3s", "5ss"})
        EXPECT_THAT(error(text), HasSubstr("has the unknown unit")) << text;
}

TEST(Duration, WritesTheShortestText) {
    const auto text = [](std::int64_t count) { return to_text(Nanoseconds{count}); };
    EXPECT_EQ(text(0), "0s");
    EXPECT_EQ(text(1), "1ns");
    EXPECT_EQ(text(1'500'000'000), "1.5s");
    EXPECT_EQ(text(1'050'000'000), "1.05s");
    EXPECT_EQ(text(1'001'000'000), "1.001s");
    EXPECT_EQ(text(20'000'000), "20ms");
    EXPECT_EQ(text(250'000), "250us");
    EXPECT_EQ(text(1'234'567), "1234.567us");
    EXPECT_EQ(text(120'000'000'000), "2m");
    EXPECT_EQ(text(90'000'000'000), "90s");
    EXPECT_EQ(text(5'400'000'000'000), "90m");
    EXPECT_EQ(text(7'200'000'000'000), "2h");
    EXPECT_EQ(text(-1'500'000'000), "-1.5s");
    EXPECT_EQ(text(INT64_MIN), "-9223372036854775808ns");
}

TEST(Duration, ComesBackFromItsText) {
    Random random(1);
    for (int i = 0; i < 20'000; ++i) {
        auto count = static_cast<std::int64_t>(random.next() >> (1 + random.below(63)));
        const std::int64_t units[] = {1, 1'000, 1'000'000, 1'000'000'000, 60'000'000'000};
        const std::int64_t unit = units[random.below(5)];
        if (count > unit) count -= count % unit;
        EXPECT_EQ(count_of(to_text(Nanoseconds{count})), count) << to_text(Nanoseconds{count});
    }
    EXPECT_EQ(count_of(to_text(Nanoseconds::max())), INT64_MAX);
}

TEST(Duration, OfARunIsToldInSeconds) {
    EXPECT_EQ(in_seconds(Nanoseconds(1'250'400'000)), "1.250 s");
    EXPECT_EQ(in_seconds(Nanoseconds(0)), "0.000 s");
}

}  // namespace
}  // namespace ordeal::core
