// Inside the combinators: rebuilds a combinator around the generator that follows an answer.
#pragma once

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>
#include <variant>

#include "harness/generator/generator.hpp"

namespace ordeal::harness::gen {

/// Replaces `next` in the answer by rebuild(next), a generator that may end or change its mind
/// earlier than the one inside. Exhausted stays exhausted.
template <typename Rebuild>
void wrap(Step& step, Rebuild&& rebuild) {
    if (auto* pending = std::get_if<Pending>(&step)) {
        pending->next = rebuild(std::move(pending->next));
        pending->firm = false;
    } else if (auto* ready = std::get_if<Ready>(&step)) {
        ready->next = rebuild(std::move(ready->next));
        ready->idle_until.reset();
    }
}

/// The same by a generator that is pending as firmly as the one inside.
template <typename Rebuild>
void wrap_firmly(Step& step, Rebuild&& rebuild) {
    if (auto* pending = std::get_if<Pending>(&step))
        pending->next = rebuild(std::move(pending->next));
    else if (auto* ready = std::get_if<Ready>(&step))
        ready->next = rebuild(std::move(ready->next));
}

/// A generator of that kind.
template <typename Kind, typename... Arguments>
Generator make(Arguments&&... arguments) {
    return Generator(std::make_shared<Kind>(std::forward<Arguments>(arguments)...));
}

/// The earlier of two times of which each may be missing.
inline std::optional<core::Nanoseconds> earlier(std::optional<core::Nanoseconds> a,
                                                std::optional<core::Nanoseconds> b) {
    if (a && b) return std::min(*a, *b);
    return a ? a : b;
}

}  // namespace ordeal::harness::gen
