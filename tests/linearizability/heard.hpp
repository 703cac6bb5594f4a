// A history as one hears it, event by event; and what there is of it up to some moment.
#pragma once

#include <vector>

#include "core/history/event.hpp"
#include "tests/linearizability/histories.hpp"

namespace ordeal::testing {

/// The events of a history in order, with an info event where an operation of that outcome has a
/// return. Processes are numbered from 0; one goes on when its operation is over, whatever came of
/// it. `placed_of` gets the place in the history of each event.
core::History heard(const std::vector<Placed>& history, const std::vector<core::Operation>& kinds,
                    std::vector<std::size_t>& placed_of);

/// For kinds `0 .. n-1` of operations, `n .. 2n-1` are the same while they are under way: nobody
/// knows what they will be told.
std::vector<core::Operation> with_unfinished(std::vector<core::Operation> kinds);

/// The first so many events of a history, of kinds of with_unfinished(). What is under way at the
/// end, or ended in info, has no return.
std::vector<Placed> beginning(const std::vector<Placed>& history, std::size_t events,
                              const std::vector<core::Operation>& kinds);

}  // namespace ordeal::testing
