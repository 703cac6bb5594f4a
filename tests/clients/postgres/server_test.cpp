// The client against a real PostgreSQL server, if it is installed.
#include <algorithm>
#include <csignal>
#include <filesystem>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "clients/client.hpp"
#include "clients/postgres/session.hpp"
#include "tests/clients/support/local_server.hpp"
#include "tests/clients/support/outcomes.hpp"

namespace ordeal::clients::postgres {
namespace {

using core::EventType;
using core::Value;
using ::testing::HasSubstr;
using testing::ok_value;
using ::testing::StartsWith;
using testing::why_failed;

std::vector<std::string> places_of_programs() {
    std::vector<std::string> places;
    std::error_code ignored;
    for (const auto& version : std::filesystem::directory_iterator("/usr/lib/postgresql", ignored))
        places.push_back(version.path() / "bin");
    return places;
}

/// One for all tests, each of which has tables, and so a database, of its own.
class Server {
  public:
    static Server& get() {
        static Server server;
        return server;
    }
    bool installed() const { return running_; }
    const std::string& ip() const { return ip_; }
    std::uint16_t port() const { return port_; }

  private:
    Server() {
        const auto initdb = testing::find_program("initdb", places_of_programs());
        const auto program = testing::find_program("postgres", places_of_programs());
        if (!initdb || !program) return;
        const std::string data = folder_.path() / "data";
        testing::Process made({*initdb, "--no-sync", "-A", "trust", "-U", "postgres", "-D", data},
                              folder_.path(), true);
        EXPECT_EQ(made.wait(), 0) << made.output();
        process_.emplace(std::vector<std::string>{*program,
                                                  "-D",
                                                  data,
                                                  "-p",
                                                  std::to_string(port_),
                                                  "-c",
                                                  "listen_addresses=" + ip_,
                                                  "-c",
                                                  "unix_socket_directories=",
                                                  "-c",
                                                  "fsync=off",
                                                  "-c",
                                                  "autovacuum=off",
                                                  "-c",
                                                  "dynamic_shared_memory_type=mmap",
                                                  "-c",
                                                  "synchronous_standby_names=nobody",
                                                  "-c",
                                                  "synchronous_commit=local",
                                                  "-c",
                                                  "shared_buffers=8MB"},
                         folder_.path(), true);
        running_ = process_->listens(ip_, port_) && answers();
        EXPECT_TRUE(running_) << process_->output();
    }

    ~Server() {
        if (!process_) return;
        process_->signal(SIGQUIT);  // so that it gives back its shared memory
        (void)process_->wait();
    }

    /// It listens before it is ready.
    bool answers() const {
        const Deadline deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
        while (std::chrono::steady_clock::now() < deadline) {
            Session session;
            if (session.open({ip_, port_, "postgres", "postgres", ""}, deadline)) return true;
            std::this_thread::yield();
        }
        return false;
    }

    testing::Folder folder_;
    std::string ip_ = testing::own_loopback();
    std::uint16_t port_ = testing::next_port();
    std::optional<testing::Process> process_;
    bool running_ = false;
};

Deadline soon() {
    return std::chrono::steady_clock::now() + std::chrono::seconds(60);
}

class Postgres : public ::testing::Test {
  protected:
    void SetUp() override {
        if (!Server::get().installed()) GTEST_SKIP() << "apt-get install postgresql";
        database_ = ::testing::UnitTest::GetInstance()->current_test_info()->name();
        std::ranges::transform(database_, database_.begin(), ::tolower);
        Session session = session_of("postgres");
        const Answer made = session.ask("CREATE DATABASE " + database_, {}, soon());
        ASSERT_EQ(made.fate, Fate::done) << made.error;
    }

    Session session_of(const std::string& database) {
        Session session;
        const auto opened = session.open(
            {Server::get().ip(), Server::get().port(), database, "postgres", ""}, soon());
        EXPECT_TRUE(opened) << opened.error().message;
        return session;
    }

    std::unique_ptr<Client> client(const char* kind, const char* isolation = "serializable",
                                   std::chrono::milliseconds timeout = std::chrono::minutes(1)) {
        ClientOptions options;
        options.endpoints = {{"n1", Server::get().ip(), Server::get().port()}};
        options.workload = kind;
        options.timeout = timeout;
        options.extra = Value::object({{"database", database_}, {"isolation", isolation}});
        auto made = make_client("postgres", options);
        EXPECT_TRUE(made) << made.error().message;
        EXPECT_TRUE((*made)->open());
        return std::move(*made);
    }

    std::string database_;
};

const Invocation read_k0{"read", Value("k0"), nullptr};

TEST(PostgresErrors, OnlyAnErrorOfTheStatementIsDefinite) {
    for (const char* state : {"40001", "40P01", "25006", "57014", "23505", "42P01"})
        EXPECT_EQ(fate_of_error("ERROR", state), Fate::rejected) << state;
    for (const char* state : {"40003", "08006", "XX001"})
        EXPECT_EQ(fate_of_error("ERROR", state), Fate::unknown) << state;
    EXPECT_EQ(fate_of_error("FATAL", "57P01"), Fate::unknown);
    EXPECT_EQ(fate_of_error("PANIC", "XX000"), Fate::unknown);
    EXPECT_EQ(fate_of_error("", ""), Fate::unknown);
}

TEST_F(Postgres, Registers) {
    const auto one = client("cas-register");
    EXPECT_EQ(ok_value(*one, read_k0), Value());
    ok_value(*one, {"cas", Value("k0"), Value::list({nullptr, 3})});
    EXPECT_EQ(why_failed(*one, {"cas", Value("k0"), Value::list({nullptr, 4})}),
              "another value is there");
    EXPECT_EQ(why_failed(*one, {"cas", Value("k0"), Value::list({4, 5})}),
              "another value is there");
    ok_value(*one, {"cas", Value("k0"), Value::list({3, 6})});
    EXPECT_EQ(ok_value(*one, read_k0), Value(6));
    ok_value(*one, {"write", Value("k0"), 7});
    EXPECT_EQ(ok_value(*one, read_k0), Value(7));
    EXPECT_EQ(ok_value(*one, {"read", Value("k1"), nullptr}), Value());
}

TEST_F(Postgres, SetsAndCounters) {
    const auto set = client("set");
    EXPECT_EQ(ok_value(*set, {"read", {}, nullptr}), Value(Value::List{}));
    for (const int value : {10, 9, 10})
        ok_value(*set, {"add", {}, value});
    EXPECT_EQ(ok_value(*set, {"read", {}, nullptr}), Value::list({9, 10}));
    const auto counter = client("counter");
    EXPECT_EQ(ok_value(*counter, read_k0), Value(0));
    ok_value(*counter, {"add", Value("k0"), 5});
    ok_value(*counter, {"add", Value("k0"), -7});
    EXPECT_EQ(ok_value(*counter, read_k0), Value(-2));
}

TEST_F(Postgres, ABankMovesMoney) {
    const auto bank = client("bank");
    const auto transfer = [](int from, int to, int amount) {
        return Invocation{
            "transfer", {}, Value::object({{"from", from}, {"to", to}, {"amount", amount}})};
    };
    ok_value(*bank, transfer(0, 1, 4));
    ok_value(*bank, transfer(2, 2, 4));
    EXPECT_EQ(why_failed(*bank, transfer(0, 1, 7)), "account 0 has only 6");
    EXPECT_THAT(why_failed(*bank, transfer(0, 9, 1)), HasSubstr("no account 9"));
    EXPECT_EQ(ok_value(*bank, {"read", {}, nullptr}), Value::object({{"0", 6},
                                                                     {"1", 14},
                                                                     {"2", 10},
                                                                     {"3", 10},
                                                                     {"4", 10},
                                                                     {"5", 10},
                                                                     {"6", 10},
                                                                     {"7", 10}}));
}

TEST_F(Postgres, TransactionsFillInTheirReads) {
    const auto lists = client("txn-list-append");
    const auto step = [](const char* f, const char* key, Value value) {
        return Value::list({f, key, std::move(value)});
    };
    ok_value(*lists, {"txn", {}, Value::list({step("append", "k0", 1)})});
    EXPECT_EQ(ok_value(*lists, {"txn",
                                {},
                                Value::list({step("append", "k0", 2), step("r", "k0", nullptr),
                                             step("r", "k1", nullptr)})}),
              Value::list({step("append", "k0", 2), step("r", "k0", Value::list({1, 2})),
                           step("r", "k1", Value(Value::List{}))}));
    EXPECT_THAT(
        why_failed(*lists, {"txn", {}, Value::list({step("append", "k0", 3), step("w", "k0", 1)})}),
        HasSubstr("no step here"));
    EXPECT_EQ(ok_value(*lists, {"txn", {}, Value::list({step("r", "k0", nullptr)})}),
              Value::list({step("r", "k0", Value::list({1, 2}))}));
    const auto registers = client("txn-rw-register", "repeatable-read");
    EXPECT_EQ(ok_value(*registers, {"txn",
                                    {},
                                    Value::list({step("r", "k0", nullptr), step("w", "k0", 4),
                                                 step("r", "k0", nullptr)})}),
              Value::list({step("r", "k0", nullptr), step("w", "k0", 4), step("r", "k0", 4)}));
}

TEST_F(Postgres, ManyMayMakeTheTablesAtOnce) {
    std::vector<std::thread> threads;
    std::vector<Completion> completions(8);
    for (Completion& completion : completions)
        threads.emplace_back([&completion, made = client("set", "read-committed").release()] {
            const std::unique_ptr<Client> one(made);
            completion = one->invoke({"add", {}, 1});
        });
    for (std::thread& thread : threads)
        thread.join();
    for (const Completion& completion : completions)
        EXPECT_EQ(completion.type, EventType::ok) << completion.error.value_or("");
}

TEST_F(Postgres, AWriteThatWaitsForALockIsInDoubtAtItsDeadline) {
    const auto patient = client("register");
    ok_value(*patient, {"write", Value("k0"), 1});
    Session holder = session_of(database_);
    ASSERT_EQ(holder.ask("BEGIN", {}, soon()).fate, Fate::done);
    ASSERT_EQ(holder.ask("UPDATE ordeal_registers SET value = 2", {}, soon()).fate, Fate::done);
    const auto hasty = client("register", "serializable", std::chrono::milliseconds(300));
    const Completion completion = hasty->invoke({"write", Value("k0"), 3});
    EXPECT_NE(completion.type, EventType::ok);
    EXPECT_THAT(completion.error.value_or(""), HasSubstr("timeout"));
    EXPECT_EQ(ok_value(*patient, read_k0), Value(1));
}

TEST_F(Postgres, ASerializationFailureIsDefinite) {
    const auto bank = client("bank");
    ok_value(*bank, {"read", {}, nullptr});
    Session other = session_of(database_);
    ASSERT_EQ(other.ask("BEGIN ISOLATION LEVEL SERIALIZABLE", {}, soon()).fate, Fate::done);
    const char* sql = "UPDATE ordeal_accounts SET balance = balance + 1 WHERE account = $1::int";
    ASSERT_EQ(other.ask("SELECT * FROM ordeal_accounts", {}, soon()).rows.size(), 8);
    const Value order = Value::object({{"from", 0}, {"to", 1}, {"amount", 4}});
    ok_value(*bank, {"transfer", {}, order});
    const Answer refused = other.ask(sql, {"0"}, soon());
    EXPECT_EQ(refused.fate, Fate::rejected);
    EXPECT_THAT(refused.error, StartsWith("40001: "));
    EXPECT_EQ(other.ask("COMMIT", {}, soon()).tag, "ROLLBACK");
}

/// Waits until what the statement selects is what is wanted.
void wait_until(Session& session, const std::string& sql, const std::string& wanted) {
    std::string found;
    for (const Deadline deadline = soon(); std::chrono::steady_clock::now() < deadline;) {
        const Answer answer = session.ask(sql, {}, deadline);
        ASSERT_EQ(answer.fate, Fate::done) << answer.error;
        found = answer.rows.empty() ? "" : answer.rows[0][0].value_or("");
        if (found == wanted) return;
    }
    FAIL() << sql << " is " << found << ", not " << wanted;
}

/// Who connects from now on waits with each commit for a standby that there is not.
void ask_for_a_standby(Session& session, const std::string& database) {
    const Answer asked =
        session.ask("ALTER DATABASE " + database + " SET synchronous_commit = on", {}, soon());
    ASSERT_EQ(asked.fate, Fate::done) << asked.error;
}

TEST_F(Postgres, ACommitThatNoStandbyHasIsInDoubt) {
    ok_value(*client("register"), {"write", Value("k0"), 1});
    Session other = session_of(database_);
    ask_for_a_standby(other, database_);
    const auto one = client("register");
    Completion write;
    std::jthread writer([&] { write = one->invoke({"write", Value("k0"), 2}); });
    const std::string waits = " FROM pg_stat_activity WHERE wait_event = 'SyncRep'";
    wait_until(other, "SELECT wait_event" + waits, "SyncRep");
    wait_until(other, "SELECT pg_cancel_backend(pid)" + waits, "t");
    writer.join();
    EXPECT_EQ(write.type, EventType::info);
    EXPECT_THAT(write.error.value_or(""), HasSubstr("committed locally"));
    EXPECT_EQ(ok_value(*one, read_k0), Value(2));
}

const Invocation transfer_4{"transfer", {}, Value::object({{"from", 0}, {"to", 1}, {"amount", 4}})};

TEST_F(Postgres, ATransferWithoutAnAnswerBeforeItsCommitFails) {
    ok_value(*client("bank"), {"read", {}, nullptr});
    Session holder = session_of(database_);
    ASSERT_EQ(holder.ask("BEGIN", {}, soon()).fate, Fate::done);
    ASSERT_EQ(holder.ask("UPDATE ordeal_accounts SET balance = 9", {}, soon()).fate, Fate::done);
    const auto hasty = client("bank", "serializable", std::chrono::milliseconds(400));
    EXPECT_THAT(why_failed(*hasty, transfer_4), HasSubstr("timeout"));
}

TEST_F(Postgres, ATransferWithoutAnAnswerToItsCommitIsInDoubt) {
    ok_value(*client("bank"), {"read", {}, nullptr});
    Session other = session_of(database_);
    ask_for_a_standby(other, database_);
    const auto hasty = client("bank", "serializable", std::chrono::seconds(3));
    while (hasty->invoke({"read", {}, nullptr}).type != EventType::ok) {
    }
    Completion transfer{EventType::fail, {}, {}};
    for (int attempt = 0; attempt < 10 && transfer.type == EventType::fail; ++attempt)
        transfer = hasty->invoke(transfer_4);  // fails when there is no time to ask for the commit
    EXPECT_EQ(transfer.type, EventType::info) << transfer.error.value_or("");
}

TEST_F(Postgres, ABrokenSessionIsReplaced) {
    const auto one = client("register");
    ok_value(*one, {"write", Value("k0"), 1});
    Session other = session_of(database_);
    const Answer killed = other.ask(
        "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity "
        "WHERE pid <> pg_backend_pid() AND datname = $1 AND backend_type = 'client backend'",
        {database_}, soon());
    ASSERT_EQ(killed.rows.size(), 1) << killed.error;
    EXPECT_EQ(ok_value(*one, read_k0), Value(1));
}

TEST_F(Postgres, AnUnknownUserIsToldAtOnce) {
    ClientOptions options;
    options.endpoints = {{"n1", Server::get().ip(), Server::get().port()}};
    options.workload = "register";
    options.timeout = std::chrono::minutes(1);
    options.extra = Value::object({{"user", "stranger"}});
    const auto stranger = std::move(*make_client("postgres", options));
    EXPECT_THAT(why_failed(*stranger, read_k0), HasSubstr("role \"stranger\" does not exist"));
}

}  // namespace
}  // namespace ordeal::clients::postgres
