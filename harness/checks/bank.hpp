// Transfers between accounts neither make money nor lose any: every read of all balances must show
// the same total. It holds for any order of the transfers, so nothing but the reads is looked at,
// and the check is linear. (The bank test is Jepsen's, K. Kingsbury 2013; a read that mixes states
// is a violation of snapshot isolation: Berenson et al. 1995.)
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/history/operation.hpp"
#include "core/value.hpp"
#include "harness/checks/check.hpp"

namespace ordeal::harness {

struct BankAccounts {
    std::int64_t accounts = 0;  // 0 .. accounts - 1 must be in a read; 0: those of the first
    std::optional<std::int64_t> total{};  // none: that of the first read
};

/// "bank": of every `read` that is ok, {"0": 10, "1": 7, ...}: the sum is the total
/// ("wrong-total"), no balance is below 0 ("negative"), and just the accounts that there are have a
/// balance
/// ("accounts"). What is no object of integers is "malformed". Unknown: no read is ok.
CheckResult check_bank(const std::vector<core::Operation>& operations, BankAccounts bank);

}  // namespace ordeal::harness
