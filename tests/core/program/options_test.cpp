#include "core/program/options.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ordeal::test {
namespace {

using testing::HasSubstr;

enum class Colour { red, green };

struct Fixture : testing::Test {
    core::Options options{"tool paint"};
    std::uint16_t width = 3;
    std::optional<std::uint64_t> most;
    bool wet = false;
    std::string name = "door";
    Colour colour = Colour::green;
    std::optional<core::Nanoseconds> within;
    std::optional<std::size_t> memory;

    Fixture() {
        options.number("width", "in metres", width, {1, 9});
        options.number("most", "at most", most);
        options.flag("wet", "paint on paint", wet);
        options.text("name", "TEXT", "of the thing", name);
        options.choice("colour", "which", colour, {{"red", Colour::red}, {"green", Colour::green}});
        options.duration("within", "how fast", within);
        options.bytes("memory", "how much", memory);
    }
    std::string error(const std::vector<std::string>& arguments) {
        const auto parsed = options.parse(arguments);
        return parsed ? "" : parsed.error().message;
    }
};

using OptionsTest = Fixture;

TEST_F(OptionsTest, BothWaysToGiveAValue) {
    EXPECT_EQ(error({"--width=4", "--most", "12", "--wet", "--colour", "red", "--name", "a=b"}),
              "");
    EXPECT_EQ(width, 4);
    EXPECT_EQ(most, 12U);
    EXPECT_TRUE(wet);
    EXPECT_EQ(colour, Colour::red);
    EXPECT_EQ(name, "a=b");
}

TEST_F(OptionsTest, TheLastOfSeveralCountsAndDefaultsStay) {
    EXPECT_EQ(error({"--width=4", "--width=5", "--within=1.5s", "--memory=2kB"}), "");
    EXPECT_EQ(width, 5);
    EXPECT_EQ(colour, Colour::green);
    EXPECT_EQ(within, std::chrono::milliseconds(1500));
    EXPECT_EQ(memory, 2000U);
    EXPECT_FALSE(options.help_wanted());
}

TEST_F(OptionsTest, ErrorsNameTheOptionAndTheNearestWord) {
    EXPECT_EQ(error({"--widht", "3"}), "--widht: unknown option; did you mean --width?");
    EXPECT_EQ(error({"--colour", "gren"}),
              "--colour: \"gren\" is unknown; did you mean \"green\"?");
    EXPECT_EQ(error({"--width", "10"}), "--width: expected a number from 1 to 9, not \"10\"");
    EXPECT_EQ(error({"--width", "3x"}), "--width: expected a number from 1 to 9, not \"3x\"");
    EXPECT_EQ(error({"--most", "-1"}), "--most: expected a number, not \"-1\"");
    EXPECT_EQ(error({"--wet=yes"}), "--wet: takes no value");
    EXPECT_EQ(error({"--name"}), "--name: needs a value, TEXT");
    EXPECT_EQ(error({"red"}), "\"red\" is no option: see --help");
    EXPECT_THAT(error({"--within", "5"}), HasSubstr("--within: "));
}

TEST_F(OptionsTest, HelpTellsWordsAndDefaults) {
    EXPECT_EQ(error({"-h"}), "");
    EXPECT_TRUE(options.help_wanted());
    EXPECT_THAT(options.help(), HasSubstr("Usage: tool paint [OPTIONS]"));
    EXPECT_THAT(options.help(), HasSubstr("in metres (default: 3)"));
    EXPECT_THAT(options.help(), HasSubstr("which: red or green (default: green)"));
}

TEST_F(OptionsTest, NumbersInThousandsMillionsAndBillions) {
    EXPECT_EQ(error({"--most", "10M"}), "");
    EXPECT_EQ(most, 10'000'000U);
    EXPECT_EQ(error({"--most=7k"}), "");
    EXPECT_EQ(most, 7'000U);
    EXPECT_EQ(error({"--most=18G"}), "");
    EXPECT_EQ(most, 18'000'000'000U);
    for (const char* wrong : {"10m", "M", "1MB", "1.5M", "99999999999G"})
        EXPECT_THAT(error({std::string("--most=") + wrong}), HasSubstr("expected a number"));
    EXPECT_THAT(error({"--width=1k"}), HasSubstr("expected a number from 1 to 9"));
}

TEST_F(OptionsTest, SaysWhatItHolds) {
    options.choice("shade", "which", colour, {{"rot", Colour::red}, {"red", Colour::red}});
    EXPECT_EQ(error({"--wet", "--most=2k", "--shade=red"}), "");
    ASSERT_TRUE(options.put("name", "window"));
    std::string all;
    for (const auto& [setting, value, given] : options.settings())
        all += setting + (given ? "!" : "") + "=" + value + " ";
    EXPECT_EQ(all,
              "width=3 most!=2000 wet!=yes name!=window colour=green within= memory= shade!=rot ");
    EXPECT_EQ(options.put("width", "x").error().message,
              "--width: expected a number from 1 to 9, not \"x\"");
    EXPECT_THAT(options.put("height", "1").error().message, HasSubstr("unknown option"));
}

}  // namespace
}  // namespace ordeal::test
