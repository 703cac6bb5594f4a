// States as bytes, for models whose states can be written down: those that pack themselves, and
// plain ones.
#pragma once

#include <cstring>
#include <span>
#include <vector>

#include "checker/model/model.hpp"
#include "core/check.hpp"

namespace ordeal::checker {

template <typename M>
concept StoresStates = HasPack<M> || Plain<typename M::State>;

/// Replaces `out`. Equal bytes, equal states.
template <StoresStates M>
void store_state(const M& model, const typename M::State& state, std::vector<std::uint8_t>& out) {
    out.clear();
    if constexpr (HasPack<M>) {
        model.pack(state, out);
    } else {
        out.resize(sizeof state);
        std::memcpy(out.data(), &state, sizeof state);
    }
}

/// Requires: `bytes` are from store_state().
template <StoresStates M>
void load_state(const M& model, std::span<const std::uint8_t> bytes, typename M::State& state) {
    if constexpr (HasPack<M>) {
        model.unpack(bytes, state);
    } else {
        CHECK(bytes.size() == sizeof state, "a state of {} bytes", bytes.size());
        std::memcpy(&state, bytes.data(), sizeof state);
    }
}

}  // namespace ordeal::checker
