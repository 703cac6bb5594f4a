#include "harness/checks/check.hpp"

#include <gtest/gtest.h>

#include "core/json.hpp"

namespace ordeal::harness {
namespace {

using core::Verdict;

CheckResult with(Verdict verdict) {
    return {"some", verdict, core::Value::object({{"n", 1}}), "because", {}};
}

TEST(Check, TheWorstVerdictCounts) {
    EXPECT_EQ(combine({with(Verdict::valid), with(Verdict::valid)}), Verdict::valid);
    EXPECT_EQ(combine({with(Verdict::valid), with(Verdict::unknown)}), Verdict::unknown);
    EXPECT_EQ(combine({with(Verdict::invalid), with(Verdict::unknown)}), Verdict::invalid);
}

TEST(Check, NoChecksAreNoSuccess) {
    EXPECT_EQ(combine({}), Verdict::unknown);
    EXPECT_EQ(CheckResult{}.verdict, Verdict::unknown);
}

TEST(Check, IsDataWithWarningsOnlyWhenThereAreAny) {
    CheckResult check = with(Verdict::invalid);
    EXPECT_EQ(core::to_json(to_value(check)),
              R"({"name":"some","verdict":"invalid","explanation":"because","details":{"n":1}})");
    check.warnings = {"careful"};
    EXPECT_EQ(core::to_json(*to_value(check).find("warnings")), R"(["careful"])");
}

}  // namespace
}  // namespace ordeal::harness
