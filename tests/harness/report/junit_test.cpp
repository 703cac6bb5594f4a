#include "core/program/junit.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/text/words.hpp"
#include "harness/report/figures.hpp"

namespace ordeal::harness {
namespace {

using core::ExitCode;
using testing::HasSubstr;
using testing::Not;

TEST(Junit, CountsFailuresAndErrorsAndEscapesWhatAHistoryMayHold) {
    const std::string xml = core::junit_xml(
        "ordeal run", {{"good", 1.5, ExitCode::valid, "", ""},
                       {"bad <&\">", 0.25, ExitCode::invalid, "read \"k\"", "]]> \x01 'x'"},
                       {"undecided", 0, ExitCode::unknown, "timeout", ""},
                       {"broken", 0, ExitCode::internal, "no store", ""}});
    EXPECT_THAT(xml, HasSubstr(R"(tests="4" failures="1" errors="2" time="1.750")"));
    EXPECT_THAT(xml, HasSubstr(R"(name="good" time="1.500"/>)"));
    EXPECT_THAT(xml, HasSubstr(R"(name="bad &lt;&amp;&quot;&gt;")"));
    EXPECT_THAT(xml, HasSubstr("]]&gt; \xef\xbf\xbd &#39;x&#39;"));
    EXPECT_THAT(xml, Not(HasSubstr("\x01")));
}

TEST(Figures, NumbersForPeople) {
    EXPECT_EQ(core::with_commas(0), "0");
    EXPECT_EQ(core::with_commas(999), "999");
    EXPECT_EQ(core::with_commas(1000), "1,000");
    EXPECT_EQ(core::with_commas(1234567), "1,234,567");
}

}  // namespace
}  // namespace ordeal::harness
