// Actors and models that are not deterministic are found, and what differs is named. And fairness
// of actors: what is under way is delivered if that is asked for.
#include <gtest/gtest.h>

#include "checker/actor_model/actor_model.hpp"
#include "checker/report/text.hpp"
#include "checker/search/check.hpp"

namespace ordeal::tests {
namespace {

using actors::Id;
using checker::Fairness;
using checker::Network;
using checker::SearchOptions;
using checker::Strategy;

/// Sends what it keeps in an order that changes from call to call, as a hashed container with a
/// seed of its own would.
struct Resender {
    struct Ask {};
    struct Item {
        std::int64_t number = 0;
    };
    using Message = std::variant<Ask, Item>;
    struct State {
        std::int64_t items = 0;
    };
    using Out = actors::Outbox<Resender>;

    bool random_order = false;
    std::shared_ptr<core::Random> order = std::make_shared<core::Random>(3);

    State start(const actors::Self& self, Out& out) const {
        for (const Id peer : self.peers)
            if (self.id == Id::node(1)) out.send(peer, Ask{});
        return {};
    }
    void message(const actors::Self&, State& state, Id from, const Message& message,
                 Out& out) const {
        if (std::holds_alternative<Item>(message)) {
            ++state.items;
            return;
        }
        std::vector<std::int64_t> numbers = {0, 1, 2, 3, 4, 5, 6, 7};
        for (std::size_t i = numbers.size(); random_order && i > 1; --i)
            std::swap(numbers[i - 1], numbers[order->below(i)]);
        for (const auto number : numbers)
            out.send(from, Item{number});
    }
};
ORDEAL_DESCRIBE(Resender::Ask)
ORDEAL_DESCRIBE(Resender::Item, number)
ORDEAL_DESCRIBE(Resender::State, items)

auto resenders(bool random_order, Network network) {
    checker::ActorModel<Resender::Message> model({.network = network, .history = {}});
    const Resender actor{random_order};
    model.add_actor(actor, {Id::node(1), {Id::node(2)}});
    model.add_actor(actor, {Id::node(2), {Id::node(1)}});
    using Model = decltype(model);
    model.claim(checker::always<Model>("few", [](const Model& m, const auto& state) {
        return m.template state_of<Resender>(state, 0)->items < 100;
    }));
    return model;
}

TEST(Determinism, AnActorThatSendsInARandomOrderIsNamed) {
    for (const auto network : {Network::unordered, Network::ordered})
        for (const auto strategy :
             {Strategy::breadth_first, Strategy::depth_first, Strategy::simulation}) {
            const SearchOptions options{.strategy = strategy};
            const auto report = checker::whole_check(resenders(true, network), options);
            EXPECT_EQ(report.verdict, core::Verdict::unknown);
            EXPECT_EQ(report.properties[0].verdict, core::Verdict::unknown);
            EXPECT_NE(report.stopped.find("n2 is not deterministic"), std::string::npos)
                << report.stopped;
            EXPECT_NE(report.stopped.find("the message \"n1 -> n2: Ask\""), std::string::npos);
            EXPECT_NE(report.stopped.find("in the state \"State{items: 0}\""), std::string::npos)
                << report.stopped;
            EXPECT_NE(report.stopped.find("the second time"), std::string::npos);
            EXPECT_EQ(checker::whole_check(resenders(false, network), options).stopped,
                      strategy == Strategy::simulation ? "the walks that were asked for" : "");
        }
}

/// One counter of the whole process goes into the state.
struct Global {
    enum class Timer { tick };
    struct Nothing {};
    using Message = std::variant<Nothing>;
    struct State {
        std::int64_t ticks = 0;
    };
    using Out = actors::Outbox<Global>;
    std::shared_ptr<std::int64_t> ticks = std::make_shared<std::int64_t>(0);

    State start(const actors::Self&, Out& out) const {
        out.set_timer(Timer::tick, {}, {});
        return {};
    }
    void message(const actors::Self&, State&, Id, const Message&, Out&) const {}
    void timer(const actors::Self&, State& state, Timer, Out&) const { state.ticks = ++*ticks; }
};
BOOST_DESCRIBE_ENUM(Global::Timer, tick)
ORDEAL_DESCRIBE(Global::Nothing)
ORDEAL_DESCRIBE(Global::State, ticks)

TEST(Determinism, ATimerThatReadsAGlobalIsNamed) {
    checker::ActorModel<Global::Message> model({.history = {}});
    model.add_actor(Global{}, {Id::node(7), {}});
    const auto report = checker::whole_check(model, {});
    EXPECT_EQ(
        report.stopped,
        "n7 is not deterministic. What it makes of \"timer tick\" in the state "
        "\"State{ticks: 0} timers {tick}\" is, the first time: the state \"State{ticks: 1}\"; "
        "the second time: the state \"State{ticks: 2}\"");
}

TEST(Determinism, NotToLookIsAnOption) {
    checker::ActorModel<Global::Message> model({.history = {}, .check_determinism = false});
    model.add_actor(Global{}, {Id::node(7), {}});
    EXPECT_EQ(checker::whole_check(model, {}).unique, 2U);
}

/// What an action does depends on how often it was asked for.
struct Restless {
    struct State {
        std::uint32_t value = 0;
    };
    enum class Action { add };
    std::shared_ptr<std::uint32_t> calls = std::make_shared<std::uint32_t>(0);
    std::uint32_t calm_below = 0;

    std::vector<State> initial_states() const { return {{0}}; }
    void actions(const State& state, std::vector<Action>& out) const {
        if (state.value < 50) out.push_back(Action::add);
    }
    bool apply(State& state, Action) const {
        state.value += state.value < calm_below ? 1 : 1 + ++*calls % 2;
        return true;
    }
    std::vector<checker::Property<Restless>> properties() const {
        return {checker::always<Restless>(
            "small", [](const Restless&, const State& s) { return s.value < calm_and_more; })};
    }
    static constexpr std::uint32_t calm_and_more = 45;
};
ORDEAL_DESCRIBE(Restless::State, value)
BOOST_DESCRIBE_ENUM(Restless::Action, add)

TEST(Determinism, AModelIsAskedTwice) {
    const auto report = checker::whole_check(Restless{}, {});
    EXPECT_EQ(report.verdict, core::Verdict::unknown);
    EXPECT_NE(
        report.stopped.find("the model is not deterministic: in the state \"State{value: 0}\" "
                            "action 1, \"add\", leads to \"State{value: "),
        std::string::npos)
        << report.stopped;
}

// The sample does not come so far, but the path to the counterexample does.
TEST(Determinism, APathThatCannotBeRepeatedIsLookedIntoStepByStep) {
    const auto report = checker::whole_check(Restless{std::make_shared<std::uint32_t>(0), 40}, {});
    EXPECT_EQ(report.verdict, core::Verdict::unknown);
    EXPECT_NE(report.stopped.find("in the state \"State{value: 4"), std::string::npos)
        << report.stopped;
}

/// The first sends one message to the second; the second has a timer that it sets again and again.
struct Postman {
    struct Letter {};
    using Message = std::variant<Letter>;
    enum class Timer { tick, tock };
    struct State {
        bool got = false;
        bool odd = false;
        bool rang = false;
    };
    using Out = actors::Outbox<Postman>;

    State start(const actors::Self& self, Out& out) const {
        if (self.id == Id::node(1)) {
            out.broadcast(self.peers, Letter{});
        } else {
            out.set_timer(Timer::tick, {}, {});
            out.set_timer(Timer::tock, {}, {});
        }
        return {};
    }
    void message(const actors::Self&, State& state, Id, const Message&, Out&) const {
        state.got = true;
    }
    void timer(const actors::Self&, State& state, Timer timer, Out& out) const {
        if (timer == Timer::tock) {
            state.rang = true;
            return;
        }
        state.odd = !state.odd;
        out.set_timer(Timer::tick, {}, {});
    }
};
ORDEAL_DESCRIBE(Postman::Letter)
BOOST_DESCRIBE_ENUM(Postman::Timer, tick, tock)
ORDEAL_DESCRIBE(Postman::State, got, odd, rang)

auto postmen(bool lossy) {
    checker::ActorModel<Postman::Message> model({.lossy = lossy, .history = {}});
    model.add_actor(Postman{}, {Id::node(1), {Id::node(2)}});
    model.add_actor(Postman{}, {Id::node(2), {}});
    using Model = decltype(model);
    const auto got = [](const Model& m, const auto& state) {
        return m.template state_of<Postman>(state, 1)->got;
    };
    const auto rang = [](const Model& m, const auto& state) {
        return m.template state_of<Postman>(state, 1)->rang;
    };
    const auto even = [](const Model& m, const auto& state) {
        return !m.template state_of<Postman>(state, 1)->odd;
    };
    model.claim(checker::eventually<Model>("delivered", got));
    model.claim(checker::eventually_always<Model>("it has rung", rang));
    model.claim(checker::eventually_always<Model>("even", even));
    return model;
}

TEST(FairActors, WhatIsUnderWayIsDeliveredIfAskedFor) {
    const auto unfair = checker::whole_check(postmen(false), {});
    for (const auto& property : unfair.properties)
        EXPECT_EQ(property.verdict, core::Verdict::invalid) << property.name;
    ASSERT_TRUE(unfair.properties[0].path && unfair.properties[0].path->loop);
    const auto fair = checker::whole_check(postmen(false), {.fairness = Fairness::weak});
    EXPECT_EQ(fair.properties[0].verdict, core::Verdict::valid);
    EXPECT_EQ(fair.properties[1].verdict, core::Verdict::valid);
    EXPECT_EQ(fair.properties[2].verdict, core::Verdict::invalid);
}

TEST(FairActors, WhatIsLostIsNot) {
    const auto report = checker::whole_check(postmen(true), {.fairness = Fairness::weak});
    const auto& path = report.find("delivered")->path;
    ASSERT_TRUE(path && path->loop);
    bool lost = false;
    for (const auto& step : path->steps)
        lost = lost || step.action.kind == checker::EventKind::drop;
    EXPECT_TRUE(lost);
    EXPECT_EQ(report.find("it has rung")->verdict, core::Verdict::valid);
}

TEST(FairActors, ALassoIsPrintedAsSuch) {
    const auto model = postmen(false);
    const auto report = checker::whole_check(model, {.fairness = Fairness::weak});
    const auto text = to_text(checker::in_words(model, report));
    EXPECT_NE(text.find("eventually-always \"even\": FAILS"), std::string::npos) << text;
    EXPECT_NE(text.find("from here it repeats:"), std::string::npos) << text;
    EXPECT_NE(text.find("and so on for ever, from "), std::string::npos) << text;
    EXPECT_NE(text.find("eventually \"delivered\": holds"), std::string::npos) << text;
    const auto value = to_value(checker::in_words(model, report));
    const auto& property = value.find("properties")->as_list()[2];
    EXPECT_EQ(property.find("kind")->as_string(), "eventually-always");
    EXPECT_EQ(property.find("verdict")->as_string(), "invalid");
    EXPECT_TRUE(property.find("discovered")->as_bool());
    const auto loop = static_cast<std::size_t>(property.find("loop")->as_int());
    EXPECT_LT(loop, property.find("path")->as_list().size());
}

TEST(Fairness, OfAModelThatDoesNotSayToWhomIsRefused) {
    struct Plain {
        using State = std::uint32_t;
        using Action = std::uint32_t;
        std::vector<State> initial_states() const { return {0}; }
        void actions(State, std::vector<Action>& out) const { out = {0}; }
        bool apply(State&, Action) const { return true; }
        std::vector<checker::Property<Plain>> properties() const {
            return {
                checker::eventually<Plain>("one", [](const Plain&, State s) { return s == 1; })};
        }
    };
    const auto report = checker::whole_check(Plain{}, {.fairness = Fairness::weak});
    EXPECT_EQ(report.verdict, core::Verdict::unknown);
    EXPECT_NE(report.stopped.find("fairness_class"), std::string::npos);
}

}  // namespace
}  // namespace ordeal::tests
