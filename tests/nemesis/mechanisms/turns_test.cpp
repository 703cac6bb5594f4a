#include "nemesis/mechanisms/turns.hpp"

#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace ordeal::nemesis {
namespace {

TEST(Turns, TasksRunWhereTheyAreAskedFor) {
    Turns turns;
    std::thread::id ran_in;
    turns.between([&] { ran_in = std::this_thread::get_id(); });
    EXPECT_EQ(ran_in, std::this_thread::get_id());
}

TEST(Turns, TasksAndTurnsNeverRunAtTheSameTime) {
    Turns turns;
    int sum = 0;  // without a lock of its own
    bool is_over = false;
    int taken = 0;
    std::thread taker([&] {
        for (;;) {
            const auto turn = turns.take();
            if (is_over) return;
            ++sum;
            ++taken;
        }
    });
    std::vector<std::thread> callers;
    for (int caller = 0; caller < 4; ++caller)
        callers.emplace_back([&] {
            for (int i = 0; i < 500; ++i)
                turns.between([&] { ++sum; });
        });
    for (auto& caller : callers)
        caller.join();
    turns.between([&] { is_over = true; });
    taker.join();
    EXPECT_EQ(sum, 2000 + taken);
}

TEST(Turns, ATurnCanSeeThatATaskWaits) {
    Turns turns;
    auto turn = turns.take();
    EXPECT_FALSE(turns.is_wanted());
    std::thread caller([&] { turns.between([] {}); });
    while (!turns.is_wanted())
        std::this_thread::yield();
    turn.unlock();
    caller.join();
    EXPECT_FALSE(turns.is_wanted());
}

}  // namespace
}  // namespace ordeal::nemesis
