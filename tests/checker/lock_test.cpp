// What docs/properties.md says that its example prints.
#include "tests/checker/lock.hpp"

#include <gtest/gtest.h>

#include "checker/report/text.hpp"
#include "checker/search/check.hpp"

namespace ordeal::tests {
namespace {

using checker::Fairness;

/// Without the last line, which has the time in it.
std::string printed(bool queue, Fairness fairness) {
    const Lock lock{queue};
    auto text = to_text(checker::in_words(lock, checker::check(lock, {.fairness = fairness})));
    return text.substr(0, text.rfind('\n', text.size() - 2) + 1);
}

const std::string rest =
    "deadlock-free \"something can be done\": holds\n"
    "always-step \"first come, first served\": FAILS\n"
    "    1. thread 0 asks\n"
    "    2. thread 1 asks\n"
    "    3. thread 1 enters\n"
    "  which leads to\n"
    "       [waiting, inside]\n";

TEST(Lock, WithoutFairnessAThreadMayThinkForEver) {
    EXPECT_EQ(printed(false, Fairness::none),
              "always \"one at a time\": holds\n"
              "leads-to \"thread 0 gets in\": FAILS\n"
              "    1. thread 0 asks\n"
              "      from here it repeats:\n"
              "    2. thread 1 thinks\n"
              "  and so on for ever, from 2 again, where the state is\n"
              "       [waiting, away]\n" +
                  rest);
}

TEST(Lock, WithFairnessAThreadMayBeOvertakenForEver) {
    EXPECT_EQ(printed(false, Fairness::weak),
              "always \"one at a time\": holds\n"
              "leads-to \"thread 0 gets in\": FAILS\n"
              "    1. thread 0 asks\n"
              "      from here it repeats:\n"
              "    2. thread 1 asks\n"
              "    3. thread 1 enters\n"
              "    4. thread 1 leaves\n"
              "  and so on for ever, from 2 again, where the state is\n"
              "       [waiting, away]\n" +
                  rest);
}

TEST(Lock, WithAQueueAndFairnessAllHolds) {
    EXPECT_EQ(printed(true, Fairness::weak),
              "always \"one at a time\": holds\n"
              "leads-to \"thread 0 gets in\": holds\n"
              "deadlock-free \"something can be done\": holds\n"
              "always-step \"first come, first served\": holds\n");
}

}  // namespace
}  // namespace ordeal::tests
