// The few accesses that break a promise: those that remain when no access can be left out, together
// with all that read from it, so that the rest still breaks it. A history that keeps a promise
// keeps it without these, so what remains is broken by itself. (Delta debugging: Zeller &
// Hildebrandt 2002, with halves that shrink to single accesses.)
#pragma once

#include <functional>

#include "linearizability/consistency/accesses.hpp"

namespace ordeal::linearizability {

/// `breaks(part)`: whether a part of the history breaks the promise. Requires: the whole does.
/// Larger than it need be where `give_up` says so.
Accesses reduced(const Accesses& accesses, const std::function<bool(const Accesses&)>& breaks,
                 const std::function<bool()>& give_up);

}  // namespace ordeal::linearizability
