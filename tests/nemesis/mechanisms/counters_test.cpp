#include "nemesis/mechanisms/counters.hpp"

#include <gtest/gtest.h>

#include "core/json.hpp"

namespace ordeal::nemesis {
namespace {

TEST(Counters, AddUp) {
    LinkCounters sum{1, 2, 3, 4, 5, 6, 7, 8};
    sum += {10, 20, 30, 40, 50, 60, 70, 80};
    EXPECT_EQ(sum, (LinkCounters{11, 22, 33, 44, 55, 66, 77, 88}));
}

TEST(Counters, AreDataForReports) {
    FabricCounters counters;
    counters.links[{"n1", "n2"}] = {.received = 5, .forwarded = 3, .dropped_by_loss = 2};
    counters.links[{"n2", "n1"}] = {};
    counters.total = counters.links[{"n1", "n2"}];
    counters.unexplained.write_failed = 1;
    const auto value = to_value(counters);
    EXPECT_EQ(value.find("received")->as_int(), 5);
    EXPECT_EQ(value.find("unexplained")->find("total")->as_int(), 1);
    ASSERT_EQ(value.find("links")->as_list().size(), 1U);
    const auto& link = value.find("links")->as_list()[0];
    EXPECT_EQ(link.find("from")->as_string(), "n1");
    EXPECT_EQ(link.find("dropped-by-loss")->as_int(), 2);
}

TEST(Counters, CutReportIsEvidence) {
    const CutReport report{.dropped = {{{"n1", "n2"}, 4}, {{"n2", "n1"}, 0}}};
    EXPECT_EQ(report.total(), 4U);
    EXPECT_EQ(core::to_json(to_value(report)),
              R"({"packets-dropped":4,"links":[{"from":"n1","to":"n2","packets":4},)"
              R"({"from":"n2","to":"n1","packets":0}]})");
}

}  // namespace
}  // namespace ordeal::nemesis
