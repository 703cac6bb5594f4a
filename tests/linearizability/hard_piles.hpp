// Histories of queues, stacks and priority queues in which a value may have gone to one who was
// told nothing, and only just so: what the rules for those tell apart from what is illegal. Each is
// as short as it can be; random histories of this length hardly ever are of this form.
#pragma once

#include <vector>

#include "tests/linearizability/piles.hpp"

namespace ordeal::testing {

struct HardPile {
    const char* name;
    const char* model;
    const char*
        text;  // "put 3 0 5": a call, its value if it has one, its moments; no return: crashed

    std::vector<Placed> history(const PileKinds& kinds) const;
};

/// Values are below 6.
const std::vector<HardPile>& hard_piles();

}  // namespace ordeal::testing
