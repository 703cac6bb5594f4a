// Inside the combinators: rebuilds a combinator around the generator that follows an answer.
#pragma once

#include <algorithm>
#include <optional>
#include <utility>
#include <variant>

#include "harness/generator/generator.hpp"

namespace ordeal::harness::gen {

/// The same answer, with `next` replaced by rebuild(next), a shared pointer to a node. Exhausted
/// stays exhausted.
template <typename Rebuild>
Step wrap(Step step, Rebuild&& rebuild) {
    if (auto* pending = std::get_if<Pending>(&step))
        pending->next = Generator(rebuild(std::move(pending->next)));
    else if (auto* ready = std::get_if<Ready>(&step))
        ready->next = Generator(rebuild(std::move(ready->next)));
    return step;
}

/// The earlier of two times of which each may be missing.
inline std::optional<core::Nanoseconds> earlier(std::optional<core::Nanoseconds> a,
                                                std::optional<core::Nanoseconds> b) {
    if (a && b) return std::min(*a, *b);
    return a ? a : b;
}

}  // namespace ordeal::harness::gen
