// The checks by their names: for `check.checks` of a scenario, for `ordeal verify --check` and for
// `ordeal list checks`. All of them are pure functions of a history and of what is known about it,
// so they can be asked of a run that is over and of a stored history alike.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/checks/check.hpp"
#include "harness/checks/input.hpp"

namespace ordeal::harness {

struct NamedCheck {
    std::string_view name;
    CheckResult (*run)(const CheckInput&);
    std::string_view description;
};

std::span<const NamedCheck> named_checks();
std::vector<std::string_view> check_names();
/// Null: there is no check of that name.
const NamedCheck* find_check(std::string_view name);

/// Of each of these names what its check says, in their order. Requires: names of checks (checked).
std::vector<CheckResult> run_named_checks(const std::vector<std::string>& names,
                                          const CheckInput& input);

}  // namespace ordeal::harness
