// Piles with takes of which nothing ever came back. Such a *taker* has got any one value, or none;
// which one is not known, and to try all is what makes a search slow.
#pragma once

#include <optional>

#include "linearizability/monitors/pile.hpp"

namespace ordeal::linearizability {

enum class PileKind : std::uint8_t { unordered, fifo, stack, priority };

/// Without takers: the kind's own answer. With them, `by` of an illegal pile is its last return,
/// and items and looks may be missing. None: not decided. Never so for the first two kinds, but
/// where takes of known values have no return either and more than one look is hard to serve.
std::optional<PileFinding> judge_pile(PileKind kind, const Pile& pile);

}  // namespace ordeal::linearizability
