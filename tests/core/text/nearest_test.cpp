#include "core/text/nearest.hpp"

#include <gtest/gtest.h>

#include "core/random.hpp"

namespace ordeal::core {
namespace {

using Words = std::vector<std::string>;

/// The definition, word for word, without any table: an oracle for short words.
std::size_t distance_by_definition(std::string_view a, std::string_view b) {
    if (a.empty() || b.empty()) return a.size() + b.size();
    const auto rest = [](std::string_view text, std::size_t n) {
        return text.substr(0, text.size() - n);
    };
    std::size_t best =
        std::min(distance_by_definition(rest(a, 1), b), distance_by_definition(a, rest(b, 1))) + 1;
    best = std::min(best, distance_by_definition(rest(a, 1), rest(b, 1)) +
                              static_cast<std::size_t>(a.back() != b.back()));
    const bool swapped =
        a.size() > 1 && b.size() > 1 && a.back() == b[b.size() - 2] && b.back() == a[a.size() - 2];
    if (swapped) best = std::min(best, distance_by_definition(rest(a, 2), rest(b, 2)) + 1);
    return best;
}

TEST(EditDistance, KnownPairs) {
    EXPECT_EQ(edit_distance("", ""), 0U);
    EXPECT_EQ(edit_distance("", "abc"), 3U);
    EXPECT_EQ(edit_distance("read", "raed"), 1U);
    EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
    EXPECT_EQ(edit_distance("ca", "abc"), 3U);  // optimal string alignment, not unrestricted
}

TEST(EditDistance, AgreesWithItsDefinition) {
    Random random(1);
    const auto word = [&] {
        std::string text;
        for (std::uint64_t i = random.below(7); i > 0; --i)
            text += static_cast<char>('a' + random.below(3));
        return text;
    };
    for (int i = 0; i < 500; ++i) {
        const std::string a = word();
        const std::string b = word();
        EXPECT_EQ(edit_distance(a, b), distance_by_definition(a, b)) << a << " " << b;
        EXPECT_EQ(edit_distance(a, b), edit_distance(b, a)) << a << " " << b;
    }
}

TEST(Nearest, FindsWhatWasMeant) {
    const Words words{"read", "write", "cas", "restart-after", "partition"};
    EXPECT_EQ(nearest("raed", words), "read");
    EXPECT_EQ(nearest("READ", words), "read");
    EXPECT_EQ(nearest("rite", words), "write");
    EXPECT_EQ(nearest("ca", words), "cas");
    EXPECT_EQ(nearest("restart_after", words), "restart-after");
    EXPECT_EQ(nearest("restart", words), "restart-after");  // begins it
    EXPECT_EQ(nearest("partitions", words), "partition");
}

TEST(Nearest, IsSilentWhenNothingIsNear) {
    const Words words{"read", "write", "cas", "at", "for"};
    EXPECT_EQ(nearest("delete", words), std::nullopt);
    EXPECT_EQ(nearest("", words), std::nullopt);
    EXPECT_EQ(nearest("x", Words{"y"}), std::nullopt);  // another word altogether
    EXPECT_EQ(nearest("read", Words{}), std::nullopt);
    EXPECT_EQ(nearest(std::string(100'000, 'r'), words), std::nullopt);
}

TEST(Nearest, TakesTheNearestAndThenTheFirst) {
    EXPECT_EQ(nearest("ab1", Words{"abx1", "ab"}), "abx1");
    EXPECT_EQ(nearest("partiton", Words{"partitions", "partition"}), "partition");
}

TEST(Suggestion, OffersTheNearestOrAll) {
    EXPECT_EQ(suggestion("raed", Words{"read", "write"}), "; did you mean \"read\"?");
    EXPECT_EQ(suggestion("zzz", Words{"read", "write", "cas"}), "; known are read, write and cas");
    EXPECT_EQ(suggestion("zzz", Words{"real"}), "; known is real");
    EXPECT_EQ(suggestion("zzz", Words{}), "");
}

}  // namespace
}  // namespace ordeal::core
