#include "core/text/words.hpp"

#include <gtest/gtest.h>

#include "core/text/counting_iterator.hpp"

namespace ordeal::core {
namespace {

TEST(Plural, CountsNouns) {
    EXPECT_EQ(plural(0, "node"), "0 nodes");
    EXPECT_EQ(plural(1, "node"), "1 node");
    EXPECT_EQ(plural(2, "history"), "2 histories");
    EXPECT_EQ(plural(2, "key"), "2 keys");
    EXPECT_EQ(plural(2, "process"), "2 processes");
    EXPECT_EQ(plural(3, "branch"), "3 branches");
    EXPECT_EQ(plural(2, "child", "children"), "2 children");
    EXPECT_EQ(plural(1, "child", "children"), "1 child");
}

TEST(Listed, PutsTheConjunctionBeforeTheLast) {
    using Words = std::vector<std::string>;
    EXPECT_EQ(listed(Words{}, "or"), "");
    EXPECT_EQ(listed(Words{"a"}, "or"), "a");
    EXPECT_EQ(listed(Words{"a", "b"}, "or"), "a or b");
    EXPECT_EQ(listed(Words{"a", "b", "c"}, "and"), "a, b and c");
}

TEST(InQuotes, EscapesAndCutsBetweenCharacters) {
    EXPECT_EQ(in_quotes("a\"b\n"), R"("a\"b\n")");
    EXPECT_EQ(in_quotes("abcdef", 6), "\"abcdef\"");
    EXPECT_EQ(in_quotes("abcdef", 3), "\"abc...\"");
    EXPECT_EQ(in_quotes("aéb", 2), "\"a...\"");  // é has two bytes
    EXPECT_EQ(in_quotes("\xff"), "\"\xef\xbf\xbd\"");
}

TEST(CountingIterator, CountsForAllItsCopies) {
    const std::string text = "abc";
    std::size_t read = 0;
    CountingIterator at(text.data(), read);
    const CountingIterator end(text.data() + text.size(), read);
    EXPECT_EQ(*at++, 'a');
    CountingIterator copy = at;
    ++copy;
    EXPECT_EQ(read, 2U);
    EXPECT_EQ(*at, 'b');
    EXPECT_NE(copy, end);
    EXPECT_EQ(++copy, end);
}

}  // namespace
}  // namespace ordeal::core
