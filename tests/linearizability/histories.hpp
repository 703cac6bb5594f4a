// Small histories for the tests: every way in which a few operations can overlap, kinds of
// operations to put there, and random ones.
#pragma once

#include <string>
#include <vector>

#include "core/random.hpp"
#include "tests/linearizability/oracle.hpp"

namespace ordeal::testing {

/// An operation that is not yet placed. Outcome: "ok", "fail" or "info".
core::Operation make_kind(std::string f, core::Value argument, core::Value result = nullptr,
                          std::string_view outcome = "ok");

/// Every way in which `count` operations (in order of invocation) can overlap, with at most
/// `processes` under way at once; positions from 0. Kinds are left 0, all return.
std::vector<std::vector<Placed>> all_overlaps(std::size_t count, std::size_t processes);

/// A history of that many operations of random kinds by processes that are busy most of the time.
std::vector<Placed> random_history(core::Random& random, std::size_t count, std::size_t processes,
                                   std::size_t kinds);

/// The same as operations for the judge: with processes, ids in order of invocation. Operations
/// of outcome info have no return.
std::vector<core::Operation> to_operations(const std::vector<Placed>& history,
                                           const std::vector<core::Operation>& kinds);

/// Takes away the returns of those whose outcome is info.
void forget_returns(std::vector<Placed>& history, const std::vector<core::Operation>& kinds);

/// For messages of failed tests: one line for each operation.
std::string to_text(const std::vector<core::Operation>& operations);

}  // namespace ordeal::testing
