// The rules by which invocations and completions are joined, one event at a time: for whole
// histories (pair_operations) and for those that are still being made.
#pragma once

#include "core/history/operation.hpp"

namespace ordeal::core {

/// May the process invoke this? `open` is its operation under way, or null; `retired`: its last one
/// ended in info. Error: names the event's index.
Result<void> check_invocation(const Event& event, const Operation* open, bool retired);

/// May the process complete this? `open` as above. Error: names the event's index.
Result<void> check_completion(const Event& event, const Operation* open);

/// The operation that an invocation begins; `position` is that of the event in the history.
Operation begin_operation(const Event& event, std::size_t position, std::size_t id);

/// Requires: check_completion() says so.
void complete_operation(Operation& operation, const Event& event, std::size_t position);

}  // namespace ordeal::core
