#include "clients/postgres/operations.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "clients/options.hpp"
#include "clients/postgres/transaction.hpp"
#include "core/json.hpp"

namespace ordeal::clients::postgres {

namespace {

using core::EventType;
using core::Value;

struct Work {
    Session& session;
    const Invocation& invocation;
    const Terms& terms;
    Deadline deadline;
};

Completion unknown_operation(const Work& work) {
    return {EventType::fail, work.invocation.value,
            fmt::format("not sent: the workload {} has no \"{}\" with the value {}",
                        work.terms.kind, work.invocation.f, core::to_json(work.invocation.value))};
}

/// Of an answer that is not `done`.
Completion failed(const Work& work, const Answer& answer) {
    const bool rejected = answer.fate == Fate::rejected;
    return {rejected ? EventType::fail : EventType::info, work.invocation.value, answer.error};
}

std::string key_of(const Invocation& invocation) {
    if (!invocation.key) return "";
    const Value& key = *invocation.key;
    return key.is_string() ? key.as_string() : core::to_json(key);
}

Completion update(const Work& work, const std::string& sql,
                  const std::vector<std::string>& parameters) {
    const Answer answer = work.session.ask(sql, parameters, work.deadline);
    if (answer.fate != Fate::done) return failed(work, answer);
    return {EventType::ok, work.invocation.value, std::nullopt};
}

/// The JSON text in the first cell, or `otherwise` when there is no row.
Completion read_cell(const Work& work, const std::string& sql, Value otherwise) {
    const Answer answer = work.session.ask(sql, {key_of(work.invocation)}, work.deadline);
    if (answer.fate != Fate::done) return failed(work, answer);
    if (answer.rows.empty()) return {EventType::ok, std::move(otherwise), std::nullopt};
    auto value = core::parse_json(answer.rows[0][0].value_or(""));
    if (!value) return {EventType::info, work.invocation.value, value.error().message};
    return {EventType::ok, std::move(*value), std::nullopt};
}

Completion compare_and_set(const Work& work) {
    const Value& value = work.invocation.value;
    if (!value.is_list() || value.as_list().size() != 2) return unknown_operation(work);
    const std::string from = core::to_json(value.as_list()[0]);
    const std::string to = core::to_json(value.as_list()[1]);
    const std::string key = key_of(work.invocation);
    Answer answer =
        from == "null" ? work.session.ask(
                             "INSERT INTO ordeal_registers VALUES ($1, $2) ON CONFLICT DO NOTHING",
                             {key, to}, work.deadline)
                       : work.session.ask(
                             "UPDATE ordeal_registers SET value = $3 WHERE key = $1 AND value = $2",
                             {key, from, to}, work.deadline);
    if (answer.fate != Fate::done) return failed(work, answer);
    if (answer.tag.ends_with(" 0")) return {EventType::fail, value, "another value is there"};
    return {EventType::ok, value, std::nullopt};
}

Completion of_register(const Work& work) {
    const Invocation& invocation = work.invocation;
    if (invocation.f == "read")
        return read_cell(work, "SELECT value FROM ordeal_registers WHERE key = $1", nullptr);
    if (invocation.f == "write")
        return update(work,
                      "INSERT INTO ordeal_registers VALUES ($1, $2) "
                      "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                      {key_of(invocation), core::to_json(invocation.value)});
    return invocation.f == "cas" ? compare_and_set(work) : unknown_operation(work);
}

Completion of_counter(const Work& work) {
    const Invocation& invocation = work.invocation;
    if (invocation.f == "read")
        return read_cell(work, "SELECT value FROM ordeal_counters WHERE key = $1", 0);
    if (invocation.f != "add" || !invocation.value.is_int()) return unknown_operation(work);
    return update(work,
                  "INSERT INTO ordeal_counters VALUES ($1, $2::bigint) "
                  "ON CONFLICT (key) DO UPDATE SET value = ordeal_counters.value + excluded.value",
                  {key_of(invocation), core::to_json(invocation.value)});
}

Completion of_set(const Work& work) {
    const Invocation& invocation = work.invocation;
    if (invocation.f == "add")
        return update(work, "INSERT INTO ordeal_sets VALUES ($1, $2) ON CONFLICT DO NOTHING",
                      {key_of(invocation), core::to_json(invocation.value)});
    if (invocation.f != "read") return unknown_operation(work);
    Completion all = read_cell(
        work,
        "SELECT '[' || coalesce(string_agg(value, ','), '') || ']' FROM ordeal_sets WHERE key = $1",
        Value::List{});
    if (all.type == EventType::ok) std::ranges::sort(all.value.as_list());
    return all;
}

Completion of_bank(const Work& work) {
    const Invocation& invocation = work.invocation;
    if (invocation.f == "read")
        return read_cell(work,
                         "SELECT json_object_agg(account, balance ORDER BY account)::text "
                         "FROM ordeal_accounts WHERE $1 = ''",
                         Value());
    if (invocation.f != "transfer") return unknown_operation(work);
    return transfer(work.session, invocation, work.terms.isolation, work.deadline);
}

Completion of_transaction(const Work& work) {
    return transact(work.session, work.invocation, work.terms.isolation,
                    work.terms.kind == "txn-list-append", work.deadline);
}

struct Kind {
    std::string_view name;
    Completion (*perform)(const Work&);
};

constexpr std::array kinds = {
    Kind{"register", of_register},
    Kind{"cas-register", of_register},
    Kind{"lin-kv", of_register},
    Kind{"counter", of_counter},
    Kind{"g-counter", of_counter},
    Kind{"pn-counter", of_counter},
    Kind{"set", of_set},
    Kind{"g-set", of_set},
    Kind{"bank", of_bank},
    Kind{"txn-list-append", of_transaction},
    Kind{"txn-rw-register", of_transaction},
};

/// The last one is there only when all are.
constexpr std::array tables = {
    "CREATE TABLE IF NOT EXISTS ordeal_registers (key text PRIMARY KEY, value text)",
    "CREATE TABLE IF NOT EXISTS ordeal_counters (key text PRIMARY KEY, value bigint)",
    "CREATE TABLE IF NOT EXISTS ordeal_sets (key text, value text, PRIMARY KEY (key, value))",
    "CREATE TABLE IF NOT EXISTS ordeal_accounts (account int PRIMARY KEY, balance bigint)",
    "CREATE TABLE IF NOT EXISTS ordeal_lists (key text PRIMARY KEY, items text)",
};

/// CREATE TABLE IF NOT EXISTS alone fails when two do it at once; the lock is held until COMMIT.
/// What the other one did is seen only where each statement has its own snapshot.
std::vector<std::string> steps(const Terms& terms) {
    std::vector<std::string> all = {"BEGIN ISOLATION LEVEL READ COMMITTED",
                                    "SELECT pg_advisory_xact_lock(7241803)"};
    all.insert(all.end(), tables.begin(), tables.end());
    const std::int64_t each = terms.total / terms.accounts;
    all.push_back(
        fmt::format("INSERT INTO ordeal_accounts SELECT n, {} + CASE WHEN n = 0 THEN {} ELSE 0 END "
                    "FROM generate_series(0, {}) AS n ON CONFLICT DO NOTHING",
                    each, terms.total - each * terms.accounts, terms.accounts - 1));
    all.emplace_back("COMMIT");
    return all;
}

}  // namespace

const std::vector<std::string_view>& workload_kinds() {
    static const std::vector<std::string_view> names = names_of(kinds);
    return names;
}

core::Result<void> make_tables(Session& session, const Terms& terms, Deadline deadline) {
    const Answer there = session.ask(
        "SELECT to_regclass('ordeal_lists') IS NOT NULL OR pg_is_in_recovery()", {}, deadline);
    if (there.fate == Fate::done && there.rows[0][0] == "t") return {};
    if (there.fate != Fate::done) return core::fail("no tables: {}", there.error);
    for (const std::string& step : steps(terms)) {
        const Answer answer = session.ask(step, {}, deadline);
        if (answer.fate == Fate::done) continue;
        session.close();
        return core::fail("no tables: {}", answer.error);
    }
    return {};
}

bool is_read(const Invocation& invocation) {
    return invocation.f == "read";
}

Completion perform(Session& session, const Invocation& invocation, const Terms& terms,
                   Deadline deadline) {
    const Work work{session, invocation, terms, deadline};
    for (const Kind& kind : kinds)
        if (kind.name == terms.kind) return kind.perform(work);
    return unknown_operation(work);
}

}  // namespace ordeal::clients::postgres
