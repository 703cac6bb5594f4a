// The server of a store: what it tells, whom it tells, and that no request leads out of the store.
#include "harness/serve/run_server.hpp"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>
#include <unistd.h>

#include "core/json.hpp"
#include "harness/serve/run_list.hpp"

namespace ordeal::harness {
namespace {

using testing::HasSubstr;
namespace fs = std::filesystem;

class Serve : public testing::Test {
  protected:
    Serve() {
        std::string pattern = (fs::temp_directory_path() / "ordeal-serve-XXXXXX").string();
        folder_ = ::mkdtemp(pattern.data());
        write("secret.txt", "SECRET\n");
        write("secret/verdict.json", R"({"verdict":"SECRET"})");
        write("store/a/2026/verdict.json", R"({"verdict":"invalid","seed":3,"sentence":"why"})");
        write("store/a/2026/history.jsonl", "{\"index\":0}\n{\"index\":1}\n{\"ind");
        write("store/a/2026/nodes/n1/output.log", "hello");
        write("store/a/2026/nodes/n1/data/key.pem", "SECRET");
        write("store/b/2027/run.json", R"({"seed":4})");
        fs::create_directory_symlink(folder_ / "secret", folder_ / "store/a/linked");
        fs::create_directory_symlink(folder_, folder_ / "store/out");
        fs::create_symlink(folder_ / "secret.txt", folder_ / "store/b/2027/history.jsonl");
        fs::create_directory_symlink(folder_ / "secret", folder_ / "store/a/2026/nodes/n2");
        fs::create_symlink(folder_ / "secret/verdict.json", folder_ / "store/b/2027/verdict.json");
    }
    ~Serve() override { fs::remove_all(folder_); }

    void write(const fs::path& file, std::string_view text) const {
        fs::create_directories((folder_ / file).parent_path());
        std::ofstream(folder_ / file) << text;
    }

    RunServer started(std::string token = "") const {
        auto server = RunServer::start({folder_ / "store", "127.0.0.1", 0, std::move(token)});
        EXPECT_TRUE(server) << server.error().message;
        return std::move(*server);
    }

    fs::path folder_;
};

httplib::Result get(const RunServer& server, const std::string& path,
                    const httplib::Headers& headers = {}) {
    httplib::Client client("127.0.0.1", server.port());
    client.set_url_encode(false);
    auto answer = client.Get(path, headers);
    EXPECT_TRUE(answer) << path;
    return answer;
}

TEST_F(Serve, TellsOfRunsTheLatestFirst) {
    const RunServer server = started();
    const auto document = core::parse_json(get(server, "/api/v1/runs")->body);
    ASSERT_TRUE(document);
    const auto& runs = document->find("runs")->as_list();
    ASSERT_EQ(runs.size(), 2U) << "what is reached by a link is no run";
    EXPECT_EQ(runs[0].find("scenario")->as_string(), "b");
    EXPECT_EQ(runs[0].find("state")->as_string(), "unfinished");
    EXPECT_EQ(runs[0].find("seed")->as_int(), 4);
    EXPECT_EQ(runs[1].find("verdict")->as_string(), "invalid");
    EXPECT_EQ(runs[1].find("sentence")->as_string(), "why");
}

TEST_F(Serve, ARunThatEndsMeanwhileIsSeenToBeOver) {
    RunList list(folder_ / "store");
    EXPECT_EQ(list.one({"b", "2027"}).find("state")->as_string(), "unfinished");
    fs::remove(folder_ / "store/b/2027/verdict.json");
    write("store/b/2027/verdict.json", R"({"verdict":"valid"})");
    EXPECT_EQ(list.one({"b", "2027"}).find("verdict")->as_string(), "valid");
}

TEST_F(Serve, TellsWhatCameSince) {
    const RunServer server = started();
    const auto news = core::parse_json(get(server, "/api/v1/runs/a/2026/events?from=12")->body);
    ASSERT_TRUE(news);
    EXPECT_EQ(news->find("events")->as_string(), "{\"index\":1}\n") << "whole lines only";
    EXPECT_EQ(news->find("next")->as_int(), 24);
    EXPECT_TRUE(news->find("over")->as_bool());
    const auto none = core::parse_json(get(server, "/api/v1/runs/a/2026/events?from=999")->body);
    EXPECT_EQ(none->find("next")->as_int(), 999);
}

TEST_F(Serve, FilesOfARunCanBeRead) {
    const RunServer server = started();
    EXPECT_THAT(get(server, "/runs/a/2026/verdict.json")->body, HasSubstr("invalid"));
    EXPECT_EQ(get(server, "/runs/a/2026/nodes/n1/output.log")->body, "hello");
}

TEST_F(Serve, NoPathLeadsOutOfTheStore) {
    const RunServer server = started();
    for (const char* path :
         {"/runs/a/2026/../../../secret.txt", "/runs/a/2026/%2e%2e/%2e%2e/%2e%2e/secret.txt",
          "/runs/../secret/verdict.json", "/runs/%2e%2e/secret/verdict.json",
          "/runs/a/linked/verdict.json", "/runs/out/secret/verdict.json",
          "/runs/b/2027/history.jsonl", "/runs/a/2026/nodes/n2/output.log",
          "/runs/a/2026/nodes/n1/data/key.pem", "/runs/a/2026/nodes/n1/../../verdict.json",
          "/runs/a/2026/nodes//output.log", "/runs/a%2f2026/x/verdict.json",
          "/runs/a/2026/verdict.json%00", "/runs/.//verdict.json", "/runs//etc/passwd",
          "/api/v1/runs/../secret", "/api/v1/runs/%2e%2e/secret", "/api/v1/runs/a/linked",
          "/api/v1/runs/b/2027/../../../secret"}) {
        const auto answer = get(server, path);
        ASSERT_TRUE(answer);
        EXPECT_NE(answer->status, 200) << path;
        EXPECT_THAT(answer->body, testing::Not(HasSubstr("SECRET"))) << path;
    }
    EXPECT_THAT(get(server, "/api/v1/runs/b/2027/events?from=0")->body,
                testing::Not(HasSubstr("SECRET")))
        << "a history that is a link";
}

TEST_F(Serve, ItsPageHasAStrictPolicy) {
    const RunServer server = started();
    const auto page = get(server, "/");
    const std::string policy = page->get_header_value("Content-Security-Policy");
    EXPECT_THAT(policy, HasSubstr("default-src 'none'; script-src 'sha256-"));
    EXPECT_THAT(policy, HasSubstr("frame-ancestors 'none'"));
    EXPECT_THAT(policy, testing::Not(HasSubstr("unsafe")));
    EXPECT_EQ(page->get_header_value("X-Content-Type-Options"), "nosniff");
}

TEST_F(Serve, AnswersAreNotCompressed) {
    const RunServer server = started();
    for (const char* path : {"/", "/api/v1/runs", "/api/v1/runs/a/2026/events"}) {
        const auto answer = get(server, path, {{"Accept-Encoding", "br, gzip"}});
        EXPECT_EQ(answer->status, 200) << path;
        EXPECT_FALSE(answer->has_header("Content-Encoding")) << path;
        EXPECT_FALSE(answer->body.empty()) << path;
    }
}

TEST_F(Serve, NothingBehindAnAnswerIsSent) {
    const RunServer server = started();
    const std::string whole = get(server, "/api/v1/runs")->body;
    const auto part = get(server, "/api/v1/runs", {{"Range", "bytes=2-5"}});
    EXPECT_EQ(part->status, 206);
    EXPECT_EQ(part->body, whole.substr(2, 4));
    for (const char* range : {"bytes=0-99999", "bytes=9999-", "bytes=9-2", "bytes=0-1,2-99999"}) {
        std::string got;
        httplib::Client client("127.0.0.1", server.port());
        (void)client.Get("/api/v1/runs", {{"Range", range}}, [&](const char* bytes, std::size_t n) {
            got.append(bytes, n);
            return true;
        });
        EXPECT_LT(got.size(), whole.size() + 500) << range << ": parts have heads";
    }
    EXPECT_EQ(get(server, "/api/v1/runs")->body, whole);
}

TEST_F(Serve, AnswersToTheNamesOfItsOwnMachineOnly) {
    const RunServer server = started();
    EXPECT_EQ(get(server, "/api/v1/runs", {{"Host", "evil.example"}})->status, 403);
    EXPECT_EQ(get(server, "/api/v1/runs", {{"Host", "localhost:1234"}})->status, 200);
    EXPECT_EQ(get(server, "/api/v1/runs", {{"Host", "[::1]:1234"}})->status, 200);
}

TEST_F(Serve, OtherAddressesNeedAToken) {
    const auto refused = RunServer::start({folder_ / "store", "0.0.0.0", 0, ""});
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message, HasSubstr("--token"));
    const RunServer server = started("s3cret");
    EXPECT_THAT(server.url(), HasSubstr("/?token=s3cret"));
    EXPECT_EQ(get(server, "/api/v1/runs")->status, 403);
    EXPECT_EQ(get(server, "/?token=wrong")->status, 403);
    const auto entered = get(server, "/?token=s3cret");
    EXPECT_EQ(entered->status, 302);
    EXPECT_THAT(entered->get_header_value("Set-Cookie"), HasSubstr("HttpOnly"));
    EXPECT_EQ(get(server, "/api/v1/runs", {{"Cookie", "x=1; ordeal=s3cret"}})->status, 200);
    EXPECT_EQ(get(server, "/api/v1/runs", {{"Cookie", "ordeal=s3cre"}})->status, 403);
}

TEST_F(Serve, APortThatIsTakenIsAnError) {
    const RunServer server = started();
    const auto second = RunServer::start({folder_ / "store", "127.0.0.1", server.port(), ""});
    ASSERT_FALSE(second);
    EXPECT_THAT(second.error().message, HasSubstr("--port 0"));
}

}  // namespace
}  // namespace ordeal::harness
