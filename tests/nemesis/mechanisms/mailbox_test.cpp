#include "nemesis/mechanisms/mailbox.hpp"

#include <atomic>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <poll.h>

namespace ordeal::nemesis {
namespace {

TEST(Mailbox, RunsTasksInTheCallerWhileNobodyServes) {
    auto mailbox = *Mailbox::create();
    std::thread::id ran_in;
    mailbox->run([&] { ran_in = std::this_thread::get_id(); });
    EXPECT_EQ(ran_in, std::this_thread::get_id());
}

/// Waits for letters as the fabric does, until told to stop.
void serve(Mailbox& mailbox, const bool& is_over) {
    while (!is_over) {
        pollfd waiting{.fd = mailbox.fd(), .events = POLLIN, .revents = 0};
        ::poll(&waiting, 1, -1);
        mailbox.serve();
    }
    mailbox.close();
}

TEST(Mailbox, RunsTasksOneByOneInTheServingThread) {
    auto mailbox = *Mailbox::create();
    bool is_over = false;
    mailbox->open();
    std::thread server([&] { serve(*mailbox, is_over); });
    int sum = 0;  // without a lock: tasks never run at the same time
    std::atomic<int> elsewhere{0};
    std::vector<std::thread> callers;
    for (int caller = 0; caller < 4; ++caller)
        callers.emplace_back([&] {
            for (int i = 0; i < 500; ++i)
                mailbox->run([&] {
                    ++sum;
                    if (std::this_thread::get_id() != server.get_id()) ++elsewhere;
                });
        });
    for (auto& caller : callers)
        caller.join();
    mailbox->run([&] { is_over = true; });
    server.join();
    EXPECT_EQ(sum, 2000);
    EXPECT_EQ(elsewhere, 0);
    mailbox->run([&] { ++sum; });
    EXPECT_EQ(sum, 2001);
}

}  // namespace
}  // namespace ordeal::nemesis
