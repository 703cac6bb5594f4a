// The maps of Jepsen's histories as events: from EDN, or from JSON with the same names.
#pragma once

#include <string>
#include <string_view>

#include "core/history/event.hpp"
#include "core/history/skipped.hpp"
#include "core/result.hpp"

namespace ordeal::core {

/// `:process`, `:type` and `:f` must be there; `:time`, `:index`, `:key`, `:value` and `:error` may
/// be; other members are kept. An index below 0 is none, as in Jepsen. A process that is a word is
/// a named one. Error: what is wrong.
Result<Event> jepsen_event(Value&& map);

/// A history in EDN: one map a line, or a vector or list of maps, or several of them. Index is the
/// number of the event where there is none. Error: "NAME:LINE: column C: ...". With `skipped`, what
/// is malformed is left out and counted there; behind what is no EDN, reading goes on in the next
/// line.
Result<History> parse_jepsen_edn(std::string_view text, std::string_view name,
                                 Skipped* skipped = nullptr);

/// A JSON array of such maps. Error: "NAME:LINE: column C: ...". With `skipped`, items that are no
/// events are left out and counted there; what is not JSON is an error all the same.
Result<History> parse_json_history(std::string_view text, std::string_view name,
                                   Skipped* skipped = nullptr);

/// Appends the event as one map in EDN, without a line break; jepsen_event reads it back equal, but
/// for an error that is null.
void append_jepsen_edn(std::string& out, const Event& event);

}  // namespace ordeal::core
