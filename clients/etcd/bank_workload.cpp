#include <algorithm>

#include "clients/etcd/workload.hpp"

namespace ordeal::clients::etcd {

namespace {

using core::Value;

constexpr std::string_view prefix = "ordeal/account/";

struct Account {
    std::int64_t balance = 0;
    std::int64_t mod_revision = 0;
};

std::string key_of_account(std::int64_t account) {
    return std::string(prefix) + std::to_string(account);
}

/// Accounts from 0 on, each with the same at the start (what is left over is account 0's): that is
/// what an absent key means.
class Bank final : public Workload {
  public:
    explicit Bank(Settings settings) : settings_(settings) {}

    std::optional<Answered<Value>> invoke(const Invocation& invocation, Gateway& gateway,
                                          Deadline deadline) override {
        if (invocation.f == "read") return read(gateway, deadline);
        if (invocation.f == "transfer") return transfer(invocation.value, gateway, deadline);
        return std::nullopt;
    }

  private:
    /// All accounts, at one revision of the store.
    Answered<std::vector<Account>> all(bool serializable, Gateway& gateway,
                                       Deadline deadline) const {
        const auto keys = read_keys(gateway, range_of_prefix(prefix, serializable), deadline);
        if (!keys) return tl::unexpected(keys.error());
        std::vector<Account> found(static_cast<std::size_t>(settings_.accounts),
                                   Account{settings_.total / settings_.accounts});
        found.front().balance += settings_.total % settings_.accounts;
        for (std::int64_t account = 0; account < settings_.accounts; ++account) {
            const auto key = std::ranges::find(*keys, key_of_account(account), &KeyValue::key);
            if (key == keys->end()) continue;
            const Value balance = value_of(key->text);
            if (!balance.is_int()) return in_doubt(key->key + " holds " + key->text);
            found[static_cast<std::size_t>(account)] = {balance.as_int(), key->mod_revision};
        }
        return found;
    }

    Answered<Value> read(Gateway& gateway, Deadline deadline) const {
        const auto found = all(settings_.serializable_reads, gateway, deadline);
        if (!found) return tl::unexpected(found.error());
        Value balances = Value::Object{};
        for (std::size_t account = 0; account < found->size(); ++account)
            balances.set(std::to_string(account), (*found)[account].balance);
        return balances;
    }

    std::optional<std::int64_t> account_at(const Value& value, std::string_view name) const {
        const Value* account = value.find(name);
        if (!account || !account->is_int()) return std::nullopt;
        const bool exists = account->as_int() >= 0 && account->as_int() < settings_.accounts;
        return exists ? std::optional(account->as_int()) : std::nullopt;
    }

    Answered<Value> transfer(const Value& value, Gateway& gateway, Deadline deadline) const {
        const auto from = account_at(value, "from");
        const auto to = account_at(value, "to");
        const Value* amount = value.find("amount");
        if (!from || !to || *from == *to || !amount || !amount->is_int())
            return certainly_not("a transfer is {from, to, amount} between two accounts");
        for (;;) {
            const auto found = nothing_done_yet(all(false, gateway, deadline));
            if (!found) return tl::unexpected(found.error());
            const Account& source = (*found)[static_cast<std::size_t>(*from)];
            const Account& target = (*found)[static_cast<std::size_t>(*to)];
            if (source.balance < amount->as_int()) return certainly_not("not enough to transfer");
            const auto done = move(*from, source, *to, target, amount->as_int(), gateway, deadline);
            if (!done) return tl::unexpected(done.error());
            if (*done) return value;
        }
    }

    static Answered<bool> move(std::int64_t from, const Account& source, std::int64_t to,
                               const Account& target, std::int64_t amount, Gateway& gateway,
                               Deadline deadline) {
        const std::string debit = key_of_account(from);
        const std::string credit = key_of_account(to);
        return commit(gateway,
                      transaction({unchanged_since(debit, source.mod_revision),
                                   unchanged_since(credit, target.mod_revision)},
                                  {set_to(debit, Value(source.balance - amount)),
                                   set_to(credit, Value(target.balance + amount))}),
                      deadline);
    }

    Settings settings_;
};

}  // namespace

std::unique_ptr<Workload> make_bank(Settings settings) {
    return std::make_unique<Bank>(settings);
}

}  // namespace ordeal::clients::etcd
