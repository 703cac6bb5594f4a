// Why an operation has no answer, and what that says of its effect.
#pragma once

#include <string>
#include <utility>

#include <tl/expected.hpp>

#include "clients/client.hpp"
#include "core/history/event.hpp"

namespace ordeal::clients {

/// `outcome` is fail when the operation certainly had no effect, else info.
struct Trouble {
    core::EventType outcome = core::EventType::info;
    std::string reason;
};

template <typename T>
using Answered = tl::expected<T, Trouble>;

inline tl::unexpected<Trouble> certainly_not(std::string reason) {
    return tl::unexpected(Trouble{core::EventType::fail, std::move(reason)});
}

inline tl::unexpected<Trouble> in_doubt(std::string reason) {
    return tl::unexpected(Trouble{core::EventType::info, std::move(reason)});
}

/// Ok with the value, or what the trouble says with the value of the invocation.
inline Completion to_completion(Answered<core::Value> answer, const Invocation& invocation) {
    if (answer) return {core::EventType::ok, std::move(*answer), std::nullopt};
    return {answer.error().outcome, invocation.value, std::move(answer.error().reason)};
}

}  // namespace ordeal::clients
