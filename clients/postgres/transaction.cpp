#include "clients/postgres/transaction.hpp"

#include <optional>
#include <utility>

#include "core/json.hpp"

namespace ordeal::clients::postgres {

namespace {

using core::EventType;
using core::Result;
using core::Value;

/// A transaction that is begun; undone at the end of this unless it was committed.
class Transaction {
  public:
    Transaction(Session& session, Deadline deadline) : session_(session), deadline_(deadline) {}
    ~Transaction() {
        if (open_ && session_.ask("ROLLBACK", {}, deadline_).fate != Fate::done) session_.close();
    }
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;

    Result<void> begin(const std::string& isolation) {
        auto begun = ask("BEGIN ISOLATION LEVEL " + isolation, {});
        if (!begun) return tl::unexpected(begun.error());
        return {};
    }

    Result<std::vector<Row>> ask(const std::string& sql,
                                 const std::vector<std::string>& parameters) {
        open_ = true;
        Answer answer = session_.ask(sql, parameters, deadline_);
        if (answer.fate != Fate::done) return core::fail("{}", answer.error);
        return std::move(answer.rows);
    }

    Completion commit(const Invocation& invocation, Value value) {
        const Answer answer = session_.ask("COMMIT", {}, deadline_);
        open_ = false;
        if (answer.fate == Fate::unknown) return {EventType::info, invocation.value, answer.error};
        if (answer.fate == Fate::rejected) return {EventType::fail, invocation.value, answer.error};
        if (answer.tag != "COMMIT") return {EventType::fail, invocation.value, "rolled back"};
        return {EventType::ok, std::move(value), std::nullopt};
    }

  private:
    Session& session_;
    Deadline deadline_;
    bool open_ = false;
};

Completion failed(const Invocation& invocation, const std::string& why) {
    return {EventType::fail, invocation.value, why};
}

Result<std::int64_t> balance_of(Transaction& transaction, std::int64_t account) {
    auto rows = transaction.ask("SELECT balance FROM ordeal_accounts WHERE account = $1::int",
                                {std::to_string(account)});
    if (!rows) return tl::unexpected(rows.error());
    if (rows->empty()) return core::fail("there is no account {}", account);
    return std::stoll((*rows)[0][0].value_or("0"));
}

Result<void> set_balance(Transaction& transaction, std::int64_t account, std::int64_t balance) {
    auto done =
        transaction.ask("UPDATE ordeal_accounts SET balance = $2::bigint WHERE account = $1::int",
                        {std::to_string(account), std::to_string(balance)});
    if (!done) return tl::unexpected(done.error());
    return {};
}

Result<void> move_money(Transaction& transaction, const Value& order) {
    const auto from = core::int_at(order, "from");
    const auto to = core::int_at(order, "to");
    const auto amount = core::int_at(order, "amount");
    if (!from || !to || !amount)
        return core::fail("{} is no transfer: {{\"from\", \"to\", \"amount\"}}",
                          core::to_json(order));
    const auto had = balance_of(transaction, *from);
    if (!had) return tl::unexpected(had.error());
    const auto received = balance_of(transaction, *to);
    if (!received) return tl::unexpected(received.error());
    if (*had < *amount) return core::fail("account {} has only {}", *from, *had);
    if (*from == *to) return {};
    if (auto taken = set_balance(transaction, *from, *had - *amount); !taken) return taken;
    return set_balance(transaction, *to, *received + *amount);
}

std::string text_of(const Value& key) {
    return key.is_string() ? key.as_string() : core::to_json(key);
}

Result<Value> read_list(Transaction& transaction, const std::string& key) {
    auto rows = transaction.ask("SELECT items FROM ordeal_lists WHERE key = $1", {key});
    if (!rows) return tl::unexpected(rows.error());
    if (rows->empty()) return Value(Value::List{});
    return core::parse_json("[" + (*rows)[0][0].value_or("") + "]");
}

Result<Value> read_register(Transaction& transaction, const std::string& key) {
    auto rows = transaction.ask("SELECT value FROM ordeal_registers WHERE key = $1", {key});
    if (!rows) return tl::unexpected(rows.error());
    if (rows->empty()) return Value();
    return core::parse_json((*rows)[0][0].value_or("null"));
}

constexpr const char* append_sql =
    "INSERT INTO ordeal_lists VALUES ($1, $2) "
    "ON CONFLICT (key) DO UPDATE SET items = ordeal_lists.items || ',' || excluded.items";
constexpr const char* write_sql =
    "INSERT INTO ordeal_registers VALUES ($1, $2) "
    "ON CONFLICT (key) DO UPDATE SET value = excluded.value";

/// One step with what it read filled in.
Result<Value> step(Transaction& transaction, const Value& asked, bool lists) {
    if (!asked.is_list() || asked.as_list().size() != 3)
        return core::fail("{} is no step of a transaction", core::to_json(asked));
    Value done = asked;
    Value::List& parts = done.as_list();
    const std::string key = text_of(parts[1]);
    const Value change = lists ? "append" : "w";
    if (parts[0] == Value("r")) {
        auto value = lists ? read_list(transaction, key) : read_register(transaction, key);
        if (!value) return value;
        parts[2] = std::move(*value);
        return done;
    }
    if (parts[0] != change) return core::fail("{} is no step here", core::to_json(asked));
    auto changed = transaction.ask(lists ? append_sql : write_sql, {key, core::to_json(parts[2])});
    if (!changed) return tl::unexpected(changed.error());
    return done;
}

}  // namespace

Completion transfer(Session& session, const Invocation& invocation, const std::string& isolation,
                    Deadline deadline) {
    Transaction transaction(session, deadline);
    if (auto begun = transaction.begin(isolation); !begun)
        return failed(invocation, begun.error().message);
    if (auto moved = move_money(transaction, invocation.value); !moved)
        return failed(invocation, moved.error().message);
    return transaction.commit(invocation, invocation.value);
}

Completion transact(Session& session, const Invocation& invocation, const std::string& isolation,
                    bool lists, Deadline deadline) {
    if (invocation.f != "txn" || !invocation.value.is_list())
        return failed(invocation, "not sent: no list of steps");
    Transaction transaction(session, deadline);
    if (auto begun = transaction.begin(isolation); !begun)
        return failed(invocation, begun.error().message);
    Value::List done;
    for (const Value& asked : invocation.value.as_list()) {
        auto stepped = step(transaction, asked, lists);
        if (!stepped) return failed(invocation, stepped.error().message);
        done.push_back(std::move(*stepped));
    }
    return transaction.commit(invocation, std::move(done));
}

}  // namespace ordeal::clients::postgres
