// Timers, crashes, choices and clients of actor models.
#include <gtest/gtest.h>

#include "checker/search/check.hpp"
#include "tests/checker/register_systems.hpp"

namespace ordeal::tests {
namespace {

using actors::Id;
using checker::ActorModel;
using checker::Network;

struct Nudge {};
ORDEAL_DESCRIBE(Nudge)

/// Sets one timer, and does nothing when it fires.
struct Sleeper {
    using Message = std::variant<Nudge>;
    struct State {};
    enum class Timer { wake };
    bool again = false;

    State start(const actors::Self&, actors::Outbox<Sleeper>& out) const {
        out.set_timer(Timer::wake, {}, {});
        return {};
    }
    void message(const actors::Self&, State&, Id, const Message&, actors::Outbox<Sleeper>&) const {}
    void timer(const actors::Self&, State&, const Timer&, actors::Outbox<Sleeper>& out) const {
        if (again) out.set_timer(Timer::wake, {}, {});
    }
};
ORDEAL_DESCRIBE(Sleeper::State)
BOOST_DESCRIBE_ENUM(Sleeper::Timer, wake)

struct Idler {
    using Message = std::variant<Nudge>;
    struct State {};
    State start(const actors::Self&, actors::Outbox<Idler>&) const { return {}; }
    void message(const actors::Self&, State&, Id, const Message&, actors::Outbox<Idler>&) const {}
};
ORDEAL_DESCRIBE(Idler::State)

template <typename A>
ActorModel<typename A::Message> several(const A& actor, std::uint32_t count,
                                        checker::ActorModelOptions options) {
    ActorModel<typename A::Message> model(std::move(options));
    for (std::uint32_t i = 1; i <= count; ++i)
        model.add_actor(actor, {Id::node(i), {}});
    return model;
}

// Who holds a timer is part of the state, not only how many do.
TEST(Timers, EachSetOfThemIsAState) {
    for (const auto memory : {checker::Memory::exact, checker::Memory::fingerprint})
        for (std::uint32_t n = 1; n <= 8; ++n)
            EXPECT_EQ(checker::whole_check(several(Sleeper{}, n, {}), {.memory = memory}).unique,
                      1U << n);
}

TEST(Timers, OneThatOnlySetsItselfAgainTakesNoStep) {
    const auto report = checker::whole_check(several(Sleeper{true}, 3, {}), {});
    EXPECT_EQ(report.unique, 1U);
    EXPECT_EQ(report.generated, 1U);
}

TEST(Crashes, AreLimitedToSoManyAtOnce) {
    const auto counts = [](std::uint32_t actors, unsigned crashes) {
        checker::ActorModelOptions options;
        options.crashes = crashes;
        const auto report = checker::whole_check(several(Idler{}, actors, options), {});
        return std::pair(report.generated, report.unique);
    };
    EXPECT_EQ(counts(3, 1), std::pair(7UL, 4UL));
    EXPECT_EQ(counts(3, 2), std::pair(19UL, 7UL));
    EXPECT_EQ(counts(5, 2), std::pair(51UL, 16UL));
}

/// Two actors that count each other's messages up.
struct PingPong {
    struct Ping {
        std::int64_t value = 0;
    };
    struct Pong {
        std::int64_t value = 0;
    };
    using Message = std::variant<Ping, Pong>;
    struct State {
        std::int64_t count = 0;
    };
    using Out = actors::Outbox<PingPong>;

    State start(const actors::Self& self, Out& out) const {
        if (self.id == Id::node(0)) out.send(Id::node(1), Ping{0});
        return {};
    }
    void message(const actors::Self&, State& state, Id from, const Message& message,
                 Out& out) const {
        if (const auto* pong = std::get_if<Pong>(&message); pong && pong->value == state.count) {
            ++state.count;
            out.send(from, Ping{state.count});
        }
        if (const auto* ping = std::get_if<Ping>(&message); ping && ping->value == state.count) {
            ++state.count;
            out.send(from, Pong{ping->value});
        }
    }
};
ORDEAL_DESCRIBE(PingPong::Ping, value)
ORDEAL_DESCRIBE(PingPong::Pong, value)
ORDEAL_DESCRIBE(PingPong::State, count)

ActorModel<PingPong::Message> ping_pong(Network network, bool lossy) {
    using Model = ActorModel<PingPong::Message>;
    Model model({.network = network, .lossy = lossy, .crashes = 0, .history = {}});
    model.add_actor(PingPong{}, {Id::node(0), {Id::node(1)}});
    model.add_actor(PingPong{}, {Id::node(1), {Id::node(0)}});
    model.bound([](const Model& m, const checker::Row& row) {
        return m.state_of<PingPong>(row, 0)->count <= 5 && m.state_of<PingPong>(row, 1)->count <= 5;
    });
    model.claim(checker::always<Model>("within one", [](const Model& m, const checker::Row& row) {
        const auto a = m.state_of<PingPong>(row, 0)->count;
        const auto b = m.state_of<PingPong>(row, 1)->count;
        return a <= b && b <= a + 1;
    }));
    model.claim(checker::eventually<Model>("five", [](const Model& m, const checker::Row& row) {
        return m.state_of<PingPong>(row, 0)->count == 5;
    }));
    return model;
}

TEST(PingPong, HasTheCountsThatAreKnown) {
    const auto lossy = checker::whole_check(ping_pong(Network::unordered_duplicating, true), {});
    EXPECT_EQ(lossy.generated, 21505U);
    EXPECT_EQ(lossy.unique, 4094U);
    EXPECT_EQ(lossy.max_depth, 22U);
    const auto lossless = checker::whole_check(ping_pong(Network::unordered, false), {});
    EXPECT_EQ(lossless.generated, 11U);
    EXPECT_EQ(lossless.unique, 11U);
    EXPECT_EQ(lossless.max_depth, 11U);
}

TEST(PingPong, ReachesFiveUnlessAMessageIsLost) {
    EXPECT_EQ(checker::whole_check(ping_pong(Network::unordered, false), {}).verdict,
              core::Verdict::valid);
    const auto lossy = checker::whole_check(ping_pong(Network::unordered, true), {});
    EXPECT_EQ(lossy.verdict, core::Verdict::invalid);
    ASSERT_TRUE(lossy.find("five")->path);
    EXPECT_EQ(lossy.find("five")->path->steps.size(), 1U);  // the first message
}

/// Counts its starts; what it saves survives.
struct Phoenix {
    using Message = std::variant<Nudge>;
    struct State {
        std::int64_t starts = 0;
    };
    struct Storage {
        std::int64_t starts = 0;
    };
    bool saves = true;
    State start(const actors::Self&, const std::optional<Storage>& recovered,
                actors::Outbox<Phoenix>& out) const {
        const std::int64_t starts =
            std::min<std::int64_t>(recovered ? recovered->starts + 1 : 1, 3);
        if (saves) out.save({starts});
        return {starts};
    }
    void message(const actors::Self&, State&, Id, const Message&, actors::Outbox<Phoenix>&) const {}
};
ORDEAL_DESCRIBE(Phoenix::State, starts)
ORDEAL_DESCRIBE(Phoenix::Storage, starts)

TEST(Crashes, RecoveryStartsWithWhatWasSaved) {
    checker::ActorModelOptions options;
    options.crashes = 1;
    // Up and down with 1, 2, 3 starts; without saving up and down with 1.
    EXPECT_EQ(checker::whole_check(several(Phoenix{true}, 1, options), {}).unique, 6U);
    EXPECT_EQ(checker::whole_check(several(Phoenix{false}, 1, options), {}).unique, 2U);
}

enum class Side { left, right };
BOOST_DESCRIBE_ENUM(Side, left, right)

/// Makes a choice, and another one if it was left.
struct Chooser {
    using Message = std::variant<Nudge>;
    using Choice = Side;
    struct State {
        std::vector<Side> made;
    };
    State start(const actors::Self&, actors::Outbox<Chooser>& out) const {
        out.choose("side", {Side::left, Side::right});
        return {};
    }
    void message(const actors::Self&, State&, Id, const Message&, actors::Outbox<Chooser>&) const {}
    void choice(const actors::Self&, State& state, Side side, actors::Outbox<Chooser>& out) const {
        state.made.push_back(side);
        if (side == Side::left && state.made.size() < 3)
            out.choose("side", {Side::left, Side::right});
    }
};
ORDEAL_DESCRIBE(Chooser::State, made)

TEST(Choices, EveryAlternativeIsExplored) {
    // none; l, r; ll, lr; lll, llr.
    EXPECT_EQ(checker::whole_check(several(Chooser{}, 1, {}), {}).unique, 7U);
}

// The answer to the first read arrives twice on a duplicating network. Matched by client alone,
// the second arrival would pass for the answer to the second read.
TEST(Clients, AnswersAreMatchedByRequest) {
    using Message = SingleCopy::Message;
    checker::ActorModelOptions options;
    options.network = Network::unordered_duplicating;
    options.history.model = "register";
    options.history.initial = "";
    ActorModel<Message> model(options);
    model.add_actor(SingleCopy{}, {Id::node(0), {}});
    model.add_client(Id::client(0), put_and_get<Message>(),
                     {{Id::node(0), 1, "read", nullptr, nullptr},
                      {Id::node(0), 2, "write", nullptr, "A"},
                      {Id::node(0), 3, "read", nullptr, nullptr}});
    model.claim(checker::linearizable<Message>());
    const auto report = checker::whole_check(model, {});
    EXPECT_EQ(report.verdict, core::Verdict::valid);
    EXPECT_EQ(report.stopped, "");
}

TEST(Clients, ACounterexampleIsTheShortestAndSaysWhatHappened) {
    const auto model = register_system(SingleCopy{}, 2, 2, {});
    std::optional<std::size_t> length;
    for (const unsigned threads : {1U, 4U}) {
        const auto report = checker::whole_check(model, {.threads = threads});
        ASSERT_TRUE(report.properties[0].path);
        const auto& path = *report.properties[0].path;
        if (!length) length = path.steps.size();
        EXPECT_EQ(path.steps.size(), *length);
        EXPECT_FALSE(model.history_valid(path.last()));
    }
    EXPECT_EQ(*length, 4U);  // a put and its answer, a get from the other copy and its answer
}

TEST(Histories, SequentialIsWeakerThanLinearizable) {
    for (const auto consistency :
         {checker::Consistency::linearizable, checker::Consistency::sequential}) {
        checker::HistoryOptions options{"register", "", consistency};
        checker::Histories histories(options, 2);
        // A write returns; after that another client reads what was before.
        std::uint32_t history = checker::Histories::empty;
        history = histories.next(history, 0, {core::EventType::invoke, "write", nullptr, "A"});
        history = histories.next(history, 0, {core::EventType::ok, "write", nullptr, nullptr});
        history = histories.next(history, 1, {core::EventType::invoke, "read", nullptr, nullptr});
        history = histories.next(history, 1, {core::EventType::ok, "read", nullptr, ""});
        EXPECT_EQ(histories.valid(history), consistency == checker::Consistency::sequential);
    }
}

}  // namespace
}  // namespace ordeal::tests
