// The checker's name for a network of the enumerator.
#pragma once

#include "checker/actor_model/options.hpp"
#include "tests/checker/enumerator/network.hpp"

namespace ordeal::enumerator {

inline checker::Network network_of(NetworkKind kind) {
    if (kind == NetworkKind::ordered) return checker::Network::ordered;
    if (kind == NetworkKind::unordered) return checker::Network::unordered;
    return checker::Network::unordered_duplicating;
}

}  // namespace ordeal::enumerator
