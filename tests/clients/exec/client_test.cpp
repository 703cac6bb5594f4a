// Programs that are clients, good ones and all kinds of bad ones, as shell scripts.
#include "clients/exec/client.hpp"

#include <chrono>
#include <fstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clients/tcp_stream.hpp"
#include "core/file_descriptor.hpp"
#include "core/json.hpp"
#include "tests/clients/support/local_server.hpp"

namespace ordeal::clients::exec {
namespace {

using core::EventType;
using core::Value;
using ::testing::HasSubstr;
using namespace std::chrono_literals;

constexpr auto patient = 60s;  // for programs that are to answer, on a busy machine
const std::string ready = R"(read opening; echo '{"type":"ok"}'; )";

ClientOptions options_of(const Value& command, core::Nanoseconds timeout = patient) {
    ClientOptions options;
    options.endpoints = {{"n1", "127.0.0.1", 7000}, {"n2", "127.0.0.2", 7001}};
    options.home = 1;
    options.process = 3;
    options.workload = "set";
    options.timeout = timeout;
    options.extra = Value::object({{"command", command}});
    return options;
}

/// A client that is a shell script.
std::unique_ptr<Client> client_of(const std::string& script, core::Nanoseconds timeout = patient) {
    auto client = make_client(options_of(Value::list({"/bin/sh", "-c", script}), timeout));
    EXPECT_TRUE(client) << client.error().message;
    return std::move(*client);
}

Completion add_five(const std::string& script, core::Nanoseconds timeout = patient) {
    const auto client = client_of(script, timeout);
    EXPECT_TRUE(client->open());
    return client->invoke({"add", Value("k0"), 5});
}

/// Whether the process whose number is in the file ends within ten seconds, or has ended.
bool ends(const std::filesystem::path& pid_file) {
    pid_t pid = 0;
    std::ifstream(pid_file) >> pid;
    EXPECT_GT(pid, 0);
    const core::FileDescriptor process(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
    return !process || wait_for(process.get(), POLLIN, std::chrono::steady_clock::now() + 10s);
}

TEST(ExecClient, WhatAProgramIsTold) {
    const testing::Folder folder;
    const std::string log = (folder.path() / "log").string();
    const auto client = client_of("read a; echo \"$a\" >> " + log + "; echo '{\"type\":\"ok\"}'; " +
                                  "read a; echo \"$a\" >> " + log + "; echo '{\"type\":\"ok\"}'");
    ASSERT_TRUE(client->open());
    EXPECT_EQ(client->invoke({"add", Value("k0"), 5}).type, EventType::ok);
    std::ifstream file(log);
    std::string opening;
    std::string invocation;
    std::getline(file, opening);
    std::getline(file, invocation);
    EXPECT_EQ(*core::parse_json(opening), *core::parse_json(R"({"type":"open","process":3,
        "node":"n2","endpoints":[{"node":"n1","ip":"127.0.0.1","port":7000},
        {"node":"n2","ip":"127.0.0.2","port":7001}],"workload":"set","timeout":60.0,
        "options":{}})"));
    EXPECT_EQ(invocation, R"({"type":"invoke","f":"add","key":"k0","value":5})");
}

TEST(ExecClient, WhatAnAnswerMeans) {
    const struct {
        std::string answer;
        EventType type;
        Value value;
        std::string error;
    } table[] = {
        {R"({"type":"ok"})", EventType::ok, 5, ""},
        {R"({"type":"ok","value":[1,2]})", EventType::ok, Value::list({1, 2}), ""},
        {R"({"type":"ok","value":null})", EventType::ok, nullptr, ""},
        {R"({"type":"fail","error":"not the leader"})", EventType::fail, 5, "not the leader"},
        {R"({"type":"info","error":{"code":4}})", EventType::info, 5, R"({"code":4})"},
        {R"({"type":"info","value":9})", EventType::info, 5, "no reason given"},
        {R"({"type":"yes"})", EventType::info, 5, "has no \"type\" of ok, fail or info"},
        {"5", EventType::info, 5, "has no \"type\""},
        {"Traceback", EventType::info, 5, "\"Traceback\" is no JSON"},
        {"", EventType::info, 5, "is no JSON"},
    };
    for (const auto& [answer, type, value, error] : table) {
        const Completion completion = add_five(ready + "read a; echo '" + answer + "'; read a");
        EXPECT_EQ(completion.type, type) << answer;
        EXPECT_EQ(completion.value, value) << answer;
        EXPECT_THAT(completion.error.value_or(""), HasSubstr(error)) << answer;
    }
}

TEST(ExecClient, OneProgramForManyInvocations) {
    const auto client = client_of(
        ready + R"(n=0; while read a; do n=$((n+1)); echo '{"type":"ok","value":'$n'}'; done)");
    ASSERT_TRUE(client->open());
    for (int number = 1; number <= 100; ++number)
        ASSERT_EQ(client->invoke({"read", std::nullopt, nullptr}).value, Value(number));
}

TEST(ExecClient, AProgramThatEndsIsInDoubtOnceAsked) {
    const Completion early = add_five(R"(echo 'no module named nats' >&2; exit 7)");
    EXPECT_EQ(early.type, EventType::fail);
    EXPECT_THAT(*early.error, HasSubstr("exit code 7: no module named nats"));
    const Completion late = add_five(ready + "read a; echo gone >&2; kill -9 $$");
    EXPECT_EQ(late.type, EventType::info);
    EXPECT_THAT(*late.error, HasSubstr("signal 9: gone"));
}

TEST(ExecClient, AProgramMayRefuseToOpen) {
    const Completion refused =
        add_five(R"(read a; echo '{"type":"fail","error":"nobody listens"}'; read a)");
    EXPECT_EQ(refused.type, EventType::fail);
    EXPECT_EQ(*refused.error, "nobody listens");
    const Completion babbling = add_five("echo hello; read a");
    EXPECT_EQ(babbling.type, EventType::fail);
    EXPECT_THAT(*babbling.error, HasSubstr("hello"));
}

TEST(ExecClient, WhatNobodyAskedForIsNoAnswer) {
    const auto client = client_of(ready + R"(read a; echo '{"type":"ok","value":1}
{"type":"ok","value":2}'; read a; echo '{"type":"ok","value":3}'; read a)");
    ASSERT_TRUE(client->open());
    EXPECT_EQ(client->invoke({"read", std::nullopt, nullptr}).value, Value(1));
    // Another program answers: from this one 2 would come, which belongs to no question.
    EXPECT_EQ(client->invoke({"read", std::nullopt, nullptr}).value, Value(1));
}

TEST(ExecClient, TheDeadlineHoldsAndTheProgramIsKilled) {
    const testing::Folder folder;
    const std::string pid = (folder.path() / "pid").string();
    const std::string child = (folder.path() / "child").string();
    for (const char* manner : {"sleep 600", "while true; do printf x; done",
                               "trap '' TERM; sleep 600", "while true; do echo x >&2; done"}) {
        const auto client = client_of("echo $$ > " + pid + "; sleep 600 & echo $! > " + child +
                                          "; " + ready + "read a; " + manner,
                                      300ms);
        ASSERT_TRUE(client->open());
        Completion completion{EventType::fail, {}, {}};
        for (int tries = 0; tries < 100 && completion.type == EventType::fail; ++tries)
            completion = client->invoke({"add", std::nullopt, 5});  // fail: not ready yet
        EXPECT_EQ(completion.type, EventType::info) << manner;
        EXPECT_TRUE(ends(pid)) << manner;
        EXPECT_TRUE(ends(child)) << manner;
    }
}

TEST(ExecClient, AProgramThatIsSlowToOpenIsNotKilledForIt) {
    const testing::Folder folder;
    const std::string go = (folder.path() / "go").string();
    ASSERT_EQ(std::system(("mkfifo " + go).c_str()), 0);
    const auto client = client_of(
        "read go < " + go + "; " + ready + R"(read a; echo '{"type":"ok","value":1}'; read a)",
        50ms);
    ASSERT_TRUE(client->open());
    const Completion early = client->invoke({"read", std::nullopt, nullptr});
    EXPECT_EQ(early.type, EventType::fail);
    EXPECT_THAT(*early.error, HasSubstr("has not answered the opening line yet"));
    std::ofstream(go) << "go\n";  // waits until the program reads it: it is alive
    Completion completion = early;
    for (int tries = 0; tries < 1'000 && completion.type == EventType::fail; ++tries)
        completion = client->invoke({"read", std::nullopt, nullptr});
    EXPECT_NE(completion.type, EventType::fail);
}

TEST(ExecClient, NothingIsLeft) {
    const testing::Belongings before = testing::belongings();
    for (int i = 0; i < 100; ++i) {
        (void)add_five(ready + "read a; exit 1");
        const auto client = client_of(ready + "cat > /dev/null");
        ASSERT_TRUE(client->open());
        client->close();
    }
    const testing::Belongings after = testing::belongings_settled(before);
    EXPECT_EQ(after.descriptors, before.descriptors);
    EXPECT_EQ(after.threads, before.threads);
    EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1) << "a child that nobody waited for";
}

TEST(ExecClient, OptionsThatDoNotFit) {
    const std::pair<Value, std::string> table[] = {
        {nullptr, "workload.options.command: expected the program and its arguments"},
        {Value::List{}, "workload.options.command: expected the program"},
        {Value::list({5}), "workload.options.command: 5 is no string"},
        {Value::list({"no-such-program"}), "there is no program \"no-such-program\" in PATH"},
        {Value::list({"/no/such"}), "workload.options.command: /no/such: No such file"},
    };
    for (const auto& [command, message] : table) {
        const auto client = make_client(options_of(command));
        ASSERT_FALSE(client);
        EXPECT_THAT(client.error().message, HasSubstr(message));
    }
    ClientOptions options = options_of(Value::list({"sh"}));
    EXPECT_TRUE(make_client(options));
    options.extra.set("comand", 1);
    EXPECT_THAT(make_client(options).error().message, HasSubstr("did you mean \"command\""));
}

TEST(ExecClient, WhatCannotBeExecuted) {
    const testing::Folder folder;
    const std::string path = (folder.path() / "program").string();
    std::ofstream(path) << "\x7f"
                           "ELF nonsense";
    std::filesystem::permissions(path, std::filesystem::perms::all);
    const auto client = make_client(options_of(Value::list({path})));
    ASSERT_TRUE(client);
    EXPECT_THAT((*client)->open().error().message, HasSubstr("cannot execute " + path));
}

}  // namespace
}  // namespace ordeal::clients::exec
