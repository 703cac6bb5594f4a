#include "harness/checks/bank.hpp"

#include <algorithm>
#include <set>
#include <string>

#include <fmt/format.h>

#include "core/text/words.hpp"
#include "harness/checks/findings.hpp"

namespace ordeal::harness {

using core::Operation;
using core::Value;
using core::Verdict;

namespace {

bool is_balances(const Value& value) {
    return value.is_object() && std::ranges::all_of(value.as_object(), [](const auto& account) {
               return account.value.is_int();
           });
}

std::int64_t sum(const Value& balances) {
    std::uint64_t total = 0;  // wraps around instead of overflowing
    for (const auto& account : balances.as_object())
        total += static_cast<std::uint64_t>(account.value.as_int());
    return static_cast<std::int64_t>(total);
}

std::set<std::string> accounts_of(const Value& balances) {
    std::set<std::string> names;
    for (const auto& account : balances.as_object())
        names.insert(account.name);
    return names;
}

std::set<std::string> first_accounts(std::int64_t count) {
    std::set<std::string> names;
    for (std::int64_t account = 0; account < count; ++account)
        names.insert(std::to_string(account));
    return names;
}

class Audit {
  public:
    explicit Audit(const BankAccounts& bank)
        : total_(bank.total), accounts_(first_accounts(bank.accounts)) {}

    void read(const Operation& read) {
        ++reads_;
        const Value& balances = read.result;
        if (!is_balances(balances)) {
            found_.add("malformed", read, [&] {
                return Evidence{
                    .explanation = fmt::format("{} read {}, which is no object of integers",
                                               told(read), told(balances)),
                    .remark = "no object of integers",
                    .broken = &read};
            });
            return;
        }
        if (!total_) total_ = sum(balances);
        if (accounts_.empty()) accounts_ = accounts_of(balances);
        check(read, balances);
    }

    CheckResult result() const {
        const bool none = reads_ == 0;
        return found_.conclude("bank", none ? Verdict::unknown : Verdict::valid,
                               none
                                   ? "no balances were read"
                                   : fmt::format("{} with the total {}",
                                                 core::plural(reads_, "read"), total_.value_or(0)));
    }

  private:
    void check(const Operation& read, const Value& balances) {
        if (const std::int64_t read_total = sum(balances); read_total != *total_)
            found_.add("wrong-total", read, [&] {
                return Evidence{
                    .explanation = fmt::format("{} read {}, together {} instead of {}", told(read),
                                               told(balances), read_total, *total_),
                    .remark = fmt::format("together {} instead of {}", read_total, *total_),
                    .broken = &read};
            });
        for (const auto& account : balances.as_object())
            if (account.value.as_int() < 0)
                found_.add("negative", read, [&] {
                    return Evidence{
                        .explanation = fmt::format("{} read {} in account {}", told(read),
                                                   account.value.as_int(), account.name),
                        .remark = "an account is overdrawn",
                        .broken = &read};
                });
        if (accounts_of(balances) != accounts_)
            found_.add("accounts", read, [&] {
                return Evidence{.explanation = fmt::format(
                                    "{} read {}, and there are the accounts {}", told(read),
                                    told(balances), fmt::join(accounts_, ", ")),
                                .remark = fmt::format("there are {}",
                                                      core::plural(accounts_.size(), "account")),
                                .broken = &read};
            });
    }

    std::optional<std::int64_t> total_;
    std::set<std::string> accounts_;
    std::size_t reads_ = 0;
    Findings found_{{{"wrong-total"}, {"negative"}, {"accounts"}, {"malformed"}}};
};

}  // namespace

CheckResult check_bank(const std::vector<Operation>& operations, BankAccounts bank) {
    Audit audit(bank);
    for (const Operation& operation : operations)
        if (operation.f == "read" && is_ok(operation)) audit.read(operation);
    return audit.result();
}

}  // namespace ordeal::harness
