#include "actors/actor.hpp"

#include <gtest/gtest.h>

#include "actors/any_actor.hpp"
#include "core/json.hpp"
#include "tests/actors/counter.hpp"

namespace ordeal::test {
namespace {

using actors::AnyOutbox;
using actors::ErrorCode;
using actors::Id;
using actors::Self;
using core::Value;

struct Undescribed {
    struct State {};
    struct Hello {};
    using Message = std::variant<Hello>;
    State start(const Self&, actors::Outbox<Undescribed>&) const { return {}; }
    void message(const Self&, State&, Id, const Message&, actors::Outbox<Undescribed>&) const {}
};

struct WithoutTimerHandler : Counter {
    using Out = actors::Outbox<WithoutTimerHandler>;
    State start(const Self&, const std::optional<Storage>&, Out&) const { return {}; }
    void message(const Self&, State&, Id, const Message&, Out&) const {}
    void choice(const Self&, State&, Choice, Out&) const {}
};

static_assert(actors::Actor<Counter>);
static_assert(!actors::Actor<int>);
static_assert(!actors::HasState<Undescribed> && !actors::HasMessage<Undescribed>);
static_assert(actors::HandlesChoices<WithoutTimerHandler>);
static_assert(!actors::HandlesTimers<WithoutTimerHandler>);
static_assert(!actors::Actor<WithoutTimerHandler>);

const Self self{Id::node(1), {Id::node(2), Id::node(3)}};

Value json(std::string_view text) {
    return core::parse_json(text).value();
}

TEST(Outbox, IsAListOfEffectsInOrder) {
    Counter::Out out;
    EXPECT_TRUE(out.empty());
    Counter::State state{4};
    Counter().message(self, state, Id::client(7), Counter::Add{9, 2}, out);
    Counter::Out expected;
    expected.send(Id::client(7), Counter::AddOk{9, 6});
    expected.save({6});
    EXPECT_EQ(out, expected);
    EXPECT_EQ(state.sum, 6);
}

TEST(Outbox, BroadcastIsOneMessageToEach) {
    Counter::Out out;
    Counter::State state{4};
    Counter().choice(self, state, Counter::Choice::heads, out);
    Counter::Out expected;
    expected.send(Id::node(2), Counter::Gossip{4});
    expected.send(Id::node(3), Counter::Gossip{4});
    EXPECT_EQ(out, expected);
}

TEST(Outbox, AHandlerThatDoesNothingIsSeenByStateAndOutbox) {
    Counter::Out out;
    Counter::State state{4};
    Counter().message(self, state, Id::node(2), Counter::Gossip{3}, out);
    EXPECT_TRUE(out.empty());
    EXPECT_EQ(state, (Counter::State{4}));
}

TEST(Self, MajoritiesIntersect) {
    EXPECT_EQ((Self{Id::node(1), {}}).majority(), 1U);
    EXPECT_EQ((Self{Id::node(1), {Id::node(2)}}).majority(), 2U);
    EXPECT_EQ(self.majority(), 2U);
    EXPECT_EQ((Self{Id::node(1), std::vector<Id>(3)}).majority(), 3U);
}

TEST(AnyActor, SpeaksInValues) {
    const auto actor = actors::make_any(Counter{});
    EXPECT_TRUE(actor->durable());
    const auto started = actor->start(self, json(R"({"sum":40})"));
    AnyOutbox expected;
    expected.set_timer("gossip", std::chrono::milliseconds(1), std::chrono::milliseconds(2));
    EXPECT_EQ(started.value(), expected);
    EXPECT_EQ(actor->state(), json(R"({"sum":40})"));

    const auto added =
        actor->message(Id::client(1), json(R"({"type":"add","msg_id":5,"delta":2})"));
    expected.clear();
    expected.send(Id::client(1), json(R"({"type":"add_ok","in_reply_to":5,"sum":42})"));
    expected.save(json(R"({"sum":42})"));
    EXPECT_EQ(added.value(), expected);

    expected.clear();
    expected.choose("coin", {"heads", "tails"});
    EXPECT_EQ(actor->timer("gossip").value(), expected);
    EXPECT_EQ(actor->choice("heads").value().effects().size(), 2U);
    EXPECT_EQ(actor->state_hash(), actors::hash_of(Counter::State{42}));
}

TEST(AnyActor, RefusesWhatIsNoMessageAndStaysAsItWas) {
    const auto actor = actors::make_any(Counter{});
    ASSERT_TRUE(actor->start(self, std::nullopt));
    const auto refusal = [&actor](Id from, std::string_view body) {
        const auto result = actor->message(from, json(body));
        return result ? std::nullopt : std::optional(result.error().code);
    };
    EXPECT_EQ(refusal(Id::client(1), R"({"type":"sub"})"), ErrorCode::not_supported);
    EXPECT_EQ(refusal(Id::client(1), R"({"type":"add"})"), ErrorCode::malformed_request);
    EXPECT_EQ(refusal(Id::client(1), R"({"type":"gossip","sum":5})"), ErrorCode::not_supported);
    EXPECT_EQ(refusal(Id::node(2), R"({"type":"gossip","sum":5})"), std::nullopt);
    EXPECT_EQ(actor->state(), json(R"({"sum":5})"));
}

TEST(AnyActor, RefusesStorageTimersAndChoicesThatAreNotItsOwn) {
    const auto actor = actors::make_any(Counter{});
    EXPECT_EQ(actor->start(self, json(R"({"sum":"x"})")).error().message,
              "storage.sum: expected an integer, got string \"x\"");
    ASSERT_TRUE(actor->start(self, std::nullopt));
    EXPECT_FALSE(actor->timer("tick"));
    EXPECT_FALSE(actor->choice(5));
}

}  // namespace
}  // namespace ordeal::test
