// Which faults a report names around a moment.
#include "harness/report/faults_around.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/json.hpp"

namespace ordeal::harness {
namespace {

using std::chrono::milliseconds;

std::vector<FaultSpan> spans(std::string_view json) {
    const auto faults = core::parse_json(json);
    EXPECT_TRUE(faults) << faults.error().message;
    return faults ? fault_spans(*faults) : std::vector<FaultSpan>();
}

const std::string_view three = R"([
    {"fault":"kill","value":["n3","n1"],"began":2000000000,"ended":3000000000},
    {"fault":"partition","shape":"one","value":{"n1":["n2"]},"began":1000000000,"ended":2500000000},
    {"fault":"pause","value":["n2"],"began":5000000000},
    {"fault":"clock-drift","value":{"n1":2.0},"asked":1}])";

TEST(FaultSpans, AreNamedAsAPersonWould) {
    const auto found = spans(three);
    ASSERT_EQ(found.size(), 3U) << "one never began";
    EXPECT_EQ(found[0].name, "partition (one: n1 | n2)");
    EXPECT_EQ(found[1].name, "kill n3 and n1");
    EXPECT_EQ(found[2].ended, std::nullopt);
}

TEST(FaultsAround, NamesAllThatWereInForce) {
    EXPECT_EQ(
        faults_around(spans(three), milliseconds(2400), milliseconds(2450)),
        "In force meanwhile: partition (one: n1 | n2) (from 1.000 s to 2.500 s) and kill n3 and n1 "
        "(from 2.000 s to 3.000 s).");
    EXPECT_EQ(faults_around(spans(three), milliseconds(9000), milliseconds(9001)),
              "In force meanwhile: pause n2 (from 5.000 s to the end).");
}

TEST(FaultSpans, OfAPartitionTellTheSides) {
    const auto name = [](std::string_view shape, std::string_view grudge) {
        const std::string said = shape.empty() ? "" : R"("shape":")" + std::string(shape) + R"(",)";
        return spans(R"([{"fault":"partition","began":1,)" + said + R"("value":)" +
                     std::string(grudge) + "}]")
            .at(0)
            .name;
    };
    EXPECT_EQ(name("halves", R"({"n1":["n2","n4"],"n3":["n2","n4"],"n2":["n1","n3"]})"),
              "partition (halves: n1, n3 | n2, n4)");
    EXPECT_EQ(name("", R"({"n1":["n2","n3"]})"), "partition (n1 | n2, n3)");
    for (const std::string shape : {"majorities-ring", "bridge"})
        EXPECT_EQ(name(shape, R"({"n1":["n2"],"n2":["n1"]})"), "partition (" + shape + ")")
            << "n3 hears both";
    EXPECT_EQ(name("", R"({"n1":["n2"],"n2":["n1"],"n3":["n4"]})"), "partition")
        << "everybody can still be reached";
}

TEST(FaultSpans, OfLinksAreNamedByTheNodeThatAllOfThemHave) {
    const auto name = [](std::string_view links) {
        return spans(R"([{"fault":"corrupt","began":1,"value":)" + std::string(links) + "}]")
            .at(0)
            .name;
    };
    EXPECT_EQ(name(R"({"n1":["n2","n3"],"n2":["n1"],"n3":["n1"]})"), "corrupt n1");
    EXPECT_EQ(name(R"({"n1":["n2"]})"), "corrupt n2 > n1");
    EXPECT_EQ(name(R"({"n1":["n2"],"n2":["n1"]})"), "corrupt n1 and n2");
    EXPECT_EQ(name(R"({"n1":["n2","n3"],"n2":["n1","n3"],"n3":["n1","n2"]})"),
              "corrupt n1, n2 and n3");
}

TEST(FaultsAround, OneThatWasAskedForMayHaveHadItsEffect) {
    EXPECT_EQ(faults_around(spans(R"([{"fault":"kill","value":["n1"],"asked":2000000000,
                                       "began":2015000000,"ended":3000000000}])"),
                            milliseconds(2005), milliseconds(2010)),
              "In force meanwhile: kill n1 (asked for at 2.000 s, seen to hold at 2.015 s).");
}

TEST(FaultsAround, AnOperationThatOutlastsAFaultMeetsIt) {
    EXPECT_THAT(faults_around(spans(three), milliseconds(900), milliseconds(4000)),
                testing::HasSubstr("partition (one: n1 | n2)"));
}

TEST(FaultsAround, ElseWhatWasOverLast) {
    EXPECT_EQ(faults_around(spans(three), milliseconds(3500), milliseconds(3600)),
              "No fault was in force; the last one before, kill n3 and n1, was over 0.500 s "
              "earlier.");
    EXPECT_EQ(faults_around(spans(three), milliseconds(10), milliseconds(20)),
              "No fault had begun yet.");
    EXPECT_EQ(faults_around({}, milliseconds(10), milliseconds(20)),
              "No fault was made in this run.");
}

TEST(FaultsAround, OfManyOnlySomeAreNamed) {
    std::vector<FaultSpan> many;
    for (int i = 0; i < 10; ++i)
        many.push_back({.name = "pause"});
    EXPECT_THAT(faults_around(many, milliseconds(1), milliseconds(2)),
                testing::HasSubstr("and 6 more"));
}

}  // namespace
}  // namespace ordeal::harness
