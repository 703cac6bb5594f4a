// Random small actors, given by tables: what they become, send, remember, set, choose and save
// depends on what they are and what they get. They compare ids by == only, so those with the same
// tables are interchangeable. They handle so many events that make the system larger, and any
// number of others; so a system is finite, and may go round in circles.
#pragma once

#include <array>
#include <optional>
#include <set>
#include <variant>

#include "actors/actor.hpp"
#include "actors/client_messages.hpp"
#include "core/random.hpp"

namespace ordeal::tests {

struct RandomActor {
    struct Say {
        std::int64_t type = 0;
        actors::Id about;
        core::Value value;
    };
    using Message = std::variant<actors::Read, actors::ReadOk, actors::Write, actors::WriteOk, Say>;
    enum class Timer { early, late };
    enum class Choice { left, right };
    struct State {
        std::int64_t x = 0;
        std::int64_t steps = 0;
        actors::Id best_friend;
        std::set<actors::Id> seen;
        core::Value value;
    };
    struct Storage {
        std::int64_t x = 0;
        actors::Id best_friend;
        std::int64_t steps = 0;  // over all of its lives, or they never end
    };
    using Out = actors::Outbox<RandomActor>;

    enum class Send { nothing, answer, to_friend, about_friend, to_all };
    enum class Note { nothing, sender, mentioned, seen };
    struct Rule {
        std::int64_t x = 0;
        bool counts = true;
        bool ignores = false;
        Send send = Send::nothing;
        Note note = Note::nothing;
        std::int64_t type = 0;
        bool takes_value = false;
        std::optional<Timer> sets;
        std::optional<Timer> cancels;
        bool chooses = false;
        bool saves = false;
    };
    struct Tables {
        std::array<Rule, 9> message;
        std::array<Rule, 6> timer;
        std::array<Rule, 6> choice;
        Rule start;
        std::int64_t most_steps = 2;
    };
    Tables tables;

    State start(const actors::Self& self, const std::optional<Storage>& recovered, Out& out) const {
        State state;
        state.best_friend = self.id;
        if (recovered) {
            state.x = recovered->x;
            state.best_friend = recovered->best_friend;
            state.steps = recovered->steps;
        }
        follow(tables.start, self, state, self.id, Say{0, self.id, nullptr}, out);
        return state;
    }
    void message(const actors::Self& self, State& state, actors::Id from, const Message& message,
                 Out& out) const {
        if (const auto* say = std::get_if<Say>(&message))
            follow(tables.message[state.x * 3 + say->type], self, state, from, *say, out);
        if (const auto* write = std::get_if<actors::Write>(&message)) {
            state.value = write->value;
            out.reply(from, write->msg_id, actors::WriteOk{});
            if (!self.peers.empty())
                out.send(self.peers.front(), Say{state.x, self.id, state.value});
        }
        if (const auto* read = std::get_if<actors::Read>(&message))
            out.reply(from, read->msg_id, actors::ReadOk{0, state.value});
    }
    void timer(const actors::Self& self, State& state, Timer timer, Out& out) const {
        const auto which = static_cast<std::size_t>(timer);
        follow(tables.timer[state.x * 2 + which], self, state, self.id, Say{0, self.id, nullptr},
               out);
    }
    void choice(const actors::Self& self, State& state, Choice choice, Out& out) const {
        const auto which = static_cast<std::size_t>(choice);
        follow(tables.choice[state.x * 2 + which], self, state, self.id, Say{1, self.id, nullptr},
               out);
    }

  private:
    void follow(const Rule& rule, const actors::Self& self, State& state, actors::Id from,
                const Say& say, Out& out) const {
        if (rule.ignores) return;
        if (rule.counts && state.steps >= tables.most_steps) return;
        if (rule.counts) ++state.steps;
        state.x = (rule.x + (state.seen.size() > 1 ? 1 : 0)) % 3;
        if (rule.note == Note::sender) state.best_friend = from;
        if (rule.note == Note::mentioned) state.best_friend = say.about;
        if (rule.note == Note::seen) state.seen.insert(from);
        if (rule.takes_value && !say.value.is_null()) state.value = say.value;
        const auto to = [&](actors::Id id, actors::Id about) {
            if (id != self.id && id.is_node()) out.send(id, Say{rule.type, about, state.value});
        };
        if (rule.send == Send::answer) to(from, self.id);
        if (rule.send == Send::to_friend) to(state.best_friend, self.id);
        if (rule.send == Send::about_friend) to(from, state.best_friend);
        if (rule.send == Send::to_all)
            for (const auto peer : self.peers)
                to(peer, state.best_friend);
        if (!rule.counts) return;
        if (rule.sets) out.set_timer(*rule.sets, {}, {});
        if (rule.cancels) out.cancel_timer(*rule.cancels);
        if (rule.chooses) out.choose("which", {Choice::left, Choice::right});
        if (rule.saves) out.save({state.x, state.best_friend, state.steps});
    }
};
ORDEAL_DESCRIBE(RandomActor::Say, type, about, value)
BOOST_DESCRIBE_ENUM(RandomActor::Timer, early, late)
BOOST_DESCRIBE_ENUM(RandomActor::Choice, left, right)
ORDEAL_DESCRIBE(RandomActor::State, x, steps, best_friend, seen, value)
ORDEAL_DESCRIBE(RandomActor::Storage, x, best_friend, steps)

namespace detail {

inline RandomActor::Rule random_rule(core::Random& random, bool counts) {
    using Timer = RandomActor::Timer;
    RandomActor::Rule rule;
    rule.x = static_cast<std::int64_t>(random.below(3));
    rule.counts = counts;
    rule.ignores = random.chance(0.25);
    rule.send = static_cast<RandomActor::Send>(random.below(counts ? 5 : 4));
    rule.note = static_cast<RandomActor::Note>(random.below(4));
    rule.type = static_cast<std::int64_t>(random.below(3));
    rule.takes_value = random.chance(0.3);
    if (random.chance(0.2)) rule.sets = random.chance(0.5) ? Timer::early : Timer::late;
    if (random.chance(0.1)) rule.cancels = random.chance(0.5) ? Timer::early : Timer::late;
    rule.chooses = random.chance(0.1);
    rule.saves = random.chance(0.3);
    return rule;
}

}  // namespace detail

inline RandomActor random_actor(core::Random& random, std::int64_t most_steps) {
    RandomActor actor;
    for (auto& rule : actor.tables.message)
        rule = detail::random_rule(random, random.chance(0.7));
    for (auto& rule : actor.tables.timer)
        rule = detail::random_rule(random, true);
    for (auto& rule : actor.tables.choice)
        rule = detail::random_rule(random, true);
    actor.tables.start = detail::random_rule(random, true);
    actor.tables.start.ignores = false;
    actor.tables.most_steps = most_steps;
    return actor;
}

}  // namespace ordeal::tests
