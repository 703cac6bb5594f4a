// How a path is named in an address: by the places of its actions, or by a road that the explorer
// knows and how far it is followed.
//
//     0/2/1        the first initial state, then its third action, then the second
//     run@120/3    120 steps of the recorded run, then the fourth action
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace ordeal::checker {

using Places = std::vector<std::uint32_t>;

/// `road`: what "run@" follows; empty: there is none. Error: what is no place, a step that the
/// road does not have.
core::Result<Places> parse_address(std::string_view text, const Places& road);

/// "0/2/1"
std::string to_address(const Places& places);

}  // namespace ordeal::checker
