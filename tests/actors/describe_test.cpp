#include <unordered_map>

#include <gtest/gtest.h>

#include "actors/client_messages.hpp"
#include "actors/hash.hpp"
#include "actors/text.hpp"
#include "core/json.hpp"
#include "tests/actors/kitchen.hpp"

namespace ordeal::test {
namespace {

using actors::hash_of;
using actors::text_of;

TEST(Hash, EqualValuesHaveEqualHashesAndOthersDiffer) {
    core::Random random(5);
    std::unordered_map<std::uint64_t, std::string> seen;
    for (int i = 0; i < 3000; ++i) {
        const Kitchen k = random_kitchen(random);
        const std::string text = core::to_json(actors::encode(k));
        const auto copy = actors::decode<Kitchen>(actors::encode(k), "kitchen");
        ASSERT_EQ(hash_of(k), hash_of(*copy));
        const auto [place, added] = seen.emplace(hash_of(k), text);
        ASSERT_TRUE(added || place->second == text);
    }
    EXPECT_GT(seen.size(), 2990U);
}

TEST(Hash, SizesAreFedSoThatItemsCannotMoveBetweenContainers) {
    using Timers = std::vector<std::set<int>>;  // which actor holds which timer
    EXPECT_NE(hash_of(Timers{{1}, {}}), hash_of(Timers{{}, {1}}));
    EXPECT_NE(hash_of(Timers{{1, 2}, {}}), hash_of(Timers{{1}, {2}}));
    EXPECT_NE(hash_of(Timers{{}}), hash_of(Timers{{}, {}}));
    using Texts = std::pair<std::string, std::string>;
    EXPECT_NE(hash_of(Texts{"ab", "c"}), hash_of(Texts{"a", "bc"}));
    EXPECT_NE(hash_of(Texts{"a", ""}), hash_of(Texts{"", "a"}));
    using Maps = std::pair<std::map<int, int>, std::map<int, int>>;
    EXPECT_NE(hash_of(Maps{{{1, 2}}, {}}), hash_of(Maps{{}, {{1, 2}}}));
}

TEST(Hash, TypesAreFedSoThatAlternativesDiffer) {
    using Either = std::variant<actors::WriteOk, actors::CasOk>;
    EXPECT_NE(hash_of(Either{actors::WriteOk{1}}), hash_of(Either{actors::CasOk{1}}));
    EXPECT_NE(hash_of(actors::WriteOk{1}), hash_of(actors::CasOk{1}));
    EXPECT_NE(hash_of(std::optional<int>{}), hash_of(std::optional<int>{0}));
    EXPECT_NE(hash_of(core::Value(0)), hash_of(core::Value(nullptr)));
    EXPECT_NE(hash_of(actors::Id::node(1)), hash_of(actors::Id::client(1)));
}

/// All small states, compared whole: no two may share a hash.
TEST(Hash, SmallStatesAreToldApartExactly) {
    struct Counted {
        std::size_t states = 0;
        std::set<std::uint64_t> hashes;
    } counted;
    for (unsigned bits = 0; bits < 4096; ++bits) {
        std::vector<std::set<int>> sets(3);
        for (int item = 0; item < 12; ++item)
            if ((bits >> item & 1) != 0) sets[static_cast<std::size_t>(item % 3)].insert(item / 3);
        counted.hashes.insert(hash_of(sets));
        ++counted.states;
    }
    EXPECT_EQ(counted.states, counted.hashes.size());
}

TEST(Hash, IsTheSameOnEveryMachine) {
    EXPECT_EQ(hash_of(Tag{5, actors::Id::node(1)}), 501537393128553823U);
}

TEST(Order, IsTotalAndAgreesWithEqualityOfTheEncoding) {
    core::Random random(6);
    std::vector<Kitchen> all;
    for (int i = 0; i < 60; ++i)
        all.push_back(random_kitchen(random));
    for (int i = 0; i < 20; ++i)
        all.push_back(all[random.below(60)]);
    for (const auto& a : all)
        for (const auto& b : all) {
            const bool same = core::to_json(actors::encode(a)) == core::to_json(actors::encode(b));
            EXPECT_EQ(a == b, same);
            EXPECT_EQ(a<b, b> a);
            for (const auto& c : all)
                ASSERT_TRUE(!(a < b && b < c) || a < c);
        }
}

TEST(Order, GoesByMembersInOrderOfTheirDescription) {
    EXPECT_LT((Tag{1, actors::Id::node(9)}), (Tag{2, actors::Id::node(1)}));
    EXPECT_LT((Tag{2, actors::Id::node(1)}), (Tag{2, actors::Id::node(9)}));
    EXPECT_LT(actors::Id::node(9), actors::Id::client(1));
}

TEST(Text, IsReadable) {
    EXPECT_EQ(text_of(Ping{{3, actors::Id::node(2)}}), "Ping{tag: Tag{counter: 3, node: n2}}");
    EXPECT_EQ(text_of(PingOk{3, std::nullopt}), "PingOk{in_reply_to: 3, note: none}");
    EXPECT_EQ(text_of(std::map<std::string, std::vector<double>>{{"a", {1, 0.5}}}),
              "{\"a\": [1.0, 0.5]}");
    EXPECT_EQ(text_of(std::variant<Ping, actors::None>{actors::None{}}), "None");
    EXPECT_EQ(text_of(Colour::dark_blue), "dark_blue");
    EXPECT_EQ(text_of(std::tuple{true, 1, std::string("x")}), "(true, 1, \"x\")");
}

}  // namespace
}  // namespace ordeal::test
