// What may happen to the actors of a model, besides what they do themselves.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "checker/history/histories.hpp"

namespace ordeal::checker {

enum class Network {
    unordered_duplicating,  // a set: what was sent may arrive any number of times
    unordered,              // a multiset: each message arrives at most once, in any order
    ordered                 // from one sender to one receiver, messages arrive in order
};

constexpr std::string_view to_text(Network network) {
    switch (network) {
        case Network::unordered_duplicating:
            return "unordered-duplicating";
        case Network::unordered:
            return "unordered";
        case Network::ordered:
            return "ordered";
    }
    return "unordered";
}

constexpr std::optional<Network> network_named(std::string_view name) {
    for (const Network network :
         {Network::unordered_duplicating, Network::unordered, Network::ordered})
        if (to_text(network) == name) return network;
    return std::nullopt;
}

struct ActorModelOptions {
    Network network = Network::unordered;
    bool lossy = false;
    unsigned crashes = 0;  // the most actors that are down at once
    HistoryOptions history;
    /// To handle a message is a step, too, if the actor says `rewrites(state, message)`: it writes
    /// what was there already. For comparing counts with checkers that cannot tell.
    bool rewrites_are_steps = false;
    /// Runs every handler twice, when its outcome is computed, and compares: a handler that is not
    /// deterministic is named in the report.
    bool check_determinism = true;
};

}  // namespace ordeal::checker
