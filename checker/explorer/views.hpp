// What the explorer shows of a state, as JSON and as a page.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "checker/search/on_demand.hpp"
#include "core/result.hpp"
#include "core/value.hpp"

namespace ordeal::checker {

/// "/0/2/1" (or "" for none) as the places of a way. Error: what is no number.
core::Result<std::vector<std::uint32_t>> parse_places(std::string_view text);
/// And back: "/0/2/1".
std::string to_text(const std::vector<std::uint32_t>& places);

/// {"places","path","state","fingerprint","properties","actions"}; see docs/explorer.md.
core::Value to_value(const StateView& view);

std::string page_of(const std::string& title, const StateView& view);
std::string error_page(const std::string& title, const std::string& message);

}  // namespace ordeal::checker
