// The quick way from an EDN map to an event, for maps that hold only the fields of Jepsen's
// histories. What it refuses is left to EdnReader and jepsen_event.
#pragma once

#include <string_view>

#include "core/history/event.hpp"

namespace ordeal::core {

/// Reads the map that `text` begins with, blanks before it skipped; gives the bytes read, or 0.
/// An index that is not there is left as it is. When it gives 0, `event` is of no use.
std::size_t scan_jepsen_event(std::string_view text, Event& event);

}  // namespace ordeal::core
