// What a reply must have: a field by name, and of which shape. Shared by the dialects, so that
// every complaint about a node reads alike.
#pragma once

#include <string_view>

#include "clients/client.hpp"
#include "core/result.hpp"
#include "core/value.hpp"

namespace ordeal::clients::maelstrom {

/// Error: "FIELD, of any value", "FIELD, a list", "FIELD, an integer": what is not there.
core::Result<core::Value> any_field(const core::Value& body, std::string_view name);
core::Result<core::Value> list_field(const core::Value& body, std::string_view name);
core::Result<core::Value> integer_field(const core::Value& body, std::string_view name);
/// An object that has nothing but integers: {"k0": 3}.
core::Result<core::Value> offsets_field(const core::Value& body, std::string_view name);

/// The error of a function that the kind has not.
tl::unexpected<core::Error> no_such_function(std::string_view kind, std::string_view f,
                                             std::initializer_list<std::string_view> known);

}  // namespace ordeal::clients::maelstrom
