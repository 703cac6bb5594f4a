#include "harness/router/router_world.hpp"

#include <fstream>
#include <map>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/json.hpp"
#include "tests/harness/worlds/in_child.hpp"

namespace ordeal::harness {
namespace {

using core::EventType;
using core::Value;
using nemesis::Evidence;
using testing::AllOf;
using testing::HasSubstr;
using namespace std::chrono_literals;

/// Each test runs as root and as a normal user.
class RouterWorldTest : public testing::TestWithParam<As> {
  protected:
    void SetUp() override {
        if (const auto reason = why_not(GetParam()); !reason.empty()) GTEST_SKIP() << reason;
    }

    RouterWorldOptions options(std::vector<std::string> more = {}) const {
        RouterWorldOptions made{.run_directory = folder_.path(), .seed = 42};
        made.system.command = {"router-test-node", folder_.label()};
        made.system.command.insert(made.system.command.end(), more.begin(), more.end());
        made.system.ready = ReadyProbe{.within = 30s};
        made.silence = 1h;
        return made;
    }

    static std::unique_ptr<RouterWorld> started(const RouterWorldOptions& options) {
        auto world = RouterWorld::create(options);
        if (!world) {
            ADD_FAILURE() << world.error().message;
            return nullptr;
        }
        if (const auto done = (*world)->start(); !done) ADD_FAILURE() << done.error().message;
        return std::move(*world);
    }

    static std::string refusal(const RouterWorldOptions& options) {
        const auto world = RouterWorld::create(options);
        if (!world) return world.error().message;
        const auto done = (*world)->start();
        return done ? "no failure" : done.error().message;
    }

    /// One operation of a fresh client of that node.
    static clients::Completion invoke(RouterWorld& world, std::size_t node, const std::string& f,
                                      Value value = {}, core::Nanoseconds timeout = 30s) {
        static std::int64_t process = 0;
        clients::ClientOptions options;
        options.endpoints = world.endpoints();
        options.home = node;
        options.process = process++;
        options.timeout = timeout;
        options.extra = Value::Object{};
        auto client = world.make_client("maelstrom", options);
        if (!client || !(*client)->open()) {
            ADD_FAILURE() << "no client";
            return {};
        }
        const auto completion = (*client)->invoke({f, std::nullopt, std::move(value)});
        (*client)->close();
        return completion;
    }

    static std::int64_t notes(RouterWorld& world, std::size_t node) {
        const auto completion = invoke(world, node, "notes");
        return completion.value.is_int() ? completion.value.as_int() : -1;
    }

    /// What the run ends with once a node has been asked for trouble.
    static std::string failure_after(RouterWorld& world, const std::string& trouble) {
        invoke(world, 1, "trouble", trouble, 10ms);
        eventually([&] {
            world.crashes();
            return world.failure().has_value();
        });
        return world.failure() ? world.failure()->message : "none";
    }

    /// How many messages of the trace had which fate.
    std::map<std::string, int> fates() const {
        std::map<std::string, int> counts;
        std::ifstream file(folder_.path() / "trace.jsonl");
        for (std::string line; std::getline(file, line);) {
            const auto message = core::parse_json(line);
            if (!message) ADD_FAILURE() << line;
            if (message) ++counts[message->find("fate")->as_string()];
        }
        return counts;
    }

    TestFolder folder_;
};

TEST_P(RouterWorldTest, MessagesFindTheirWayAndAllOfThemAreWrittenDown) {
    in_child(GetParam(), [this] {
        const auto world = started(options());
        EXPECT_EQ(invoke(*world, 0, "write", 7).type, EventType::ok);
        EXPECT_EQ(invoke(*world, 0, "read").value, Value(7));
        EXPECT_EQ(invoke(*world, 1, "read").value, Value(0));
        EXPECT_EQ(invoke(*world, 0, "tell", 5).type, EventType::ok);
        EXPECT_TRUE(eventually([&] { return notes(*world, 1) == 5 && notes(*world, 2) == 5; }));
        world->stop();
        EXPECT_FALSE(world->failure());
        EXPECT_TRUE(world->crashes().empty());
        const auto fates = this->fates();
        ASSERT_EQ(fates.size(), 1U);
        EXPECT_GE(fates.at("delivered"), 3 * 2 + 4 * 2 + 10 + 2 * 2);
        const Value figures = world->statistics();
        EXPECT_EQ(*figures.find("messages")->find("between-nodes"), Value(10));
    });
}

TEST_P(RouterWorldTest, ServicesAnswer) {
    in_child(GetParam(), [this] {
        const auto world = started(options());
        for (const char* service : {"lin-kv", "seq-kv", "lww-kv"})
            EXPECT_EQ(invoke(*world, 0, "ask", service).value, Value("write_ok"));
        EXPECT_EQ(invoke(*world, 0, "ask", "lin-tso").value, Value("error"));
    });
}

TEST_P(RouterWorldTest, APartitionDropsAndItsEndLetsThrough) {
    in_child(GetParam(), [this] {
        const auto world = started(options());
        const nemesis::Partition apart{{{"n2", {"n1"}}}, "one-way"};
        ASSERT_TRUE(world->begin(1, apart));
        invoke(*world, 0, "tell", 3);
        EXPECT_TRUE(eventually([&] { return notes(*world, 2) == 3; }));
        EXPECT_EQ(notes(*world, 1), 0);
        const auto evidence = world->end(1, apart);
        ASSERT_TRUE(evidence);
        EXPECT_TRUE(evidence->bit);
        EXPECT_EQ(*evidence->details.find("packets-dropped"), Value(3));
        invoke(*world, 0, "tell", 1);
        EXPECT_TRUE(eventually([&] { return notes(*world, 1) == 1; }));
        world->stop();
        EXPECT_EQ(fates().at("cut"), 3);
    });
}

TEST_P(RouterWorldTest, AKilledNodeIsDownAndComesBackWithInitAndWithoutItsMemory) {
    in_child(GetParam(), [this] {
        const auto world = started(options());
        invoke(*world, 1, "write", 7);
        const nemesis::Kill kill{{"n2"}};
        ASSERT_TRUE(world->begin(1, kill));
        const auto down = invoke(*world, 1, "read");
        EXPECT_EQ(down.type, EventType::fail);
        EXPECT_THAT(down.error.value_or(""), HasSubstr("n2 is down"));
        invoke(*world, 0, "tell", 1);
        const auto evidence = world->end(1, kill);
        ASSERT_TRUE(evidence) << evidence.error().message;
        EXPECT_NE(evidence->details.find("restarted"), nullptr);
        EXPECT_EQ(invoke(*world, 1, "read").value, Value(0));
        EXPECT_EQ(notes(*world, 1), 0);
        EXPECT_TRUE(world->crashes().empty());
        EXPECT_FALSE(world->failure());
        world->stop();
        EXPECT_EQ(fates().at("down"), 2);
    });
}

TEST_P(RouterWorldTest, APausedNodeAnswersLater) {
    in_child(GetParam(), [this] {
        const auto world = started(options());
        const nemesis::Pause pause{{"n2"}};
        ASSERT_TRUE(world->begin(1, pause));
        const auto late = invoke(*world, 1, "write", 7, 50ms);
        EXPECT_EQ(late.type, EventType::info);
        EXPECT_THAT(late.error.value_or(""), HasSubstr("timeout after 50ms"));
        ASSERT_TRUE(world->end(1, pause));
        EXPECT_EQ(invoke(*world, 1, "read").value, Value(7));
        EXPECT_FALSE(world->failure());
    });
}

TEST_P(RouterWorldTest, BadLinksDoWhatTheFaultSaysUntilItEnds) {
    in_child(GetParam(), [this] {
        const auto world = started(options());
        const nemesis::BadLinks loss{"loss", {{"n1", "n2"}}, {.loss = 1}};
        const nemesis::BadLinks copies{"duplicate", {{"n1", "n3"}}, {.duplicate = 1}};
        const nemesis::BadLinks late{"latency", {{"n1", "n3"}}, {.latency = {.mean = 30ms}}};
        ASSERT_TRUE(world->begin(1, loss));
        ASSERT_TRUE(world->begin(2, copies));
        ASSERT_TRUE(world->begin(3, late));
        const auto begin = std::chrono::steady_clock::now();
        invoke(*world, 0, "tell", 4);
        EXPECT_TRUE(eventually([&] { return notes(*world, 2) == 8; }));
        EXPECT_GE(std::chrono::steady_clock::now() - begin, 30ms);
        EXPECT_EQ(notes(*world, 1), 0);
        const auto lost = world->end(1, loss);
        ASSERT_TRUE(lost);
        EXPECT_TRUE(lost->bit);
        const Value& link = lost->details.find("links")->as_list().at(0);
        EXPECT_EQ(*link.find("dropped-by-loss"), Value(4));
        EXPECT_TRUE(world->end(2, copies)->bit);
        EXPECT_TRUE(world->end(3, late)->bit);
        invoke(*world, 0, "tell", 1);
        EXPECT_TRUE(eventually([&] { return notes(*world, 1) == 1 && notes(*world, 2) == 9; }));
    });
}

TEST_P(RouterWorldTest, ANodeThatIsAskedToEndDoesAndComesBack) {
    in_child(GetParam(), [this] {
        const auto world = started(options());
        invoke(*world, 1, "write", 7);
        const nemesis::Term term{{"n2"}};
        const auto begun = world->begin(1, term);
        ASSERT_TRUE(begun) << begun.error().message;
        EXPECT_TRUE(begun->bit);
        EXPECT_TRUE(eventually([&] { return invoke(*world, 1, "read").type == EventType::fail; }));
        const auto ended = world->end(1, term);
        ASSERT_TRUE(ended) << ended.error().message;
        EXPECT_EQ(invoke(*world, 1, "read").value, Value(0));
        EXPECT_TRUE(world->crashes().empty());
        EXPECT_FALSE(world->failure());
    });
}

TEST_P(RouterWorldTest, AStutterAndACrashLoopStrikeAgainAndAgain) {
    in_child(GetParam(), [this] {
        const auto world = started(options());
        const nemesis::Stutter stutter{{"n1"}, 0.5, 10ms};
        const nemesis::CrashLoop loop{{"n2"}, 20ms};
        ASSERT_TRUE(world->begin(1, stutter));
        ASSERT_TRUE(world->begin(2, loop));
        EXPECT_TRUE(eventually([&] {
            world->crashes();
            return world->statistics().find("starts")->find("n2")->as_int() >= 8;
        }));
        EXPECT_EQ(invoke(*world, 0, "write", 7, 5s).type, EventType::ok);
        const auto looped = world->end(2, loop);
        ASSERT_TRUE(looped) << looped.error().message;
        // One that has only just been started may be gone before anything of it was seen.
        EXPECT_GE(looped->details.find("kills")->find("n2")->as_int(), 2);
        const auto stuttered = world->end(1, stutter);
        ASSERT_TRUE(stuttered) << stuttered.error().message;
        EXPECT_GE(stuttered->details.find("stops")->find("n1")->as_int(), 1);
        EXPECT_EQ(invoke(*world, 0, "read").value, Value(7));
        EXPECT_EQ(invoke(*world, 1, "read").value, Value(0));
        EXPECT_TRUE(world->crashes().empty());
        EXPECT_FALSE(world->failure()) << world->failure()->message;
    });
}

TEST_P(RouterWorldTest, WhatIsOnlyForPacketsIsRefusedByName) {
    in_child(GetParam(), [this] {
        const auto world = RouterWorld::create(options()).value();
        for (const char* kind : {"corrupt", "reset", "clock-bump"})
            EXPECT_THAT(world->can(kind).error().message,
                        HasSubstr(std::string("world router cannot suffer \"") + kind));
        for (const char* kind : {"latency", "flaky-node", "rate", "crash-loop"})
            EXPECT_TRUE(world->can(kind)) << kind;
    });
}

TEST_P(RouterWorldTest, LossAndCopiesHappenAsTheRuleSays) {
    in_child(GetParam(), [this] {
        RouterWorldOptions lossy = options();
        lossy.network.loss = 0.5;
        lossy.network.duplicate = 0.5;
        lossy.network.latency.mean = 1ms;
        const auto world = started(lossy);
        invoke(*world, 0, "tell", 200);
        EXPECT_TRUE(eventually([&] {
            const Value figures = world->statistics();
            const Value& network = *figures.find("network");
            return network.find("received")->as_int() == 400 &&
                   network.find("unfinished")->as_int() == 0;
        }));
        world->stop();
        const auto fates = this->fates();
        EXPECT_NEAR(fates.at("lost"), 200, 60);
    });
}

TEST_P(RouterWorldTest, TheFirstMessageThatIsNoneEndsTheRunWithNodeLineAndReason) {
    const std::map<std::string, std::string> troubles = {
        {"no-json", "not JSON"},
        {"empty", "the line is empty"},
        {"no-dest", "it has no \"dest\""},
        {"no-type", "no \"type\""},
        {"bad-id", "\"msg_id\" is no integer"},
        {"unknown-dest", "there is no \"n77\" to send it to"},
        {"wrong-src", "its \"src\" is \"n99\", expected \"n2\""}};
    in_child(GetParam(), [&] {
        for (const auto& [word, reason] : troubles) {
            const auto world = started(options());
            EXPECT_THAT(
                failure_after(*world, word),
                AllOf(HasSubstr("node n2"), HasSubstr("line 2 of its stdout"), HasSubstr(reason)));
        }
    });
}

TEST_P(RouterWorldTest, TheLineIsShownAndWhatWasExpected) {
    in_child(GetParam(), [this] {
        const auto world = started(options());
        EXPECT_THAT(failure_after(*world, "no-json"),
                    AllOf(HasSubstr("\"Starting up...\""), HasSubstr("expected one message a line"),
                          HasSubstr("stderr")));
    });
}

TEST_P(RouterWorldTest, AnEarlyExitEndsTheRun) {
    in_child(GetParam(), [this] {
        const auto world = started(options());
        EXPECT_THAT(
            failure_after(*world, "exit"),
            AllOf(HasSubstr("node n2 ended with exit code 3"), HasSubstr("I have had enough")));
    });
}

TEST_P(RouterWorldTest, AClosedStdoutEndsTheRun) {
    in_child(GetParam(), [this] {
        RouterWorldOptions impatient = options();
        impatient.silence = 0s;
        const auto world = started(impatient);
        EXPECT_THAT(failure_after(*world, "close"), HasSubstr("node n2 has closed its stdout"));
    });
}

TEST_P(RouterWorldTest, ClientsDoNotWaitForARunThatHasFailed) {
    in_child(GetParam(), [this] {
        const auto world = started(options());
        failure_after(*world, "no-json");
        const auto completion = invoke(*world, 0, "ask", "nobody", 3600s);
        EXPECT_EQ(completion.type, EventType::info);
    });
}

TEST_P(RouterWorldTest, WhatANodeSaysInPlaceOfInitOkIsTold) {
    in_child(GetParam(), [this] {
        const auto world = RouterWorld::create(options({"--init=hello_ok"})).value();
        EXPECT_TRUE(world->start());
        ASSERT_TRUE(world->failure());
        EXPECT_THAT(world->failure()->message,
                    AllOf(HasSubstr("\"init_ok\""), HasSubstr("hello_ok")));
        RouterWorldOptions silent = options({"--init=none"});
        silent.system.ready = ReadyProbe{.within = 200ms};
        EXPECT_THAT(refusal(silent), HasSubstr("has not answered with init_ok within 200ms"));
        EXPECT_THAT(refusal(options({"--at-start=exit"})),
                    AllOf(HasSubstr("ended with exit code 3 before it answered with init_ok"),
                          HasSubstr("I have had enough")));
    });
}

TEST_P(RouterWorldTest, GreetingsFollowInitInEveryLife) {
    in_child(GetParam(), [this] {
        RouterWorldOptions greeted = options();
        greeted.greetings = {Value::object({{"type", "write"}, {"value", 9}})};
        const auto world = started(greeted);
        EXPECT_EQ(invoke(*world, 1, "read").value, Value(9));
        const nemesis::Kill kill{{"n2"}};
        ASSERT_TRUE(world->begin(1, kill));
        ASSERT_TRUE(world->end(1, kill));
        EXPECT_EQ(invoke(*world, 1, "read").value, Value(9));
    });
}

TEST_P(RouterWorldTest, ANodeThatDoesNotReadHoldsUpNobody) {
    in_child(GetParam(), [this] {
        const auto world = started(options());
        invoke(*world, 1, "trouble", "deaf");
        for (int i = 0; i < 10; ++i)
            EXPECT_EQ(invoke(*world, 0, "tell", 2000).type, EventType::ok);
        EXPECT_TRUE(eventually([&] { return notes(*world, 2) == 20000; }));
        EXPECT_EQ(invoke(*world, 1, "read", {}, 50ms).type, EventType::info);
    });
}

TEST_P(RouterWorldTest, ANodeThatNeverReadsEndsTheRunOnceTooMuchWaitsForIt) {
    in_child(GetParam(), [this] {
        RouterWorldOptions impatient = options();
        impatient.patience = 0s;
        const auto world = started(impatient);
        invoke(*world, 1, "trouble", "deaf");
        invoke(*world, 0, "tell", 400'000);
        ASSERT_TRUE(eventually([&] { return world->failure().has_value(); }));
        EXPECT_THAT(world->failure()->message, HasSubstr("node n2 does not read its stdin"));
    });
}

TEST_P(RouterWorldTest, APausedNodeMayMissMessagesButEndsNothing) {
    in_child(GetParam(), [this] {
        RouterWorldOptions impatient = options();
        impatient.patience = 0s;
        impatient.system.nodes = 2;
        const auto world = started(impatient);
        const nemesis::Pause pause{{"n2"}};
        ASSERT_TRUE(world->begin(1, pause));
        invoke(*world, 0, "tell", 400'000);
        EXPECT_FALSE(world->failure());
        ASSERT_TRUE(world->end(1, pause));
        std::int64_t heard = -1;  // a request is dropped like any message while too much waits
        for (int tries = 0; heard < 0 && tries < 60; ++tries) {
            const Value value = invoke(*world, 1, "notes", {}, 1s).value;
            if (value.is_int()) heard = value.as_int();
        }
        EXPECT_FALSE(world->failure());
        const Value figures = world->statistics();
        EXPECT_GT(heard, 100'000);
        EXPECT_GE(heard + figures.find("messages")->find("dropped-too-much-waited")->as_int(),
                  400'000);
    });
}

TEST_P(RouterWorldTest, ManyClientsThatGiveUpLeaveNothingBehind) {
    in_child(GetParam(), [this] {
        const auto world = started(options());
        const auto entries = [](const char* folder) {
            return std::distance(std::filesystem::directory_iterator(folder), {});
        };
        invoke(*world, 0, "read");
        const auto descriptors = entries("/proc/self/fd");
        const auto threads = entries("/proc/self/task");
        const nemesis::Pause pause{{"n2"}};
        ASSERT_TRUE(world->begin(1, pause));
        for (int i = 0; i < 1000; ++i)
            EXPECT_EQ(invoke(*world, 1, "read", {}, 100us).type, EventType::info);
        ASSERT_TRUE(world->end(1, pause));
        EXPECT_EQ(entries("/proc/self/fd"), descriptors);
        EXPECT_EQ(entries("/proc/self/task"), threads);
        EXPECT_EQ(invoke(*world, 1, "read").type, EventType::ok);
        EXPECT_FALSE(world->failure());
    });
}

TEST_P(RouterWorldTest, NothingIsLeftBehind) {
    in_child(GetParam(), [this] {
        {
            const auto world = started(options());
            invoke(*world, 1, "trouble", "daemon");
            EXPECT_FALSE(processes_with(folder_.label()).empty());
        }
        EXPECT_TRUE(eventually([&] { return processes_with(folder_.label()).empty(); }));
    });
}

TEST_P(RouterWorldTest, WhatItCannotDoItRefusesByName) {
    in_child(GetParam(), [this] {
        RouterWorldOptions corrupt = options();
        corrupt.network.corrupt = 0.1;
        EXPECT_THAT(refusal(corrupt), HasSubstr("network.corrupt"));
        const auto world = RouterWorld::create(options()).value();
        EXPECT_FALSE(world->can("clock-skew"));
        EXPECT_FALSE(world->make_client("etcd", {}));
    });
}

INSTANTIATE_TEST_SUITE_P(As, RouterWorldTest, testing::Values(As::root, As::user),
                         testing::PrintToStringParamName());

}  // namespace
}  // namespace ordeal::harness
