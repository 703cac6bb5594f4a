#include "actors/cluster.hpp"

#include <gtest/gtest.h>

#include "actors/any_actor.hpp"
#include "tests/actors/counter.hpp"

namespace ordeal::actors {
namespace {

using core::Value;
using test::Counter;

Value add(int delta) {
    return Value::object({{"type", "add"}, {"msg_id", 7}, {"delta", delta}});
}

TEST(LetterBox, UsesAPlaceAgainOnceAllHoldersHaveDroppedIt) {
    LetterBox<std::string> box;
    const Letter first = box.put("a");
    const Letter second = box.put("b");
    box.hold(first);
    box.drop(first);
    EXPECT_EQ(box[first], "a");
    box.drop(first);
    EXPECT_EQ(box.put("c"), first);
    EXPECT_EQ(box[first], "c");
    EXPECT_EQ(box[second], "b");
}

TEST(TimerNumbers, CountFromTheFirstUse) {
    TimerNumbers<Value> numbers;
    for (std::int64_t i = 0; i < 1000; ++i) {
        EXPECT_EQ(numbers(Value(i * 7 % 1000)), static_cast<std::size_t>(i));
        EXPECT_EQ(numbers(Value(std::int64_t{0})), 0U);
    }
    EXPECT_EQ(numbers[3], Value(21));
}

TEST(Cluster, GivesEachNodeAllOthersAsPeers) {
    const auto cluster = make_cluster(Counter(), 3);
    EXPECT_EQ(cluster->size(), 3);
    EXPECT_EQ(cluster->self(1), (Self{Id::node(2), {Id::node(1), Id::node(3)}}));
}

TEST(Cluster, DoesWhatTheActorWithHiddenTypesDoes) {
    const auto cluster = make_cluster(Counter(), 2);
    cluster->remember_effects();
    const auto alone = make_any(Counter());
    EXPECT_EQ(cluster->start(0).timers.size(), 1);
    EXPECT_EQ(cluster->last_effects(), *alone->start(cluster->self(0), std::nullopt));
    for (const int delta : {5, -2}) {
        const auto effects = cluster->request(0, Id::client(1), add(delta));
        ASSERT_TRUE(effects);
        ASSERT_EQ((*effects)->sent.size(), 1);
        EXPECT_EQ((*effects)->sent[0].to, Id::client(1));
        const auto expected = *alone->message(Id::client(1), add(delta));
        EXPECT_EQ(cluster->last_effects(), expected);
        EXPECT_EQ(cluster->state_hash(0), alone->state_hash());
    }
    EXPECT_TRUE(cluster->timer(0, 0).chooses);
    EXPECT_EQ(cluster->last_effects(), *alone->timer(cluster->timer_name(0, 0)));
    EXPECT_EQ(cluster->next_choice(0)->alternatives, 2);
    EXPECT_EQ(cluster->alternative(0, 0), Value("heads"));
    const auto gossip = cluster->choose(0, 0).sent;
    EXPECT_EQ(cluster->last_effects(), *alone->choice("heads"));
    EXPECT_FALSE(cluster->next_choice(0));
    ASSERT_EQ(gossip.size(), 1);
    cluster->start(1);
    cluster->message(1, Id::node(1), gossip[0].letter);
    EXPECT_EQ(cluster->state_hash(1), cluster->state_hash(0));
}

TEST(Cluster, RefusesWhatIsNotForClients) {
    const auto cluster = make_cluster(Counter(), 1);
    cluster->start(0);
    const auto gossip = Value::object({{"type", "gossip"}, {"sum", 1}});
    EXPECT_EQ(cluster->request(0, Id::client(1), gossip).error().code, ErrorCode::not_supported);
    const auto malformed = Value::object({{"type", "add"}, {"msg_id", 7}, {"delta", "much"}});
    EXPECT_EQ(cluster->request(0, Id::client(1), malformed).error().code,
              ErrorCode::malformed_request);
}

TEST(Cluster, ACrashLeavesWhatWasSaved) {
    const auto cluster = make_cluster(Counter(), 1);
    cluster->start(0);
    const std::uint64_t fresh = cluster->state_hash(0);
    ASSERT_TRUE(cluster->request(0, Id::client(1), add(4)));
    const std::uint64_t four = cluster->state_hash(0);
    cluster->timer(0, 0);
    cluster->crash(0);
    EXPECT_FALSE(cluster->next_choice(0));
    EXPECT_EQ(cluster->state_hash(0), fresh);
    EXPECT_EQ(cluster->saved(0), Value::object({{"sum", 4}}));
    cluster->start(0);
    EXPECT_EQ(cluster->state_hash(0), four);
}

}  // namespace
}  // namespace ordeal::actors
