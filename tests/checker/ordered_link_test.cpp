// The ordered reliable link around an actor, on the worst of networks: everything arrives once and
// in order, across crashes too; without the link it does not.
#include "actors/ordered_link.hpp"

#include <gtest/gtest.h>

#include "checker/actor_model/actor_model.hpp"
#include "checker/search/check.hpp"

namespace ordeal::checker {
namespace {

using actors::Id;
using actors::OrderedLink;
using actors::Self;
using core::Verdict;

/// The first node tells the others a few numbers, one at its start and one at each ring of a timer
/// of its own; all note what they hear, on disk.
struct Teller {
    struct Word {
        std::int64_t number = 0;
    };
    using Message = std::variant<Word>;
    enum class Timer { next };
    struct State {
        std::int64_t told = 0;
        std::vector<std::int64_t> heard;
    };
    using Storage = State;
    using Out = actors::Outbox<Teller>;

    std::int64_t words = 2;

    State start(const Self& self, const std::optional<Storage>& recovered, Out& out) const {
        State state = recovered.value_or(State{});
        if (self.id == Id::node(1) && !recovered) tell(self, state, out);
        return state;
    }
    void message(const Self&, State& state, Id, const Message& message, Out& out) const {
        state.heard.push_back(std::get<Word>(message).number);
        out.save(state);
    }
    void timer(const Self& self, State& state, const Timer&, Out& out) const {
        tell(self, state, out);
    }

  private:
    void tell(const Self& self, State& state, Out& out) const {
        out.broadcast(self.peers, Word{++state.told});
        out.save(state);
        if (state.told < words)
            out.set_timer(Timer::next, core::Nanoseconds(1), core::Nanoseconds(1));
    }
};
ORDEAL_DESCRIBE(Teller::Word, number)
BOOST_DESCRIBE_ENUM(Teller::Timer, next)
ORDEAL_DESCRIBE(Teller::State, told, heard)

const Teller::State& inner(const Teller::State& state) {
    return state;
}
template <typename State>
const Teller::State& inner(const State& state) {
    return state.inner;
}

template <typename A>
Report<ActorModel<typename A::Message>> told(const A& actor, Network network, unsigned crashes) {
    using Model = ActorModel<typename A::Message>;
    Model model({.network = network, .lossy = true, .crashes = crashes});
    add_servers(model, actor, 2);
    model.bound([](const Model& m, const Row& state) {
        std::size_t under_way = 0;
        m.for_each_message(state, [&](const auto&) { ++under_way; });
        return under_way <= 4;
    });
    const auto heard = [](const Model& m, const Row& state) {
        const auto* second = m.template state_of<A>(state, 1);
        return second == nullptr ? std::vector<std::int64_t>{} : inner(*second).heard;
    };
    model.claim(always<Model>("in order and once", [heard](const Model& m, const Row& state) {
        const auto numbers = heard(m, state);
        for (std::size_t i = 0; i < numbers.size(); ++i)
            if (numbers[i] != static_cast<std::int64_t>(i) + 1) return false;
        return true;
    }));
    model.claim(sometimes<Model>("all of it", [heard](const Model& m, const Row& state) {
        return heard(m, state).size() == 2;
    }));
    return whole_check(model, {});
}

TEST(OrderedLink, DeliversOnceAndInOrder) {
    for (const Network network : {Network::unordered_duplicating, Network::unordered})
        for (const unsigned crashes : {0U, 1U}) {
            const auto report = told(OrderedLink<Teller>{{}}, network, crashes);
            EXPECT_EQ(report.verdict, Verdict::valid) << to_text(network) << crashes;
            EXPECT_TRUE(report.exhausted);
            EXPECT_GT(report.unique, 50);
        }
}

TEST(OrderedLink, IsNeeded) {
    for (const Network network : {Network::unordered_duplicating, Network::unordered}) {
        const auto report = told(Teller{}, network, 0);
        EXPECT_EQ(report.verdict, Verdict::invalid) << to_text(network);
    }
}

/// Timers and states of the actor inside are its own: no ring is lost when the link sends again.
TEST(OrderedLink, KeepsWhatTheActorChangesOnItsOwnTimers) {
    const OrderedLink<Teller> link{{}};
    const Self self{Id::node(1), {Id::node(2)}};
    OrderedLink<Teller>::Out out;
    auto state = link.start(self, std::nullopt, out);
    EXPECT_EQ(state.inner.told, 1);
    link.timer(self, state, {Teller::Timer::next}, out);
    EXPECT_EQ(state.inner.told, 2);
    EXPECT_EQ(state.stored.peers.at(Id::node(2)).unconfirmed.size(), 2);
    EXPECT_EQ(state.stored.inner->told, 2);
    out.clear();
    link.timer(self, state, {}, out);
    std::vector<std::int64_t> sent;
    for (const auto& effect : out.effects())
        if (const auto* send = std::get_if<actors::Send<OrderedLink<Teller>::Message>>(&effect))
            sent.push_back(std::get<actors::LinkData<Teller::Message>>(send->message).number);
    EXPECT_EQ(sent, (std::vector<std::int64_t>{1, 2}));
    link.message(self, state, Id::node(2), actors::LinkAck{2}, out);
    EXPECT_TRUE(state.stored.peers.at(Id::node(2)).unconfirmed.empty());
}

}  // namespace
}  // namespace ordeal::checker
