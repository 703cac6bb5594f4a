// The maps of Jepsen's histories as events: from EDN, or from JSON with the same names.
#pragma once

#include <string>
#include <string_view>

#include "core/history/event.hpp"
#include "core/result.hpp"

namespace ordeal::core {

/// `:process`, `:type` and `:f` must be there; `:time`, `:index`, `:key`, `:value` and `:error` may
/// be; other members are kept. A process that is a word is a named one. Error: what is wrong.
Result<Event> jepsen_event(Value&& map);

/// A history in EDN: one map a line, or a vector or list of maps, or several of them. Index is the
/// number of the event where there is none. Error: "NAME:LINE: column C: ..." or "NAME:LINE: ...".
Result<History> parse_jepsen_edn(std::string_view text, std::string_view name);

/// Appends the event as one map in EDN, without a line break; jepsen_event reads it back equal, but
/// for an error that is null.
void append_jepsen_edn(std::string& out, const Event& event);

/// A JSON array of such maps. Error: "NAME: event N: ..." or "NAME: column C: ...".
Result<History> parse_json_history(std::string_view text, std::string_view name);

}  // namespace ordeal::core
