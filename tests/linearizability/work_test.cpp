// The reductions of the search do their work.
#include "tests/linearizability/work.hpp"

#include <gtest/gtest.h>

namespace ordeal::testing {
namespace {

TEST(Work, IsWithinBounds) {
    for (const Work& work : hard_work()) {
        const std::uint64_t took = explored(work);
        EXPECT_LE(took, work.most) << work.name;
        EXPECT_GE(took, work.most / 2) << work.name << ": the bound could be lower";
    }
}

}  // namespace
}  // namespace ordeal::testing
