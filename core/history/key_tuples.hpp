// Jepsen's independent keys: a history of many keys in which each value is a pair, [key value].
// EDN no longer tells such a pair from a list of two, so it is seen from the whole history.
#pragma once

#include "core/history/event.hpp"

namespace ordeal::core {

/// If the values of all events of clients are lists of two, no event has a key, and an invocation
/// other than a cas is of the form [key null] (a read that asks for a key, say), then each pair is
/// taken apart into key and value. Otherwise nothing is changed.
void split_key_tuples(History& history);

}  // namespace ordeal::core
