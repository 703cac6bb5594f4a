// Counts of register systems that others published: what was counted, and what came out.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>

#include <gtest/gtest.h>

#include "checker/actor_model/options.hpp"

namespace ordeal::tests {

struct Golden {
    std::size_t servers = 0;
    std::size_t clients = 0;
    checker::Network network = checker::Network::unordered;
    bool lossy = false;
    std::uint64_t generated = 0;
    std::uint64_t unique = 0;
    std::uint32_t depth = 0;  // 0: was not published
    bool linearizable = true;
};

constexpr auto ordered = checker::Network::ordered;
constexpr auto unordered = checker::Network::unordered;
constexpr auto duplicating = checker::Network::unordered_duplicating;

inline std::string name_of(const testing::TestParamInfo<Golden>& info) {
    const Golden& g = info.param;
    std::string name = std::to_string(g.servers) + "_" + std::to_string(g.clients) + "_" +
                       std::string(checker::to_text(g.network)) + (g.lossy ? "_lossy" : "");
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
}

/// What the test's parameter says, of any report.
template <typename Report>
void expect_golden(const Report& report, const Golden& golden) {
    EXPECT_EQ(report.generated, golden.generated);
    EXPECT_EQ(report.unique, golden.unique);
    if (golden.depth > 0) {
        EXPECT_EQ(report.max_depth, golden.depth);
    }
    EXPECT_EQ(report.verdict, golden.linearizable ? core::Verdict::valid : core::Verdict::invalid);
}

}  // namespace ordeal::tests
