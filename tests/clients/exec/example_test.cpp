// The program in docs/clients.md does what the page says, with a real server.
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "clients/client.hpp"
#include "tests/clients/support/fake_server.hpp"
#include "tests/clients/support/local_server.hpp"

namespace ordeal::clients {
namespace {

using core::EventType;
using core::Value;

std::string example_of_the_page() {
    const auto tree = std::filesystem::path(__FILE__).parent_path() / "../../..";
    std::stringstream page;
    page << std::ifstream(tree / "docs/clients.md").rdbuf();
    const std::string text = page.str();
    const std::string begin = "```python\n";
    const std::size_t from = text.find(begin) + begin.size();
    return text.substr(from, text.find("```", from) - from);
}

std::unique_ptr<Client> client_of(const testing::Folder& folder, const std::string& ip,
                                  std::uint16_t port) {
    const std::string path = (folder.path() / "client.py").string();
    std::ofstream(path) << example_of_the_page();
    ClientOptions options;
    options.endpoints = {{"n1", ip, port}};
    options.timeout = std::chrono::seconds(60);
    options.extra = Value::object({{"command", Value::list({"python3", path})}});
    auto client = make_client("exec", options);
    EXPECT_TRUE(client) << client.error().message;
    EXPECT_TRUE((*client)->open());
    return std::move(*client);
}

TEST(ExecExample, IsARegister) {
    const auto program = testing::find_program("redis-server");
    if (!program) GTEST_SKIP() << "apt-get install redis-server";
    const testing::Folder folder;
    const std::string ip = testing::own_loopback();
    const std::uint16_t port = testing::next_port();
    testing::Process server({*program, "--bind", ip, "--port", std::to_string(port), "--save", ""},
                            folder.path());
    ASSERT_TRUE(server.listens(ip, port)) << server.output();
    const auto client = client_of(folder, ip, port);
    const std::pair<Invocation, Value> steps[] = {
        {{"read", Value("k0"), nullptr}, nullptr},
        {{"write", Value("k0"), 5}, 5},
        {{"read", Value("k0"), nullptr}, 5},
        {{"read", Value("k1"), nullptr}, nullptr},
        {{"write", Value("k0"), 6}, 6},
        {{"read", Value("k0"), nullptr}, 6},
    };
    for (const auto& [invocation, value] : steps) {
        const Completion completion = client->invoke(invocation);
        EXPECT_EQ(completion.type, EventType::ok) << completion.error.value_or("");
        EXPECT_EQ(completion.value, value);
    }
    server.signal(SIGKILL);
    (void)server.wait();
    EXPECT_EQ(client->invoke({"write", Value("k0"), 7}).type, EventType::info);
}

TEST(ExecExample, SaysThatNobodyListens) {
    const testing::Folder folder;
    const testing::FakeServer nobody(testing::Manner::refuse);
    const auto client = client_of(folder, "127.0.0.1", nobody.port());
    const Completion completion = client->invoke({"read", Value("k0"), nullptr});
    EXPECT_EQ(completion.type, EventType::fail) << completion.error.value_or("");
}

}  // namespace
}  // namespace ordeal::clients
