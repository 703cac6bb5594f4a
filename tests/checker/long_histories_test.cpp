// Histories of any length against two that know nothing of them: all orders of the operations of a
// short one, tried one after the other, and the histories that models keep whole.
#include "checker/history/long_histories.hpp"

#include <algorithm>
#include <map>

#include <gtest/gtest.h>

#include "core/random.hpp"

namespace ordeal::tests {
namespace {

using checker::ClientEvent;
using checker::HistoryOptions;
using core::EventType;
using core::Value;
using core::Verdict;

HistoryOptions options() {
    HistoryOptions options;
    options.model = "register";
    options.initial = 0;
    return options;
}

/// As far as a history of a register has to be known to try all orders.
struct Operation {
    bool writes = false;
    std::int64_t value = 0;
    EventType outcome = EventType::info;
    std::size_t invoked = 0;
    std::size_t completed = SIZE_MAX;
};

class Orders {
  public:
    explicit Orders(std::vector<Operation> operations) : operations_(std::move(operations)) {}

    bool explain() { return go_on(0, 0); }

  private:
    /// `done`: bits of what was placed.
    bool go_on(std::uint32_t done, std::int64_t value) {
        bool over = true;
        for (std::size_t i = 0; i < operations_.size(); ++i)
            over = over && (operations_[i].outcome != EventType::ok || (done >> i & 1) != 0);
        if (over) return true;
        for (std::size_t i = 0; i < operations_.size(); ++i)
            if (may_come(i, done, value) &&
                go_on(done | 1U << i, operations_[i].writes ? operations_[i].value : value))
                return true;
        return false;
    }
    bool may_come(std::size_t i, std::uint32_t done, std::int64_t value) const {
        const Operation& one = operations_[i];
        if ((done >> i & 1) != 0 || one.outcome == EventType::fail) return false;
        for (std::size_t k = 0; k < operations_.size(); ++k)
            if ((done >> k & 1) == 0 && operations_[k].outcome == EventType::ok &&
                operations_[k].completed < one.invoked)
                return false;
        return one.writes || one.outcome != EventType::ok || one.value == value;
    }

    std::vector<Operation> operations_;
};

/// Clients that do this and that, and what the judges make of each event.
class Clients {
  public:
    Clients(std::uint64_t seed, checker::LongHistories& histories, checker::Histories& whole)
        : random_(seed), histories_(histories), whole_(whole) {}

    void go(std::size_t clients, std::size_t events) {
        std::vector<std::optional<std::size_t>> open(clients);
        for (std::size_t i = 0; i < events; ++i) {
            const std::size_t client = random_.below(clients);
            if (open[client]) {
                end(client, *open[client]);
                open[client].reset();
            } else {
                open[client] = operations_.size();
                begin(client);
            }
        }
    }

    std::uint32_t history = 0;
    std::uint32_t same = 0;  // the same one, as models keep it
    std::vector<std::pair<std::uint32_t, bool>> expected;

  private:
    void begin(std::size_t client) {
        Operation operation{random_.below(2) == 0, static_cast<std::int64_t>(random_.below(3)),
                            EventType::info, clock_};
        operations_.push_back(operation);
        ClientEvent event{EventType::invoke, operation.writes ? "write" : "read", nullptr,
                          operation.writes ? Value(operation.value) : Value(), false};
        event.unheard = (client + begun_[client]++) % 4 == 0;  // which turns out to be wrong
        next(client, event);
    }
    void end(std::size_t client, std::size_t number) {
        Operation& operation = operations_[number];
        operation.outcome = random_.below(6) == 0 ? EventType::fail : EventType::ok;
        operation.completed = clock_;
        const bool reads = !operation.writes && operation.outcome == EventType::ok;
        next(client, {operation.outcome, operation.writes ? "write" : "read", nullptr,
                      reads ? Value(operation.value) : Value(), false});
    }
    void next(std::size_t client, const ClientEvent& event) {
        history = histories_.next(history, client, event);
        same = whole_.next(same, client, event);
        ++clock_;
        expected.emplace_back(history, Orders(operations_).explain());
    }

    core::Random random_;
    checker::LongHistories& histories_;
    checker::Histories& whole_;
    std::vector<Operation> operations_;
    std::map<std::size_t, std::size_t> begun_;  // of each client
    std::size_t clock_ = 0;
};

/// With so many steps for what one return asks for.
class Followed : public testing::TestWithParam<std::uint64_t> {};
INSTANTIATE_TEST_SUITE_P(LongHistories, Followed, testing::Values(0, 3, 20'000));

TEST_P(Followed, AgreeWithAllOrdersOfTheOperations) {
    constexpr std::size_t clients = 3;
    checker::LongHistories histories(options(), {GetParam(), std::chrono::seconds(60)});
    checker::Histories whole(options(), clients);
    std::map<std::uint32_t, std::uint32_t> same;
    std::size_t invalid = 0;
    for (std::uint64_t seed = 1; seed <= 600; ++seed) {
        Clients run(seed, histories, whole);
        run.go(clients, 12);
        // The last one first, or the first one: what is known of one settles others.
        if (seed % 2 == 0) std::ranges::reverse(run.expected);
        for (const auto& [history, valid] : run.expected)
            ASSERT_EQ(histories.verdict(history), valid ? Verdict::valid : Verdict::invalid)
                << "seed " << seed << "\n"
                << histories.text(history, {});
        ASSERT_EQ(whole.valid(run.same), histories.verdict(run.history) == Verdict::valid);
        invalid += whole.valid(run.same) ? 0 : 1;
        const auto [place, added] = same.emplace(run.same, run.history);
        ASSERT_EQ(place->second, run.history) << "equal histories have two numbers, seed " << seed;
    }
    EXPECT_GT(invalid, 100U);
    EXPECT_LT(invalid, 500U);
}

TEST(LongHistories, WhatTakesTooLongIsNotKnown) {
    checker::LongHistories histories(options(), {0, core::Nanoseconds(-1)});
    std::uint32_t history = histories.next(0, 0, {EventType::invoke, "write", nullptr, 1});
    EXPECT_EQ(histories.verdict(history), Verdict::valid);  // whatever comes of it
    history = histories.next(history, 1, {EventType::invoke, "read", nullptr, nullptr});
    history = histories.next(history, 1, {EventType::ok, "read", nullptr, 2});
    EXPECT_EQ(histories.verdict(history), Verdict::unknown);
    EXPECT_NE(histories.why_unknown(history), "");
    std::vector<std::uint32_t> later;
    for (const auto type : {EventType::invoke, EventType::ok, EventType::invoke}) {
        history = histories.next(history, 1, {type, "read", nullptr, nullptr});
        later.push_back(history);
    }
    EXPECT_EQ(histories.verdict(history), Verdict::unknown);
    for (const std::uint32_t each : later)
        EXPECT_NE(histories.why_unknown(each), "");
}

TEST(LongHistories, AreTheSameWhateverTheOrderOfNeighbours) {
    checker::LongHistories histories(options());
    checker::Histories whole(options(), 3);
    std::map<std::uint32_t, std::uint32_t> one_way;
    std::map<std::uint32_t, std::uint32_t> other_way;
    // All that three clients can have done with two operations each, of equal content.
    const ClientEvent events[] = {{EventType::invoke, "write", nullptr, 1, false},
                                  {EventType::ok, "write", nullptr, nullptr, false}};
    struct Place {
        std::uint32_t history, same;
        std::size_t done[3];
    };
    std::vector<Place> places{{0, 0, {0, 0, 0}}};
    for (std::size_t i = 0; i < places.size(); ++i) {
        const Place here = places[i];
        const auto [one, fresh] = one_way.emplace(here.history, here.same);
        const auto [other, also_fresh] = other_way.emplace(here.same, here.history);
        ASSERT_EQ(one->second, here.same);
        ASSERT_EQ(other->second, here.history);
        if (!fresh) continue;
        for (std::size_t client = 0; client < 3; ++client) {
            if (here.done[client] == 4) continue;
            Place next = here;
            const ClientEvent& event = events[next.done[client]++ % 2];
            next.history = histories.next(here.history, client, event);
            next.same = whole.next(here.same, client, event);
            places.push_back(next);
        }
    }
    EXPECT_GT(one_way.size(), 500U);
}

/// Five clients of one copy, of which one reads in the end what was overwritten long before.
class StaleRead : public testing::Test {
  protected:
    static constexpr std::size_t clients = 5;
    static constexpr std::size_t operations = 4000;

    void SetUp() override {
        core::Random random(7);
        std::vector<std::optional<Value>> open(clients);  // with what it will be told
        std::int64_t copy = 0;
        while (done_ < operations) {
            const std::size_t client = random.below(clients);
            if (open[client]) {
                const bool reads = !open[client]->is_null();
                next(client, {EventType::ok, reads ? "read" : "write", nullptr, *open[client]});
                open[client].reset();
                ++done_;
                continue;
            }
            const bool writes = random.below(3) == 0;
            copy += writes ? 1 : 0;
            next(client, {EventType::invoke, writes ? "write" : "read", nullptr,
                          writes ? Value(copy) : Value()});
            open[client] = writes ? Value() : Value(copy);
        }
        good_ = numbers_.size();
        next(clients, {EventType::invoke, "read", nullptr, nullptr});
        next(clients, {EventType::ok, "read", nullptr, 1});
        next(clients, {EventType::invoke, "read", nullptr, nullptr});
    }
    void next(std::size_t client, const ClientEvent& event) {
        history_ = histories_.next(history_, client, event);
        numbers_.push_back(history_);
    }

    checker::LongHistories histories_{options()};
    std::uint32_t history_ = 0;
    std::vector<std::uint32_t> numbers_;  // the histories after each event
    std::size_t done_ = 0;
    std::size_t good_ = 0;
};

TEST_F(StaleRead, IsFoundWhereItReturns) {
    core::Random random(1);
    std::vector<std::size_t> asked;
    for (std::size_t i = 0; i < numbers_.size(); ++i)
        asked.push_back(i);
    std::ranges::reverse(asked);
    for (const std::size_t i : asked) {
        // The read that begins last changes nothing, and its answer comes one event later.
        const bool valid = i <= good_;
        ASSERT_EQ(histories_.verdict(numbers_[i]), valid ? Verdict::valid : Verdict::invalid) << i;
        ASSERT_EQ(histories_.why_unknown(numbers_[i]), "");
    }
}

TEST_F(StaleRead, CostsAsMuchAsItHasEvents) {
    // Neighbours that change places leave a history behind.
    EXPECT_LT(histories_.size(), 3 * numbers_.size());
    EXPECT_LT(histories_.bytes(), 1000 * numbers_.size());
}

TEST_F(StaleRead, TheLatestOperationsAreTold) {
    const std::string text = histories_.text(history_, {});
    EXPECT_EQ(text.substr(0, 6), "  ...\n");
    EXPECT_LT(std::ranges::count(text, '\n'), 70);
    EXPECT_NE(text.find("  client 6: read -> ok 1\n  client 6: read ...\n"), std::string::npos)
        << text;
    EXPECT_EQ(std::ranges::count(histories_.text(numbers_[0], {}), '\n'), 1);
}

}  // namespace
}  // namespace ordeal::tests
